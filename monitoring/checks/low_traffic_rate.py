"""A rate is judged although a single request can decide it.

Why: one failure out of one request is 100 %. At night, after a deployment, or in a quiet environment such
an alarm wakes people for one user's bad luck, and they learn to ignore it.

A rate is an expression over counts in `%` or `ratio`, or the Average of a metric that is 0 or 1 a request.
For critical alarms the least traffic must also be large enough that one failed request is not enough. What
`judge-from` can count is judged by `uncounted-judge-from`.

Fix: say how many requests must be there before the rate is judged (`judge-from: 20 requests`), over a time
in which they come (`over: 15 m`). What happens with less traffic is the task of another alarm, see
`blind-at-night`.

Bad:

    alarms:
      error-rate:
        judge-from: null

Good:

    alarms:
      error-rate:
        judge-from: 20 requests
"""

from collections.abc import Iterator
from math import ceil, floor
from typing import Final

from monitoring.finding import Finding, Path, error, warning
from monitoring.spec.places import at_own_setting, written
from monitoring.spec.quantity import tidy
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import is_rate

CHECK: Final = "low-traffic-rate"


def check(spec: Spec) -> Iterator[Finding]:
    """Alarms on rates without enough traffic to judge."""
    said: dict[Path, Finding] = {}
    for rule in alarm_rules(spec):
        metric = spec.metrics.get(rule.metric)
        if metric is not None and is_rate(spec, metric):
            for finding in _judge(rule):
                said.setdefault(finding.path, finding)  # once for twins
    yield from said.values()


def _judge(rule: AlarmRule) -> Iterator[Finding]:
    if rule.judge_from is None:
        message = f"`{rule.metric}` is a rate, and one failure out of one request is 100 %"
        yield error(CHECK, rule.path, message, "add `judge-from: 20 requests`", on_key=True)
    elif rule.severity == "critical" and _one_is_enough(rule):
        least = _enough(rule)
        message = f"one failed request out of {rule.judge_from} meets {written(rule)}"
        fix = f"judge from {least} requests or more"
        yield warning(CHECK, at_own_setting(rule, "judge_from"), message, fix)


def _one_is_enough(rule: AlarmRule) -> bool:
    least = rule.judge_from.base if rule.judge_from else 0
    return _bad_share(rule) > 0 and least < _enough(rule)


def _enough(rule: AlarmRule) -> int:
    """The least traffic of which one failure is not enough."""
    alone = tidy(1 / _bad_share(rule))
    return ceil(alone) if rule.strict else floor(alone) + 1


def _bad_share(rule: AlarmRule) -> float:
    """The share of requests, of 1, that must fail."""
    share = rule.threshold.base / 100
    return tidy(share if rule.upward else 1 - share)
