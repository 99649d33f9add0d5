"""Numbers of different periods meet in one expression, one graph or one alarm entry.

Why: a sum over 1 m and a sum over 5 m differ by a factor of five although both are right, and where one
metric has a point every minute and another every five, an expression over both has four holes out of five.

Judged are metrics by the period they state for graphs and by how often AWS or the service publishes them.
Conditions of one entry may look at different times (`5 in 1 h` and `20 in 24 h`): that is a choice, not a
mistake. Whether a single metric suits an alarm's `over` is judged by `period-finer-than-metric`.

Fix: give them one `period`, the longest among them, or show them in two graphs.

Bad:

    metrics:
      requests: {period: 1 m}
      failures: {period: 5 m}
      function-errors: {period: 5 m}

Good:

    metrics:
      requests: {period: 5 m}
      failures: {period: 5 m}
      function-errors: {period: 5 m}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error, warning
from monitoring.spec.dashboards import Graph
from monitoring.spec.places import span
from monitoring.spec.resolve import watched
from monitoring.spec.root import Spec
from monitoring.spec.traits import finest, leaves

CHECK: Final = "mixed-periods"
_Named = list[tuple[str, int]]


def check(spec: Spec) -> Iterator[Finding]:
    """Expressions, then graphs, then the twins of one entry."""
    for name, metric in spec.metrics.items():
        if metric.math is not None:
            yield from _expression(spec, name)
    for path, names in _graphs(spec):
        if mixed := _differ(_stated(spec, names)):
            yield warning(CHECK, path, f"the graph mixes periods: {mixed}", "give these metrics one `period`")
    for entry, alarm in spec.alarms.items():
        names = [metric for _, metric in watched(alarm)]
        if mixed := _differ(_published(spec, names)):
            message = f"the twins do not come equally often: {mixed}"
            fix = "make two entries, each with an `over` that suits its metric"
            yield warning(CHECK, ("alarms", entry, "watch"), message, fix)


def _expression(spec: Spec, name: str) -> Iterator[Finding]:
    metric = spec.metrics[name]
    inputs = list(dict.fromkeys(metric.with_.values()))
    path: Path = ("metrics", name, "with")
    if mixed := _differ(_stated(spec, inputs, only_given=True)):
        yield error(CHECK, path, f"the expression mixes periods: {mixed}", "give these metrics one `period`")
        return
    published = _published(spec, inputs)
    longest = max((seconds for _, seconds in published), default=0)
    drawn = metric.period.seconds if metric.period else 0
    if (mixed := _differ(published)) and drawn < longest:
        message = f"the inputs do not come equally often: {mixed}"
        yield error(CHECK, path, message, f"add `period: {span(longest)}` and judge over a multiple of it")


def _graphs(spec: Spec) -> Iterator[tuple[Path, list[str]]]:
    for dashboard, sections in spec.dashboards.items():
        for index, section in enumerate(sections):
            for place, graph in enumerate(section.graphs):
                if isinstance(graph, Graph):
                    path = ("dashboards", dashboard, index, "graphs", place, "metrics")
                    yield path, list(graph.metrics)


def _stated(spec: Spec, names: list[str], *, only_given: bool = False) -> _Named:
    """The periods that metrics state for graphs, 0 for the one that graphs have when nothing is said."""
    found = [(name, spec.metrics[name].period) for name in names if name in spec.metrics]
    return [(name, period.seconds if period else 0) for name, period in found if period or not only_given]


def _published(spec: Spec, names: list[str]) -> _Named:
    found = ((name, leaves(spec, spec.metrics[name])) for name in names if name in spec.metrics)
    return [(name, max(map(finest, inside))) for name, inside in found if inside]


def _differ(named: _Named) -> str:
    """The differing periods in words, empty when all agree."""
    if len({seconds for _, seconds in named}) < 2:
        return ""
    first = {seconds: name for name, seconds in reversed(named)}
    parts = [f"`{first[seconds]}` {span(seconds) if seconds else 'none'}" for seconds in sorted(first)]
    return ", ".join(parts)
