"""A threshold that can never be crossed, or that is crossed all the time.

Why: an alarm on Duration above 60 s looks like care, but never goes off when the service gives up after
58 s. Such alarms are found on the day they were needed. CloudWatch accepts any number.

Known bounds: times of the function end at `facts.function.deadline`, latency of the API at its integration
timeout or at the function's timeout and 10 s of start-up, concurrency at the reservation, connections at
the budget, capacity at the largest, shares at 100 %, and nothing falls below 0. Known traffic: `judge-from`
must come together at the usual traffic, counts of requests within the API's rate limit, M of N datapoints
must exist at all, and a critical alarm must go off when all usual requests fail. Counts of log lines are
taken as one a request. A count that is too small whenever only the quiet traffic comes is met every night.

Fix: choose a threshold below the bound, better still relative to the fact that makes it
(`90 % of facts.function.deadline`), or a longer `over`.

Bad:

    alarms:
      duration:
        critical:
          above: 60 s

Good:

    alarms:
      duration:
        critical:
          above: 95 % of facts.function.deadline
"""

from collections.abc import Iterator
from math import ceil, floor
from operator import ge, gt, le, lt
from typing import Final

from monitoring.finding import Finding, error, warning
from monitoring.spec.bounds import Bound, lower_bound, upper_bound
from monitoring.spec.detect import least_count, requests_within
from monitoring.spec.places import at_own_setting, at_threshold, span, written
from monitoring.spec.quantity import tidy
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import catalogued, clock, counts_events, dimension, is_countable

CHECK: Final = "unreachable-threshold"
_OF_REQUESTS: Final = ("function", "api-access")
_MEETS: Final = {"above": gt, "at-least": ge, "below": lt, "at-most": le}


def check(spec: Spec) -> Iterator[Finding]:
    """Thresholds beyond what the facts allow, and conditions that the traffic cannot meet."""
    for rule in alarm_rules(spec):
        if rule.metric:
            yield from _beyond_bounds(spec, rule)
            yield from _beyond_traffic(spec, rule)
            yield from _without_datapoints(spec, rule)
            yield from _met_when_quiet(spec, rule)
        yield from _beyond_requests(spec, rule)


