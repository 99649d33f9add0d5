"""From metrics of the spec to statistics and metric math as CloudWatch takes them."""

from re import compile as regex
from typing import NamedTuple

from monitoring.plan.names import Names
from monitoring.plan.parts import (
    MetricQuery,
    MetricStat,
)
from monitoring.spec.metrics import MEASURED_ID, RETURNED_ID, SAMPLES_ID, Metric
from monitoring.spec.quantity import Count
from monitoring.spec.root import Spec

_ID = regex(r"\b[a-z][A-Za-z0-9_]*\b")

RETURNED = RETURNED_ID
SAMPLES = SAMPLES_ID


class Measure(NamedTuple):
    """What an alarm or graph line watches: one statistic, or math whose returned query comes last."""

    stat: MetricStat | None
    queries: tuple[MetricQuery, ...]


def stat_of(spec: Spec, names: Names, name: str, period: int) -> MetricStat:
    """The statistic of a metric that is not math."""
    metric = spec.metrics[name]
    if metric.count_logs is not None:
        return MetricStat(
            namespace=names.filter_namespace, name=name, dimensions={}, statistic="Sum", period=period
        )
    return MetricStat(
        namespace=metric.namespace or "",
        name=metric.name or "",
        dimensions=dimensions_of(names, metric),
        statistic=metric.statistic or "",
        period=period,
    )


def dimensions_of(names: Names, metric: Metric) -> dict[str, str]:
    """A metric's dimensions, in the order CloudWatch shows them."""
    given = metric.dimensions
    if isinstance(given, str):
        return names.dimensions(given)
    return {name: names.fill(given[name]) for name in sorted(given)}


def measure(spec: Spec, names: Names, name: str, period: int, judge_from: Count | None = None) -> Measure:
    """What to watch of a metric; ``judge_from`` makes points of less traffic missing.

    A rate with ``out-of`` is judged by that input, any other metric by its own number of samples.
    """
    metric = spec.metrics[name]
    if metric.math is not None:
        return Measure(None, _judged_math(spec, names, metric, period, judge_from))
    stat = stat_of(spec, names, name, period)
    if judge_from is None or metric.count_logs is not None:
        return Measure(stat, ())
    samples = MetricStat(
        namespace=stat.namespace,
        name=stat.name,
        dimensions=stat.dimensions,
        statistic="SampleCount",
        period=period,
    )
    expression = f"IF({SAMPLES} >= {_written(judge_from)}, {MEASURED_ID})"
    return Measure(
        None,
        (
            MetricQuery(id=MEASURED_ID, stat=stat),
            MetricQuery(id=SAMPLES, stat=samples),
            MetricQuery(id=RETURNED, expression=expression, returned=True),
        ),
    )


def _written(count: Count) -> str:
    """A number as metric math takes it: AWS documents none with an exponent."""
    return f"{count.base:.10f}".rstrip("0").rstrip(".")


def _judged_math(
    spec: Spec, names: Names, metric: Metric, period: int, judge_from: Count | None
) -> tuple[MetricQuery, ...]:
    inputs, expression = expand(spec, names, metric, period)
    if judge_from is not None and metric.out_of:
        expression = f"IF({metric.out_of} >= {_written(judge_from)}, {expression})"
    return (*inputs, MetricQuery(id=RETURNED, expression=expression, returned=True))


def expand(
    spec: Spec, names: Names, metric: Metric, period: int, prefix: str = ""
) -> tuple[list[MetricQuery], str]:
    """A math metric's inputs as queries and its expression; math in math becomes queries of its own."""
    queries: list[MetricQuery] = []
    for short, name in metric.with_.items():
        inner = spec.metrics[name]
        if inner.math is None:
            queries.append(MetricQuery(id=prefix + short, stat=stat_of(spec, names, name, period)))
        else:
            below, expression = expand(spec, names, inner, period, f"{prefix}{short}_")
            queries += [*below, MetricQuery(id=prefix + short, expression=expression)]
    return queries, _prefixed(metric, prefix)


def _prefixed(metric: Metric, prefix: str) -> str:
    if not prefix:
        return metric.math or ""
    return _ID.sub(lambda m: prefix + m[0] if m[0] in metric.with_ else m[0], metric.math or "")
