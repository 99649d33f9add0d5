"""A period, a number of periods, or a function that CloudWatch does not take in an alarm.

Why: a period is 10, 20 or 30 seconds or whole minutes; periods times their number are at most a week, and at
most a day when the period is shorter than an hour. Log alarms run at whole minutes, look back 30 days at
most and keep 100 results. AWS says so only at deployment.

It also fetches more datapoints than it was asked for, how many it does not say. Functions over a whole
series (`SUM(x)`, `AVG(x)`, `RUNNING_SUM(x)`, ..) therefore give other numbers in an alarm than in a graph.

Fix: take longer periods and fewer of them; combine series with `SUM([a, b])`, and let `over` add up time.

Bad:

    alarms:
      latency:
        warning:
          over: 30 m
          datapoints: 3 of 60

Good:

    alarms:
      latency:
        warning:
          over: 1 h
          datapoints: 3 of 30
"""

from collections.abc import Iterator
from re import compile as regex
from typing import Final

from monitoring.aws.limits import (
    LOG_ALARM_OFFSET,
    LOG_ALARM_RATE,
    LOG_ALARM_RESULTS,
    is_period,
    window_limit,
)
from monitoring.finding import Finding, error, warning
from monitoring.spec.places import at_setting, span
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "evaluation-range"
_SERIES: Final = regex(
    r"\b(?:(AVG|MAX|MIN|SUM|STDDEV)\s*\(\s*[a-z]|(RUNNING_SUM|DATAPOINT_COUNT|REMOVE_EMPTY)\s*\()"
)
_SEARCH: Final = regex(r"\bSEARCH\s*\(")


def check(spec: Spec) -> Iterator[Finding]:
    """Metric alarms, log alarms, and expressions that are watched."""
    for rule in alarm_rules(spec):
        yield from _log_alarm(spec, rule) if rule.rows_of else _metric_alarm(spec, rule)
    for name in dict.fromkeys(rule.metric for rule in alarm_rules(spec)):
        if name and (expression := spec.metrics[name].math):
            yield from _expression(name, expression)


def _metric_alarm(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    limit = window_limit(rule.over)
    if not is_period(rule.over):
        message = f"an alarm cannot have a period of {span(rule.over)}"
        fix = "take 10 s, 20 s, 30 s or whole minutes"
        yield error(CHECK, at_setting(spec, rule, "over"), message, fix)
    elif rule.over * rule.n > limit.value:
        whole = f"{rule.n} periods of {span(rule.over)} are {span(rule.over * rule.n)}"
        message = f"{whole}, more than the {span(limit.value)} that an alarm can look at"
        fix = f"take at most {limit.value // rule.over} periods, or longer ones"
        yield error(CHECK, at_setting(spec, rule, "datapoints"), message, fix)
    if rule.condition.every is not None:
        message = "`every` is for log alarms: an alarm on a metric is looked at once a minute"
        yield warning(CHECK, (*rule.path, "every"), message, "remove it", on_key=True)


def _log_alarm(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    if rule.every < LOG_ALARM_RATE.value or rule.every % LOG_ALARM_RATE.value:
        message = f"a log alarm cannot run every {span(rule.every)}"
        yield error(CHECK, (*rule.path, "every"), message, "take whole minutes")
    if not 0 < rule.over <= LOG_ALARM_OFFSET.value:
        most = span(LOG_ALARM_OFFSET.value)
        message = f"a log alarm cannot look back {span(rule.over)}, at most {most}"
        yield error(CHECK, at_setting(spec, rule, "over"), message, f"take at most {most}")
    if rule.n > LOG_ALARM_RESULTS.value:
        message = f"a log alarm keeps {LOG_ALARM_RESULTS.value} results, not {rule.n}"
        fix = f"take at most {LOG_ALARM_RESULTS.value}"
        yield error(CHECK, at_setting(spec, rule, "datapoints"), message, fix)


def _expression(name: str, expression: str) -> Iterator[Finding]:
    path = ("metrics", name, "math")
    if found := _SEARCH.search(expression):
        message = "an alarm cannot watch `SEARCH`, which may give several series"
        yield error(CHECK, path, message, "name the metrics in `with`", span=(found.start(), 6))
    if series := _SERIES.search(expression):
        word = series[1] or series[2]
        message = f"`{word}` over a whole series counts datapoints that the alarm was not asked to look at"
        fix = "combine series with brackets, `SUM([a, b])`, and let `over` add up time"
        yield warning(CHECK, path, message, fix, span=(series.start(), len(word)))
