"""An alarm on an expression goes off when one of its metrics goes missing.

Why: metric math takes a missing datapoint for 0 where another series has one, and `FILL` writes one. Where
that 0 is a bad value, a gap in one metric looks like the fault itself, and `missing:` does not help, for the
expression has a value: `100 - 100 * free / size` is 100 when `free` is not measured.

Judged are metrics that come by the clock, whose gap is never a true 0, in expressions that alarms watch:
whatever the other metrics are, the expression breaches without this one, and with it does not always.
An alarm with `missing: breaching` wants gaps to count, and is not judged.

Fix: judge where the metric is there, `IF(free >= 0, ..)`: without a datapoint of the condition there is none.

Bad:

    metrics:
      free-memory:
        namespace: AWS/RDS
        name: FreeableMemory
        statistic: Average
        dimensions: database
        unit: B
        sampled: 1 m
      memory-use:
        math: 100 - 100 * free / (2147483648 * capacity)
        with: {free: free-memory, capacity: database-capacity}
        unit: "%"
    alarms:
      memory: {watch: memory-use, missing: missing, warning: {at-least: 80 %}, route: application}

Good:

    metrics:
      free-memory:
        namespace: AWS/RDS
        name: FreeableMemory
        statistic: Average
        dimensions: database
        unit: B
        sampled: 1 m
      memory-use:
        math: IF(free >= 0, 100 - 100 * free / (2147483648 * capacity))
        with: {free: free-memory, capacity: database-capacity}
        unit: "%"
    alarms:
      memory: {watch: memory-use, missing: missing, warning: {at-least: 80 %}, route: application}
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Final

from monitoring.finding import Finding, warning
from monitoring.spec.metrics import Metric
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import clock

CHECK: Final = "gap-breaches"
_POOL: Final = (1.0, 1e3, 1e6, 1e9, 1e12)
_MOST: Final = 4
"""Metrics of which every combination is tried; those beyond are 1."""


def check(spec: Spec) -> Iterator[Finding]:
    """Metrics by the clock whose gap alone makes an alarm's expression breach, each once."""
    told: set[tuple[str, str]] = set()
    for rule in alarm_rules(spec):
        metric = spec.metrics.get(rule.metric)
        if metric is None or metric.math is None or rule.missing == "breaching":
            continue
        for name in _timed(spec, metric):
            if (rule.metric, name) not in told and _gap_breaches(rule, metric, name):
                told.add((rule.metric, name))
                message = f"a gap in `{name}` alone makes `{rule.entry}` breach: math takes it for a 0"
                fix = f"judge where it is there: `IF({name} >= 0, ..)`"
                yield warning(CHECK, ("metrics", rule.metric, "math"), message, fix)


def _timed(spec: Spec, metric: Metric) -> list[str]:
    """The ids of the metrics that come whether anything happens or not."""
    inner = {name: spec.metrics[long] for name, long in metric.with_.items() if long in spec.metrics}
    return [name for name, each in inner.items() if clock(spec, each) is not None]


def _gap_breaches(rule: AlarmRule, metric: Metric, name: str) -> bool:
    """Whether it breaches without this metric, whatever the others are, and not always with it."""
    from monitoring.evaluator.alarm import comparison

    breaches, threshold = comparison(rule.operator), rule.threshold.to(metric.unit)
    math, ids = metric.math or "", tuple(metric.with_)
    without = _values(math, ids, name)
    if not without or not all(breaches(value, threshold) for value in without):
        return False
    return not all(breaches(value, threshold) for value in _values(math, ids, ""))


@cache
def _values(math: str, ids: tuple[str, ...], left_out: str) -> list[float]:
    """What the expression gives over many values of its metrics; nothing when it cannot be computed."""
    from monitoring.evaluator.expressions.errors import MathError
    from monitoring.evaluator.expressions.queries import evaluate
    from monitoring.evaluator.series import Series

    rows = list(product(_POOL, repeat=min(len(ids), _MOST)))
    series = {
        name: Series(
            0, 60, [None if name == left_out else row[place] if place < _MOST else 1.0 for row in rows]
        )
        for place, name in enumerate(ids)
    }
    try:
        points = evaluate({"judged": math}, series, "judged").series.points
    except MathError:
        return []
    return [value for value in points if value is not None]
