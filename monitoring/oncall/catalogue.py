"""What a function knows of the plan: titles, runbooks, queries, routes, links. No thresholds.

It is one JSON object in S3, named by its content. The SSM parameter says where; a container keeps what it
read for as long as the parameter says the same.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class CatalogueError(Exception):
    """The catalogue is not where the parameter says, or is none."""


class NamedAlarm(NamedTuple):
    """Whose alarm a physical name is; ``window`` in seconds is what a log alarm's query covers, else 0."""

    entry: str
    severity: str
    label: str
    window: int = 0


class Look(NamedTuple):
    """A first look: a query with its parameters, or a graph."""

    query: str
    graph: str
    parameters: Mapping[str, str]


class Alarm(NamedTuple):
    """An alarm entry. ``live_while`` is (least number, seconds) or None; ``graphs`` are what it watches."""

    entry: str
    title: str
    impact: str
    first_action: str
    runbook: str
    route: str
    explained_by: tuple[str, ...]
    first_look: tuple[Look, ...]
    graphs: Mapping[str, str]
    rows_of: str
    by: str
    live_while: tuple[float, int] | None
    guide: tuple[str, ...]


class Query(NamedTuple):
    """A saved query; ``parameters`` stand in ``text`` as ``{{name}}``."""

    name: str
    title: str
    text: str
    log_groups: tuple[str, ...]
    parameters: tuple[str, ...]


class Metric(NamedTuple):
    """A graph's metrics in CloudWatch's notation; ``period`` in seconds."""

    title: str
    unit: str
    period: int
    metrics: tuple[Any, ...]


class Route(NamedTuple):
    """Who hears first, who next after how many seconds; None where a route does not say."""

    name: str
    start: str
    then: Mapping[str, int]
    remind: int | None
    acknowledged_for: int | None


class QuietHours(NamedTuple):
    """Local hours ``HH:MM`` in which some severities wait."""

    start: str
    until: str
    holds: tuple[str, ...]


