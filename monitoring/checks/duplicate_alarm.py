"""Two alarms judge the same metric by the same condition.

Why: one incident then makes two messages, two threads and two escalations, each alarm costs money, and
sooner or later only one of the two is changed. CloudWatch accepts it without a word.

Two alarms are the same when what they watch is the same, also under two names in `metrics`, and when
threshold, period, datapoints and least traffic are; of whole numbers `above: 0` is `at-least: 1`. One
condition at two severities of one entry is judged by `warning-not-before-critical`.

Fix: keep one of them. If two teams must hear of it, say so in `escalation`, not with a second alarm.

Bad:

    alarms:
      too-many-throttles:
        title: Throttled
        impact: Users are turned away
        watch: throttles
        warning:
          at-least: 1
        route: application
        runbook: slow
        first-look: [{query: errors-by-code}]

Good:

    alarms:
      too-many-throttles:
        title: Throttled for long
        impact: Users are turned away
        watch: throttles
        warning:
          at-least: 20
          over: 1 h
        route: application
        runbook: slow
        first-look: [{query: errors-by-code}]
"""

from collections.abc import Iterator
from math import ceil, floor
from typing import Final

from monitoring.finding import Finding, dotted, error
from monitoring.spec.metrics import Metric
from monitoring.spec.places import at_threshold
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import counts_events, is_countable

CHECK: Final = "duplicate-alarm"
_Key = tuple[object, ...]


def check(spec: Spec) -> Iterator[Finding]:
    """Rules that were there before, at their second place."""
    first: dict[_Key, AlarmRule] = {}
    for rule in alarm_rules(spec):
        earlier = first.setdefault((*_watched(spec, rule), *_judged(spec, rule)), rule)
        if earlier is not rule and not _two_severities(earlier, rule):
            message = f"the same alarm as `{dotted(earlier.path)}`"
            yield error(CHECK, at_threshold(rule), message, "remove one of them, or change its condition")


def _watched(spec: Spec, rule: AlarmRule) -> _Key:
    if rule.rows_of:
        return (rule.rows_of, rule.by, rule.every)
    return _identity(spec.metrics[rule.metric])


def _identity(metric: Metric) -> _Key:
    """What is measured, without the words about it."""
    dimensions = metric.dimensions
    parts = dimensions if isinstance(dimensions, str) else tuple(sorted(dimensions.items()))
    inputs = tuple(sorted(metric.with_.items()))
    source = (metric.namespace, metric.name, metric.statistic, parts)
    return (*source, metric.math, inputs, metric.count_logs, metric.matching)


def _judged(spec: Spec, rule: AlarmRule) -> _Key:
    least = rule.judge_from.base if rule.judge_from else None
    return (*_met(spec, rule), rule.over, rule.m, rule.n, least, rule.missing)


def _met(spec: Spec, rule: AlarmRule) -> _Key:
    """The values that meet the condition: where only whole numbers come, the first of them."""
    value = rule.threshold.base
    if rule.threshold.kind != "count" or not _is_whole(spec, rule):
        return (rule.comparison, rule.threshold)
    if rule.upward:
        return ("at-least", floor(value) + 1 if rule.strict else ceil(value))
    return ("at-most", ceil(value) - 1 if rule.strict else floor(value))


def _is_whole(spec: Spec, rule: AlarmRule) -> bool:
    if rule.rows_of:
        return True
    metric = spec.metrics[rule.metric]
    return counts_events(metric) and is_countable(metric)


def _two_severities(one: AlarmRule, other: AlarmRule) -> bool:
    return one.entry == other.entry and one.severity != other.severity
