"""How long a total fault lasts before an alarm goes off.

Assumed, so that the same arithmetic stands in the plan and in the check blind-at-night:

- The fault is total: from one moment on every request fails (or is as slow as the threshold says), and a
  probe or gauge shows nothing but bad values. A partial fault takes longer, or is never seen.
- Requests come evenly at the given rate, before the fault as during it; the first one fails one gap after
  the fault began. A request adds one to every count of requests, failures or log lines, and of a log alarm
  by contributor all of them are one contributor's. What a request adds in tokens, bytes or money is not
  known, so alarms on such sums are never certain.
- The alarm's window slides and is looked at once a minute (AWS: "Alarm evaluation window"), so a minute is
  added; an hour when N periods are longer than a day, because such alarms are looked at once an hour. Log
  alarms look every ``every`` seconds; the wait for that look is added instead.
- A datapoint exists in a period with at least one request. M of N datapoints must lie within N periods:
  CloudWatch looks a little further back, but does not promise how far.
- A slow request is measured when it ends: its own length is added.
- A metric that comes by the clock breaches from its first full period on. When it stops coming at all,
  ``missing: breaching`` takes up to max(N // 3, 2) periods more than said here.
- A conditional expression (``IF``, comparisons) may look at what must not happen, as in "failures and no
  success": it is certain only when the whole period lies in the fault.
"""

from math import ceil, floor
from typing import NamedTuple

from monitoring.spec.expressions import is_conditional, least_counts
from monitoring.spec.metrics import Metric
from monitoring.spec.quantity import Rate, tidy
from monitoring.spec.resolve import AlarmRule
from monitoring.spec.root import Spec
from monitoring.spec.traits import (
    clock,
    counts_events,
    dimension,
    is_countable,
    is_rate,
    percent,
    significant,
)

EVALUATION, RARE_EVALUATION = 60, 3600
_DAY = 86400


class Need(NamedTuple):
    """What makes one datapoint breach: failing requests, requests in all, a period without anything else.

    ``lag`` is how many seconds a request takes before it is measured.
    """

    failing: int
    judged: int = 1
    whole: bool = False
    lag: float = 0.0


def time_to_detect(spec: Spec, rule: AlarmRule, traffic: Rate) -> int | None:
    """Seconds from the beginning of a total fault to the alarm; None when it is not certain to come.

    The module says what is assumed. The rule must be one of ``alarm_rules(spec)``.
    """
    if rule.rows_of:
        return _in_logs(rule, traffic)
    metric = spec.metrics[rule.metric]
    every = clock(spec, metric)
    if every is not None:
        return _by_clock(rule, every)
    if _waits_for_silence(metric, rule):
        return rule.m * rule.over + evaluation(rule) if rule.missing == "breaching" else None
    need = _need(spec, metric, rule, requests_within(rule.over, traffic))
    return _by_requests(rule, need, traffic) if need else None


def evaluation(rule: AlarmRule) -> int:
    """Seconds between two looks at a metric alarm."""
    return RARE_EVALUATION if rule.n * rule.over > _DAY else EVALUATION


def requests_within(seconds: int, traffic: Rate) -> int:
    """Requests that are certain to lie in a window, at least the one that opens it."""
    return max(1, floor(tidy(seconds * traffic.per_second)))


def least_count(rule: AlarmRule) -> int | None:
    """The smallest whole number that breaches; None for what is no count, or about too little."""
    value = rule.threshold.base
    if rule.threshold.kind != "count" or not rule.upward:
        return None
    return max(1, floor(value) + 1 if rule.strict else ceil(value))


def _by_clock(rule: AlarmRule, every: int) -> int | None:
    if rule.m > 1 and rule.m * every > rule.n * rule.over:
        return None
    return rule.m * max(rule.over, every) + evaluation(rule)


def _by_requests(rule: AlarmRule, need: Need, traffic: Rate) -> int | None:
    per_second = traffic.per_second
    if per_second <= 0 or max(need.failing, need.judged) > requests_within(rule.over, traffic):
        return None
    apart = max(rule.over, 1 / per_second)
    if rule.m > 1 and rule.m * apart > rule.n * rule.over:
        return None
    first = max(need.failing / per_second, rule.over if need.whole else 0)
    return ceil(tidy(first + (rule.m - 1) * apart + need.lag)) + evaluation(rule)


def _in_logs(rule: AlarmRule, traffic: Rate) -> int | None:
    if not rule.upward:
        return rule.over + rule.m * rule.every if rule.missing == "breaching" else None
    failing = least_count(rule)
    if traffic.per_second <= 0 or failing is None or failing > requests_within(rule.over, traffic):
        return None
    return ceil(tidy(failing / traffic.per_second)) + rule.m * rule.every


def _waits_for_silence(metric: Metric, rule: AlarmRule) -> bool:
    """Whether the alarm is about too little of something, as a heartbeat is."""
    return counts_events(metric) and not rule.upward


def _need(spec: Spec, metric: Metric, rule: AlarmRule, within: int) -> Need | None:
    if is_rate(spec, metric):
        return _need_of_rate(metric, rule, within)
    if counts_events(metric) or (metric.math is not None and dimension(metric) == "count"):
        return _need_of_count(metric, rule)
    return _need_of_samples(metric, rule, within)


def _need_of_count(metric: Metric, rule: AlarmRule) -> Need | None:
    failing = least_count(rule)
    if failing is None or not is_countable(metric):
        return None
    judged = _judged(rule)
    if metric.math is None or not is_conditional(metric.math):
        return Need(failing, judged)
    return Need(max(failing, judged, *least_counts(metric.math)), judged, whole=True)


def _need_of_rate(metric: Metric, rule: AlarmRule, within: int) -> Need | None:
    if rule.threshold.kind != "share":
        return None
    share = tidy(rule.threshold.base / 100)
    bad = share if rule.upward else 1 - share
    failing = floor(tidy(bad * within)) + 1 if rule.strict else ceil(tidy(bad * within))
    inside = least_counts(metric.math) if metric.math else ()
    return Need(max(1, failing), max(_judged(rule), *inside, 1))


def _need_of_samples(metric: Metric, rule: AlarmRule, within: int) -> Need:
    lag = rule.threshold.base if rule.threshold.kind == "time" else 0.0
    judged, percents = _judged(rule), percent(metric)
    upward = rule.upward
    if percents is not None and rule.low_samples == "ignore":
        judged = max(judged, significant(percents))
    if percents is not None and upward:
        return Need(floor(tidy((100 - percents) / 100 * within)) + 1, judged, lag=lag)
    alone = (metric.statistic == "Maximum" and upward) or (metric.statistic == "Minimum" and not upward)
    return Need(1, judged, lag=lag) if alone else Need(within, judged, whole=True, lag=lag)


def _judged(rule: AlarmRule) -> int:
    return ceil(rule.judge_from.base) if rule.judge_from else 1
