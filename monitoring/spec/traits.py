"""What kind of number a metric is: what makes its datapoints come, how often, and what they mean."""

from collections.abc import Iterator
from math import ceil

from monitoring.aws.metrics import AwsMetric, lookup
from monitoring.aws.statistics import percentile
from monitoring.aws.units import UNITS
from monitoring.spec.metrics import Metric
from monitoring.spec.quantity import tidy
from monitoring.spec.root import Spec

STANDARD = 60
"""Seconds between datapoints of a metric that does not say otherwise; finer ones need high resolution."""

_COUNTING = ("Sum", "SampleCount")


def catalogued(metric: Metric) -> AwsMetric | None:
    """The metric's row in the catalogue of AWS metrics."""
    return lookup(metric.namespace or "", metric.name or "")


def dimension(metric: Metric) -> str:
    """What the metric's unit measures (time, share, count, ..); empty for a unit nobody knows."""
    unit = UNITS.get(metric.unit)
    return unit.dimension if unit else ""


def leaves(spec: Spec, metric: Metric) -> tuple[Metric, ...]:
    """The metrics that are measured: the metric itself, or all that its math comes down to."""
    return (metric,) if metric.math is None else tuple(_leaves(spec, metric, set()))


def _leaves(spec: Spec, metric: Metric, seen: set[str]) -> Iterator[Metric]:
    if metric.math is None:
        yield metric
    for name in metric.with_.values():
        if name in spec.metrics and name not in seen:
            seen.add(name)
            yield from _leaves(spec, spec.metrics[name], seen)


def interval(metric: Metric) -> int | None:
    """Seconds between datapoints that come by the clock; None for a metric that requests drive."""
    if metric.sampled is not None:
        return metric.sampled.seconds
    row = catalogued(metric)
    return row.period if row is not None and row.gaps == "never" else None


def clock(spec: Spec, metric: Metric) -> int | None:
    """Seconds between datapoints of a metric, math included, when all of it comes by the clock."""
    if metric.sampled is not None or metric.math is None:
        return interval(metric)
    found = [interval(leaf) for leaf in leaves(spec, metric)]
    known = [seconds for seconds in found if seconds is not None]
    return max(known) if known and len(known) == len(found) else None


def finest(metric: Metric) -> int:
    """The shortest period, in seconds, over which a measured metric can be read without holes.

    A metric of the service's own is of high resolution when its ``sampled`` or ``period`` says so.
    """
    row = catalogued(metric)
    stated = metric.sampled or metric.period
    if row is not None:
        return max(row.period, metric.sampled.seconds) if metric.sampled is not None else row.period
    return stated.seconds if stated and (metric.sampled or stated.seconds < STANDARD) else STANDARD


def counts_events(metric: Metric) -> bool:
    """Whether a value adds up what happened in its period."""
    return metric.kind == "logs" or metric.statistic in _COUNTING


def is_countable(metric: Metric) -> bool:
    """Whether a request adds one to the metric; how many tokens or bytes it adds nobody knows."""
    return dimension(metric) == "count" and metric.unit not in ("token", "tokens")


def is_rate(spec: Spec, metric: Metric) -> bool:
    """Whether a value is a share of the requests in its period, so that few requests make it jump."""
    if dimension(metric) != "share" or clock(spec, metric) is not None:
        return False
    if metric.kind == "math":
        return all(counts_events(leaf) or is_rate(spec, leaf) for leaf in leaves(spec, metric))
    row = catalogued(metric)
    return metric.statistic == "Average" and (row is None or row.kind == "rate")


def percent(metric: Metric) -> float | None:
    """95.0 for a metric read as p95; None for one that is no percentile."""
    return percentile(metric.statistic or "")


def significant(percents: float) -> int:
    """Samples that make a percentile significant to CloudWatch (percentiles-with-low-samples.html)."""
    rare = 100 - percents if percents >= 50 else percents
    return ceil(tidy(1000 / rare)) if rare > 0 else 0