class Catalogue:
    """The content, read by key. ``content`` holds every parameter resolved (see ``sources.py``)."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.service: str = content["service"]
        self.environment: str = content["environment"]
        self.region: str = content["region"]
        self.locale: str = content["locale"]
        self.timezone: str = content["timezone"]
        self.title: str = content["title"] or content["service"]
        self.personal: tuple[str, ...] = tuple(content["personal"])
        self.explains = _explains(content["alarms"])

    def named(self, alarm: str) -> NamedAlarm | None:
        """Whose alarm a physical name is; None for alarms that the plan does not have."""
        found = self.content["alarmNames"].get(alarm)
        return NamedAlarm(**found) if found else None

    def names_of(self, entry: str) -> tuple[str, ...]:
        """The physical names of an entry's alarms."""
        return tuple(name for name, of in self.content["alarmNames"].items() if of["entry"] == entry)

    def alarm(self, entry: str) -> Alarm | None:
        """An alarm entry."""
        found = self.content["alarms"].get(entry)
        return _alarm(entry, found) if found else None

    @property
    def entries(self) -> tuple[str, ...]:
        """All alarm entries in the order of the file."""
        return tuple(self.content["alarms"])

    def query(self, name: str) -> Query | None:
        """A saved query."""
        found = self.content["queries"].get(name)
        if found is None:
            return None
        groups, parameters = tuple(found["logGroups"]), tuple(found["parameters"])
        return Query(name, found["title"], found["text"], groups, parameters)

    def metric(self, name: str) -> Metric | None:
        """A metric's graph."""
        found = self.content["metrics"].get(name)
        if found is None:
            return None
        return Metric(found["title"], found["unit"], found["period"], tuple(found["metrics"]))

    def route(self, name: str) -> Route | None:
        """A route of escalation."""
        found = self.content["escalation"]["routes"].get(name)
        if found is None:
            return None
        then = {level: round(after) for level, after in found["then"].items()}
        return Route(name, found["start"], then, _whole(found, "remind"), _whole(found, "acknowledgedFor"))

    @property
    def quiet_hours(self) -> QuietHours | None:
        """The quiet hours."""
        found = self.content["escalation"].get("quietHours")
        return QuietHours(found["from"], found["until"], tuple(found["holds"])) if found else None

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of escalation in their order."""
        return tuple(self.content["escalation"]["levels"])

    def level_title(self, level: str) -> str:
        """What people call a level."""
        found = self.content["escalation"]["levels"].get(level, {})
        return found.get("title") or level

    def topic(self, level: str, purpose: str) -> str:
        """A topic's name: ``messages``, ``alarms`` or ``urgent``; empty where a level has none."""
        found: str = self.content["topics"].get(level, {}).get(purpose, "")
        return found

    def level_of_topic(self, topic: str) -> str:
        """The level whose topic of alarms this is; the first level for topics that nobody knows."""
        levels = self.content["topics"]
        return next((level for level, of in levels.items() if topic in of.values()), self.levels[0])

    def channel(self, level: str) -> str:
        """The id of a level's Slack channel; empty where it has none."""
        channels = self.content["slackChannels"].get(level) or [""]
        return str(channels[0])

    def phones(self, level: str) -> frozenset[str]:
        """The addresses of a level that ring; one person may stand in several levels."""
        found = self.content["escalation"]["levels"].get(level, {}).get("contacts", ())
        contacts = (self.content["contacts"].get(name, {}) for name in found)
        return frozenset(json.dumps(one["address"], sort_keys=True) for one in contacts if one.get("rings"))

    def link(self, name: str) -> str:
        """``guide``, ``repository`` or ``statusPage``; empty where it is not known."""
        return str(self.content["links"].get(name) or "")

    def runbook_steps(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The steps of a runbook."""
        return tuple(self.content["runbooks"].get(name, {}).get("steps", ()))

    def runbook_title(self, name: str) -> str:
        """A runbook's title."""
        return self.content["runbooks"].get(name, {}).get("title") or name

    @property
    def dashboard(self) -> str:
        """The physical name of the first dashboard."""
        return next(iter(self.content["dashboards"].values()), "")


def read_catalogue(text: str | bytes) -> dict[str, Any]:
    """The content of a catalogue; CatalogueError when it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CatalogueError("the catalogue is no JSON; deploy the monitoring stack again") from error
    if not isinstance(found, dict) or "alarmNames" not in found:
        raise CatalogueError("the catalogue is older than this function; deploy the monitoring stack again")
    return found


def _alarm(entry: str, found: Mapping[str, Any]) -> Alarm:
    watch = found["watch"]
    by_rows = isinstance(watch, dict) and "rows-of" in watch
    graphs = {} if by_rows or not watch else watch if isinstance(watch, dict) else {"": watch}
    live = found["liveWhile"]
    return Alarm(
        entry=entry,
        title=found["title"] or entry,
        impact=found["impact"],
        first_action=found["firstAction"],
        runbook=found["runbook"],
        route=found["route"],
        explained_by=tuple(found["explainedBy"]),
        first_look=tuple(_look(look) for look in found["firstLook"]),
        graphs=graphs,
        rows_of=watch["rows-of"] if by_rows else "",
        by=watch.get("by", "") if by_rows else "",
        live_while=(live["atLeast"], round(live["over"])) if live else None,
        guide=tuple(found["guide"]),
    )


def _look(found: Mapping[str, Any]) -> Look:
    return Look(found.get("query") or "", found.get("graph") or "", found.get("with") or {})


def _whole(found: Mapping[str, Any], name: str) -> int | None:
    return round(found[name]) if found.get(name) is not None else None


def _explains(alarms: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """For each cause the entries that it explains."""
    causes: dict[str, list[str]] = {}
    for entry, alarm in alarms.items():
        for cause in alarm["explainedBy"]:
            causes.setdefault(cause, []).append(entry)
    return {cause: tuple(symptoms) for cause, symptoms in causes.items()}
