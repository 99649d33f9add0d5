"""A threshold measures something else than its metric, or a metric does not have the unit it claims.

Why: CloudWatch knows no units in thresholds. `45` on a metric in milliseconds is 45 ms, and 5 on API
Gateway's error rates, which come as a share of 1, is 500 %: the alarm never goes off, or always.

Fix: give the threshold a unit of the metric's kind (`45 s`, `5 %`, `800 MB`), and the metric the unit in
which CloudWatch publishes this statistic. A rate worked out with `100 *` is in `%`, without it a `ratio`.

Bad:

    alarms:
      duration:
        critical:
          above: 55

Good:

    alarms:
      duration:
        critical:
          above: 55 s
"""

from collections.abc import Iterator
from re import compile as regex
from typing import Final

from monitoring.aws.metrics import reading
from monitoring.aws.units import UNITS, WORDS
from monitoring.finding import Finding, error
from monitoring.spec.expressions import divisors
from monitoring.spec.metrics import Metric
from monitoring.spec.places import at_threshold, written
from monitoring.spec.quantity import Quantity
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import catalogued, counts_events, dimension, leaves
from monitoring.suggest import did_you_mean

CHECK: Final = "unit-mismatch"
_HUNDRED: Final = regex(r"\b100(?:\.0+)?\b")
_KINDS: Final = {
    "time": "a time",
    "share": "a share",
    "data": "an amount of data",
    "count": "a plain number",
    "money": "an amount of money",
    "capacity": "a capacity",
}


def check(spec: Spec) -> Iterator[Finding]:
    """Units of metrics first, then thresholds against them."""
    wrong = {name: list(_unit(spec, name, metric)) for name, metric in spec.metrics.items()}
    for findings in wrong.values():
        yield from findings
    for rule in alarm_rules(spec):
        if not wrong.get(rule.metric):
            yield from _threshold(spec, rule)


def _unit(spec: Spec, name: str, metric: Metric) -> Iterator[Finding]:
    path = ("metrics", name, "unit")
    if metric.unit not in UNITS:
        word = WORDS.get(metric.unit)
        fix = _write(word) if word else did_you_mean(metric.unit, [unit for unit in UNITS if unit])
        yield error(CHECK, path, f"unknown unit `{metric.unit}`", fix)
    elif metric.math is not None:
        yield from _math(spec, name, metric)
    elif (wanted := _published(metric)) and UNITS[wanted] != UNITS[metric.unit]:
        source = f"{metric.statistic} of {metric.name}" if metric.kind == "metric" else "a count of log lines"
        message = f"{source} comes in `{wanted}`, not in `{metric.unit}`"
        yield error(CHECK, path, message, _write(wanted))


def _write(word: str) -> str:
    return f'write `unit: "{word}"`' if word == "%" else f"write `unit: {word}`"


def _published(metric: Metric) -> str:
    """Our word for the unit in which the values come; empty for metrics that the service makes up itself."""
    if metric.kind == "logs":
        return "count"
    row = catalogued(metric)
    return reading(row, metric.statistic or "") if row else ""


def _math(spec: Spec, name: str, metric: Metric) -> Iterator[Finding]:
    """Shares of counts: per cent only when the expression says 100."""
    expression = metric.math or ""
    is_share = dimension(metric) == "share" and any(divisors(expression))
    if not is_share or not all(map(counts_events, leaves(spec, metric))):
        return
    wanted = "%" if _HUNDRED.search(expression) else "ratio"
    if metric.unit != wanted:
        gives = "per cent" if wanted == "%" else "a share of 1"
        fix = _write(wanted) if wanted == "%" else f"multiply by 100, or {_write(wanted)}"
        yield error(
            CHECK, ("metrics", name, "unit"), f"the expression gives {gives}, not `{metric.unit}`", fix
        )


def _threshold(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    metric = spec.metrics.get(rule.metric)
    measured = dimension(metric) if metric else "count"
    if not measured or rule.threshold.kind == measured:
        return
    what = f"`{rule.metric}` is in `{metric.unit}`" if metric else "rows are counted"
    message = f"{written(rule)} is {_KINDS[rule.threshold.kind]}, {what}"
    yield error(CHECK, at_threshold(rule), message, _way_out(rule, metric.unit if metric else "count"))


def _way_out(rule: AlarmRule, unit: str) -> str:
    if rule.condition.threshold.quantity is None:
        return f"name a fact that is {_KINDS[UNITS[unit].dimension]}"
    if unit == "count":
        return "write a plain number"
    # Whoever forgot the unit of a time mostly meant seconds, whatever the metric is in.
    units = ("s", "ms") if unit == "ms" else (unit,)
    numbers = " or ".join(f"`{Quantity(rule.threshold.value, each)}`" for each in units)
    return f"write a number with its unit, such as {numbers}"
