"""Every place of the spec where a name stands for an entry somewhere else."""

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from re import compile as regex
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from monitoring.finding import Path
from monitoring.spec.alarms import Alarm
from monitoring.spec.dashboards import Graph, Section
from monitoring.spec.metrics import Metric
from monitoring.spec.queries import Query
from monitoring.spec.reports import Report, Task
from monitoring.spec.resolve import LEVELS
from monitoring.spec.root import Spec
from monitoring.spec.runbooks import Runbook

Chapter: TypeAlias = Literal[
    "alarms",
    "contacts",
    "faults",
    "levels",
    "logs",
    "metrics",
    "queries",
    "routes",
    "runbooks",
    "states",
    "tasks",
]
"""What a name stands for; ``states`` are alarm and severity, as composite rules write ``probe.critical``."""

_Entry = TypeVar("_Entry")

STATE = regex(r"""\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*["']?([^"'()]*?)["']?\s*\)""")


class Reference(NamedTuple):
    """A name and where it stands; ``span`` is its offset and length within a longer text."""

    path: Path
    chapter: Chapter
    name: str
    on_key: bool = False
    span: tuple[int, int] | None = None


def known_names(spec: Spec) -> dict[Chapter, Collection[str]]:
    """The names that exist, by what they stand for."""
    return {
        "alarms": spec.alarms,
        "contacts": spec.contacts,
        "faults": spec.faults,
        "levels": spec.escalation.levels,
        "logs": spec.logs,
        "metrics": spec.metrics,
        "queries": spec.queries,
        "routes": spec.escalation.routes,
        "runbooks": spec.runbooks,
        "states": {f"{name}.{level}" for name, alarm in spec.alarms.items() for level in severities(alarm)},
        "tasks": spec.maintenance.tasks,
    }


def severities(alarm: Alarm) -> tuple[str, ...]:
    """The severities an alarm can have."""
    if alarm.composite is not None:
        return (alarm.severity,) if alarm.severity else ()
    return tuple(level for level in LEVELS if getattr(alarm, level))


@lru_cache(maxsize=16)
def references(spec: Spec) -> tuple[Reference, ...]:
    """All references of the spec, in the order of its chapters; facts and guide paths are not among them."""
    return tuple(_all(spec))


def _all(spec: Spec) -> Iterator[Reference]:
    yield from _escalation(spec)
    yield from _each(spec.metrics, ("metrics",), _metric)
    yield from _each(spec.queries, ("queries",), _query)
    yield from _each(spec.alarms, ("alarms",), _alarm)
    for name, sections in spec.dashboards.items():
        for index, section in enumerate(sections):
            yield from _section(section, ("dashboards", name, index))
    yield from _each(spec.runbooks, ("runbooks",), _runbook)
    yield from _each(spec.reports, ("reports",), _report)
    yield from _each(spec.maintenance.tasks, ("maintenance", "tasks"), _task)
    for name, mute in spec.maintenance.mute.items():
        yield from _list("alarms", mute.alarms, ("maintenance", "mute", name, "alarms"))


def _each(
    entries: dict[str, _Entry], chapter: Path, read: Callable[[_Entry, Path], Iterator[Reference]]
) -> Iterator[Reference]:
    for name, entry in entries.items():
        yield from read(entry, (*chapter, name))


def _escalation(spec: Spec) -> Iterator[Reference]:
    for name, level in spec.escalation.levels.items():
        yield from _list("contacts", level.contacts, ("escalation", "levels", name, "contacts"))
    yield from _list("contacts", spec.escalation.announce, ("escalation", "announce"))
    for name, route in spec.escalation.routes.items():
        place: Path = ("escalation", "routes", name)
        yield Reference((*place, "start"), "levels", route.start)
        for level_name in route.then:
            yield Reference((*place, "then", level_name), "levels", level_name, on_key=True)


def _metric(metric: Metric, place: Path) -> Iterator[Reference]:
    if metric.count_logs is not None:
        yield Reference((*place, "count-logs"), "logs", metric.count_logs)
    for label, other in metric.with_.items():
        yield Reference((*place, "with", label), "metrics", other)


def _query(query: Query, place: Path) -> Iterator[Reference]:
    if isinstance(query.logs, str):
        yield Reference((*place, "logs"), "logs", query.logs)
    else:
        yield from _list("logs", query.logs, (*place, "logs"))


def _alarm(alarm: Alarm, place: Path) -> Iterator[Reference]:
    yield from _watch(alarm, place)
    yield Reference((*place, "route"), "routes", alarm.route)
    if alarm.runbook:
        yield Reference((*place, "runbook"), "runbooks", alarm.runbook)
    yield from _list("alarms", alarm.explained_by, (*place, "explained-by"))
    yield from _list("faults", alarm.detects, (*place, "detects"))
    for index, look in enumerate(alarm.first_look):
        yield from _shown(look.query, look.graph, (*place, "first-look", index))


def _watch(alarm: Alarm, place: Path) -> Iterator[Reference]:
    watch = alarm.watch
    if alarm.composite is not None:
        for match in STATE.finditer(alarm.composite):
            span = (match.start(1), max(1, len(match[1])))
            yield Reference((*place, "composite"), "states", match[1], span=span)
    if isinstance(watch, str):
        yield Reference((*place, "watch"), "metrics", watch)
    elif watch and "rows-of" in watch:
        yield Reference((*place, "watch", "rows-of"), "queries", watch["rows-of"])
    elif watch:
        for label, metric in watch.items():
            yield Reference((*place, "watch", label), "metrics", metric)


def _section(section: Section, place: Path) -> Iterator[Reference]:
    for index, graph in enumerate(section.graphs):
        if isinstance(graph, Graph):
            yield from _list("metrics", graph.metrics, (*place, "graphs", index, "metrics"))
        else:
            yield Reference((*place, "graphs", index), "metrics", graph)
    yield from _list("alarms", section.alarms, (*place, "alarms"))
    yield from _list("queries", section.queries, (*place, "queries"))
    yield from _list("runbooks", section.runbooks, (*place, "runbooks"))


def _runbook(runbook: Runbook, place: Path) -> Iterator[Reference]:
    yield from _list("alarms", runbook.signals, (*place, "signals"))
    for index, step in enumerate(runbook.steps):
        yield from _shown(step.query, step.graph, (*place, "steps", index))
        if step.alarm is not None:
            yield Reference((*place, "steps", index, "alarm"), "alarms", step.alarm)


def _report(report: Report, place: Path) -> Iterator[Reference]:
    yield Reference((*place, "to"), "levels", report.to)
    for index, block in enumerate(report.show):
        at: Path = (*place, "show", index)
        yield from _shown(block.query, block.graph, at)
        if block.forecast is not None:
            yield Reference((*at, "forecast"), "metrics", block.forecast)
        if block.budget is not None:
            yield Reference((*at, "budget"), "metrics", block.budget)
    yield from _list("tasks", report.tasks, (*place, "tasks"))


def _task(task: Task, place: Path) -> Iterator[Reference]:
    yield from _shown(task.query, None, place)
    if task.runbook is not None:
        yield Reference((*place, "runbook"), "runbooks", task.runbook)


def _shown(query: str | None, graph: str | None, place: Path) -> Iterator[Reference]:
    if query is not None:
        yield Reference((*place, "query"), "queries", query)
    if graph is not None:
        yield Reference((*place, "graph"), "metrics", graph)


def _list(chapter: Chapter, names: tuple[str, ...], place: Path) -> Iterator[Reference]:
    for index, name in enumerate(names):
        yield Reference((*place, index), chapter, name)