def _beyond_bounds(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    metric = spec.metrics[rule.metric]
    if rule.threshold.kind != dimension(metric):
        return
    low, high = lower_bound(metric), upper_bound(spec, metric)
    worst, best = (high, low) if rule.upward else (low, high)
    meets, threshold = _MEETS[rule.comparison], rule.threshold.base
    if worst is not None and not meets(worst.value, threshold):
        yield _beyond(rule, "never", worst, _way_out(worst is low, "at-most", worst))
    elif best is not None and meets(best.value, threshold):
        yield _beyond(rule, "always", best, _way_out(best is low, "above", best))


def _beyond(rule: AlarmRule, verb: str, bound: Bound, fix: str) -> Finding:
    return error(CHECK, at_threshold(rule), f"{written(rule)} is {verb} met: {bound.because}", fix)


def _way_out(at_floor: bool, comparison: str, bound: Bound) -> str:
    if at_floor:
        return f"choose a larger threshold, or `{comparison}: {bound.text}`"
    return f"choose a threshold below {bound.text}" + (", or change the fact" if bound.is_fact else "")


def _beyond_requests(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    """Counts that more requests would take than the API lets through, or than usually come."""
    failing = least_count(rule)
    if failing is None or not _counts_requests(spec, rule):
        return
    most, lines = _most_requests(spec, rule), _counts_lines(spec, rule)
    usual = spec.facts.traffic.usual
    come = requests_within(rule.over, usual)
    if most is not None and failing > most:
        api = spec.facts.api
        limits = f"`facts.api` lets {api.rate_limit} and a burst of {api.burst_limit} through"
        never = "is never met by one line a request" if lines else "is never met"
        message = f"{written(rule)} {never}: {limits}, which is {most} in {span(rule.over)}"
        # A request may write several lines, so that for them nothing is certain.
        found = warning if lines else error
        yield found(CHECK, at_threshold(rule), message, f"choose at most {most}, or a longer `over`")
    elif rule.severity == "critical" and failing > come:
        requests = f"{span(rule.over)} holds {come} requests, the usual {usual}"
        message = f"{written(rule)} stays quiet in an outage: {requests}"
        yield warning(CHECK, at_threshold(rule), message, f"choose at most {come}, or a longer `over`")


def _most_requests(spec: Spec, rule: AlarmRule) -> int | None:
    """The most that a count of requests can be in its period; None where a request may add more than one."""
    metric = spec.metrics.get(rule.metric)
    row = catalogued(metric) if metric else None
    of_service = row is not None and metric is not None and metric.dimensions in ("function", "api")
    if not of_service and not _counts_lines(spec, rule):
        return None
    api = spec.facts.api
    return floor(tidy(rule.over * api.rate_limit.per_second)) + api.burst_limit


def _counts_lines(spec: Spec, rule: AlarmRule) -> bool:
    """Whether the alarm counts lines of logs that requests write."""
    if rule.rows_of:
        logs = spec.queries[rule.rows_of].log_names
    else:
        count_logs = spec.metrics[rule.metric].count_logs
        logs = () if count_logs is None else (count_logs,)
    return bool(logs) and all(log in spec.logs and spec.logs[log].of in _OF_REQUESTS for log in logs)


def _met_when_quiet(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    """Counts that are too small as soon as only the quiet traffic comes."""
    if rule.upward or rule.judge_from is not None or not _counts_requests(spec, rule):
        return
    quiet = spec.facts.traffic.quiet
    come = _when_quiet(rule, quiet.per_second)
    threshold = rule.threshold
    if come is not None and threshold.kind == "count" and _MEETS[rule.comparison](come, threshold.base):
        holds = f"{quiet} make {come} in {span(rule.over)}"
        message = f"{written(rule)} is met as soon as only few requests come: {holds}"
        yield warning(CHECK, at_threshold(rule), message, "choose a smaller number, or a longer `over`")


def _when_quiet(rule: AlarmRule, per_second: float) -> int | None:
    """What the count is at evenly quiet traffic in M periods in a row; None where they have no datapoints."""
    expected = tidy(rule.over * per_second)
    if expected >= 1:
        return floor(expected) if rule.m == 1 else ceil(expected)
    if rule.missing == "breaching":
        return 0 if rule.m * expected <= 1 else 1
    return 1 if rule.m == 1 and per_second > 0 else None


def _beyond_traffic(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    if rule.judge_from is None:
        return
    every, usual = clock(spec, spec.metrics[rule.metric]), spec.facts.traffic.usual
    come = rule.over // every if every else floor(tidy(rule.over * usual.per_second))
    if rule.judge_from.base > come:
        source = f"one every {span(every)}" if every else f"the usual {usual}"
        message = f"never judged: {rule.judge_from} are asked for, {span(rule.over)} holds {come} ({source})"
        fix = f"judge from {max(come // 2, 1)}, or over a longer time"
        yield error(CHECK, at_own_setting(rule, "judge_from"), message, fix)


def _without_datapoints(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    """M of N where fewer than M datapoints exist in all that CloudWatch looks back over."""
    every = clock(spec, spec.metrics[rule.metric])
    per_second = spec.facts.traffic.usual.per_second
    apart = every if every else 1 / per_second if per_second > 0 else 0
    if rule.missing == "breaching" or apart <= rule.over:
        return
    range_ = (rule.n + max(rule.n // 3, 2)) * rule.over
    exist = ceil(tidy(range_ / apart))
    if exist < rule.m:
        asked = f"{rule.m} of {rule.n} datapoints of {span(rule.over)}"
        message = f"{asked} are never there: one comes every {span(apart)}"
        fix = f"judge over {span(ceil(apart / 60) * 60)} or longer"
        yield error(CHECK, at_own_setting(rule, "datapoints"), message, fix)


def _counts_requests(spec: Spec, rule: AlarmRule) -> bool:
    if rule.rows_of:
        return True
    metric = spec.metrics[rule.metric]
    return counts_events(metric) and is_countable(metric) and clock(spec, metric) is None
