"""Entries that refer to each other in a circle, or to themselves.

Why: a metric that is calculated from itself has no value, a composite alarm that waits for itself never
changes, and a fact that is relative to itself is no number. AWS refuses the first two at deployment. Of
alarms that explain each other each would join the incident of the other, and none would begin one.

Fix: take one of the references out of the circle; the message shows it from its first entry on.

Bad:

    metrics:
      error-rate: {math: 100 * errors / all, with: {errors: function-errors, all: total}}
      total: {math: rate + rest, with: {rate: error-rate, rest: successes}}

Good:

    metrics:
      error-rate: {math: 100 * errors / all, with: {errors: function-errors, all: total}}
      total: {math: errors + rest, with: {errors: function-errors, rest: successes}}
"""

from collections.abc import Iterator, Mapping
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.alarms import Alarm
from monitoring.spec.references import STATE
from monitoring.spec.root import Spec

CHECK: Final = "circular-reference"
_Links = dict[str, tuple[str, ...]]


def check(spec: Spec) -> Iterator[Finding]:
    """Circles of metrics in math, of composite alarms and of causes, and a fact that names itself."""
    metrics = {name: tuple(metric.with_.values()) for name, metric in spec.metrics.items() if metric.with_}
    for circle in _circles(metrics):
        yield _in_circle(circle, ("metrics", circle[0], "with"), "metric")
    composites = {name: _children(alarm) for name, alarm in spec.alarms.items() if alarm.composite}
    for circle in _circles(composites):
        yield _in_circle(circle, ("alarms", circle[0], "composite"), "composite alarm")
    yield from _explained(spec)
    if spec.facts.database.connection_budget.fact == "facts.database.connection-budget":
        place: Path = ("facts", "database", "connection-budget")
        yield error(CHECK, place, "the fact is relative to itself", "write a number, or name another fact")


def _in_circle(circle: tuple[str, ...], path: Path, kind: str) -> Finding:
    way = " -> ".join((*circle, circle[0]))
    return error(CHECK, path, f"the {kind} depends on itself: {way}", "take one of them out")


def _children(alarm: Alarm) -> tuple[str, ...]:
    return tuple(match[1].partition(".")[0] for match in STATE.finditer(alarm.composite or ""))


def _explained(spec: Spec) -> Iterator[Finding]:
    """Alarms that join each other's incidents, so that none of them is the cause."""
    causes = {name: alarm.explained_by for name, alarm in spec.alarms.items() if alarm.explained_by}
    for circle in _circles(causes):
        name, following = circle[0], circle[1 % len(circle)]
        path: Path = ("alarms", name, "explained-by", causes[name].index(following))
        way = " -> ".join((*circle, name))
        message = f"`{name}` explains itself" + (f": {way}" if len(circle) > 1 else "")
        yield error(CHECK, path, message, "name the cause, or remove it")


def _circles(links: _Links) -> Iterator[tuple[str, ...]]:
    """Every circle once, from its first entry in the order of the file."""
    done: set[str] = set()
    for start in links:
        way: dict[str, Iterator[str]] = {}
        if start not in done:
            way[start] = iter(links[start])
        while way:
            yield from _advance(way, links, done)


def _advance(way: dict[str, Iterator[str]], links: _Links, done: set[str]) -> Iterator[tuple[str, ...]]:
    """One step of a depth-first search; ``way`` holds the entries from the start and what is left of each."""
    last = next(reversed(way))
    for following in way[last]:
        if following in way:
            yield _turned(tuple(way)[tuple(way).index(following) :], links)
        elif following in links and following not in done:
            way[following] = iter(links[following])
            return
    done.add(last)
    del way[last]


def _turned(circle: tuple[str, ...], links: Mapping[str, object]) -> tuple[str, ...]:
    order = list(links)
    first = min(range(len(circle)), key=lambda index: order.index(circle[index]))
    return circle[first:] + circle[:first]
