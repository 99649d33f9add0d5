"""The chapters `reports` and `maintenance`: what is shown when, what people do when, announced quiet."""

from typing import Annotated, Literal

from msgspec import Meta

from monitoring.spec.base import Entry, Model, Name, Text
from monitoring.spec.quantity import Duration, Refused
from monitoring.spec.shown import choice

_SHOWS = ("query", "graph", "forecast", "alarms", "budget")


class Shown(Model, frozen=True, kw_only=True):
    """One block of a report: a query's table, a graph, a forecast, the alarm history, or the budget."""

    query: Annotated[str | None, Meta(description="saved query whose rows are shown")] = None
    graph: Annotated[str | None, Meta(description="metric whose graph is shown")] = None
    forecast: Annotated[str | None, Meta(description="metric whose use is carried on into the future")] = None
    from_last: Annotated[Duration | None, Meta(description="what the forecast learns from")] = None
    alarms: Annotated[
        Literal["history", "security"] | None,
        Meta(description="alarms of the time covered: all, or those about security"),
    ] = None
    budget: Annotated[str | None, Meta(description="metric of the money spent, against facts.budget")] = None
    title: Annotated[Text, Meta(description="above the block")] = ""

    def __post_init__(self) -> None:
        given = [kind for kind in _SHOWS if getattr(self, kind) is not None]
        if len(given) != 1:
            message, fix = choice("a block of a report", _SHOWS, given)
            raise Refused(message, "write a block for each" if given else fix)


class Report(Entry, frozen=True, kw_only=True):
    """A report: when it is made, what it covers, what it shows, what people tick off."""

    at: Annotated[
        str,
        Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="local time, in quotes", examples=["09:00"]),
    ]
    covers: Annotated[Literal["day", "week", "month"], Meta(description="the time up to the report")]
    to: Annotated[str, Meta(description="escalation level that receives it")]
    show: Annotated[tuple[Shown, ...], Meta(description="its blocks, in order")]
    tasks: Annotated[tuple[str, ...], Meta(description="tasks that people tick off")] = ()


class Task(Entry, frozen=True, kw_only=True):
    """Something a person does; stands in reports as a checklist line."""

    do: Annotated[Text, Meta(description="what to do")]
    query: Annotated[str | None, Meta(description="saved query to look at")] = None
    runbook: Annotated[str | None, Meta(description="how to do it")] = None


class Mute(Entry, frozen=True, kw_only=True):
    """A window in which alarms act on nobody; it always ends."""

    alarms: Annotated[tuple[str, ...], Meta(description="the alarms that stay silent")]
    schedule: Annotated[
        str,
        Meta(
            pattern=r"^(cron|at)\(.+\)$",
            description="cron(..) with five fields or at(..), local time",
            examples=["cron(0 2 * * SUN)"],
        ),
    ]
    lasts: Annotated[Duration, Meta(description="how long each time")]
    reason: Annotated[Text, Meta(description="why")]


class Maintenance(Model, frozen=True, kw_only=True):
    """Tasks for people, and announced quiet."""

    tasks: dict[Name, Task] = {}
    mute: dict[Name, Mute] = {}
