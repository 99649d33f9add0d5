"""The items of the operations guide, and where in `monitoring.yaml` each has its proof.

`G` items are the guide's own; `W` items watch the watcher: what carries alarms to people.
"""

from re import compile as regex
from typing import Final, NamedTuple


class Item(NamedTuple):
    """An item: what it asks for, and the chapters whose entries prove it (one entry of each is needed).

    ``alarms|faults`` means an entry of either chapter.
    """

    what: str
    homes: tuple[str, ...]


ITEMS: Final[dict[str, Item]] = {
    "G1.1": Item("duration", ("alarms",)),
    "G1.2": Item("error rate", ("alarms",)),
    "G1.3": Item("throttles", ("alarms",)),
    "G1.4": Item("concurrent executions", ("alarms",)),
    "G2.1": Item("number of requests", ("dashboards",)),
    "G2.2": Item("rate of 4XX answers", ("alarms",)),
    "G2.3": Item("rate of 5XX answers", ("alarms",)),
    "G2.4": Item("latency", ("alarms",)),
    "G3.1": Item("errors of the model", ("alarms", "queries")),
    "G3.2": Item("tokens", ("queries", "reports")),
    "G4.1": Item("database errors", ("alarms",)),
    "G4.2": Item("failed transactions", ("alarms",)),
    "G5.1": Item("what to do about errors", ("runbooks",)),
    "G5.2": Item("what to do about slow requests", ("runbooks",)),
    "G5.3": Item("what to do about throttling", ("runbooks",)),
    "G5.4": Item("what to do about database connections", ("runbooks",)),
    "G6.1": Item("performance by day", ("queries",)),
    "G6.2": Item("performance by hour", ("queries",)),
    "G6.3": Item("tokens and cost by day", ("queries",)),
    "G6.4": Item("tokens by user", ("queries",)),
    "G7.1": Item("what is logged", ("logs",)),
    "G7.2": Item("requests of a user", ("queries",)),
    "G7.3": Item("errors by code", ("queries",)),
    "G7.4": Item("slow requests", ("queries",)),
    "G7.5": Item("retention of the logs", ("facts",)),
    "G7.6": Item("archive of the logs", ("facts",)),
    "G8.1": Item("failed authentication", ("alarms", "queries")),
    "G8.2": Item("forbidden requests", ("alarms", "queries")),
    "G8.3": Item("prompt injection", ("alarms", "queries")),
    "G9.1": Item("daily tasks", ("reports",)),
    "G9.2": Item("weekly tasks", ("reports",)),
    "G9.3": Item("monthly tasks", ("reports",)),
    "G10.1": Item("reserved concurrency", ("facts", "runbooks")),
    "G10.2": Item("memory", ("facts", "runbooks")),
    "G10.3": Item("capacity of the database", ("facts", "runbooks")),
    "G11.1": Item("stopping the service", ("runbooks",)),
    "G11.2": Item("telling users", ("runbooks",)),
    "G11.3": Item("investigating", ("runbooks",)),
    "G11.4": Item("fixing", ("runbooks",)),
    "G11.5": Item("restoring", ("runbooks",)),
    "G11.6": Item("rolling back", ("runbooks",)),
    "G12.1": Item("API specification", ("documents",)),
    "G12.2": Item("error codes", ("documents",)),
    "G12.3": Item("troubleshooting", ("documents",)),
    "G13.1": Item("development team", ("escalation|contacts",)),
    "G13.2": Item("infrastructure team", ("escalation|contacts",)),
    "G13.3": Item("AWS Support", ("escalation|contacts",)),
    "G13.4": Item("person on call", ("escalation|contacts",)),
    "G14.1": Item("nothing succeeds", ("alarms",)),
    "G14.2": Item("probe", ("alarms",)),
    "G14.3": Item("time to detect", ("faults|alarms",)),
    "W1": Item("failed deliveries", ("alarms", "runbooks")),
    "W2": Item("failures of the notifier", ("alarms", "runbooks")),
    "W3": Item("failures of the escalation", ("alarms", "runbooks")),
    "W4": Item("dead letters", ("alarms", "runbooks")),
    "W5": Item("failed executions of the escalation", ("alarms", "runbooks")),
    "W6": Item("alarms without data", ("alarms", "runbooks")),
    "W7": Item("failed scheduled queries", ("alarms", "runbooks")),
    "W8": Item("heartbeat", ("alarms", "runbooks")),
}


WATCHER: Final = regex(r"W\d+")
"""Ids of what watches the watcher; a file that uses one of them proves all."""


def chapters(home: str) -> tuple[str, ...]:
    """The chapters of which one is enough."""
    return tuple(home.split("|"))


def chapter_of(item: str) -> str:
    """``G14.2`` -> ``G14``, ``W3`` -> ``W``: the part of the guide that an id belongs to."""
    return "W" if WATCHER.fullmatch(item) else item.partition(".")[0]


def same_chapter(item: str) -> list[str]:
    """The items of the guide's chapter that an id would belong to."""
    chapter = chapter_of(item)
    return [known for known in ITEMS if chapter_of(known) == chapter]
