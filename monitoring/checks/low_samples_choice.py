"""A percentile alarm does not say what it does with few samples, or waits for more than can come.

Why: CloudWatch takes a percentile for significant from 10 / (1 - p) samples: 200 for p95, 1000 for p99.
Below that it either evaluates anyway, so that one slow request of ten is the p95, or ignores the datapoint.
With `ignore`, ten executions of 45 s never make 200 samples in 5 minutes: the alarm is off exactly when
everything is slow.

Fix: say `low-samples: evaluate`, with more datapoints against single slow requests (`3 of 3`); or `ignore`
over a time in which enough samples come. Other statistics need no such choice.

Bad:

    alarms:
      duration:
        low-samples: ignore

Good:

    alarms:
      duration:
        low-samples: evaluate
"""

from collections.abc import Iterator
from math import floor
from typing import Final

from monitoring.finding import Finding, error, warning
from monitoring.spec.metrics import Metric
from monitoring.spec.places import at_own_setting, span
from monitoring.spec.quantity import tidy
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import clock, percent, significant

CHECK: Final = "low-samples-choice"


def check(spec: Spec) -> Iterator[Finding]:
    """Percentiles without a choice or without the samples, and choices where there is no percentile."""
    percentiles, judged = set(), set()
    for rule in alarm_rules(spec):
        judged.add(rule.entry)
        metric = spec.metrics.get(rule.metric)
        percents = percent(metric) if metric else None
        if metric is None or percents is None:
            continue
        percentiles.add(rule.entry)
        if rule.judge_from is None:  # with it the alarm is an expression, which knows no such choice
            yield from _judge(spec, rule, metric, percents)
    for entry, alarm in spec.alarms.items():
        is_known = alarm.watch is None or entry in judged  # else the check unknown-reference names what it is
        if alarm.low_samples is not None and entry not in percentiles and is_known:
            message = "`low-samples` is for percentiles, and this alarm watches none"
            yield warning(CHECK, ("alarms", entry, "low-samples"), message, "remove it", on_key=True)


def _judge(spec: Spec, rule: AlarmRule, metric: Metric, percents: float) -> Iterator[Finding]:
    if rule.low_samples is None:
        message = f"`{rule.metric}` is a percentile, and nothing says what few samples mean"
        yield error(CHECK, rule.path, message, "add `low-samples: evaluate`, or `ignore`", on_key=True)
        return
    needed = significant(percents)
    come, why = _samples(spec, rule, metric)
    if rule.low_samples == "ignore" and come < needed:
        holds = f"{span(rule.over)} holds at most {come}: {why}"
        message = f"{metric.statistic} is judged from {needed} samples, and {holds}"
        fix = "write `low-samples: evaluate`, or judge over a longer time"
        yield error(CHECK, at_own_setting(rule, "low_samples"), message, fix)


def _samples(spec: Spec, rule: AlarmRule, metric: Metric) -> tuple[int, str]:
    """The most samples that come in a period while the alarm should go off, and what limits them."""
    usual, every = spec.facts.traffic.usual, clock(spec, metric)
    if every:
        return rule.over // every, f"one every {span(every)}"
    come = floor(tidy(rule.over * usual.per_second))
    length = rule.threshold.base if rule.threshold.kind == "time" else 0
    at_once = spec.facts.function.reserved_concurrency
    slow = floor(tidy(rule.over * at_once / length)) if length > 0 else come
    if slow < come and rule.upward:
        return slow, f"{at_once} executions at once of {rule.threshold} each"
    return come, f"the usual {usual}"
