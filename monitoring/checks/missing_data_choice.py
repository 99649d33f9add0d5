"""Nobody decided what a missing datapoint means, or the decision turns the alarm around.

Why: outages were missed because silence was taken for health, and people were woken because nobody had
called the service. A probe or a gauge comes by the clock, so its silence is bad news; metrics that requests
drive are silent whenever nobody calls.

Judged are: nothing said at all, where AWS takes `missing` and the alarm drifts between OK and
INSUFFICIENT_DATA; a metric by the clock with `notBreaching`, which in a critical alarm hides the outage that
stops the metric (unless another alarm takes its silence as breaching), and elsewhere must be said by the
alarm itself; a metric of requests with `breaching`, which goes off when nobody calls; a heartbeat (`below`,
`at-most` with `breaching`) over a shorter time than requests take to come at `facts.traffic.quiet`; a count
that is published only when something happens with `ignore`, which stays on until it happens again; and
AWS/DynamoDB, whose alarms keep their state whatever is said (API_PutMetricAlarm).

Fix: `breaching` for probes and heartbeats, `notBreaching` for counts, rates and times of requests,
`missing` or `ignore` where a gauge's silence is somebody else's task.

Bad:

    alarms:
      probe:
        missing: notBreaching

Good:

    alarms:
      probe:
        missing: breaching
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error, warning
from monitoring.spec.metrics import Metric
from monitoring.spec.places import at_own_setting, span
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import catalogued, clock, leaves

CHECK: Final = "missing-data-choice"


def check(spec: Spec) -> Iterator[Finding]:
    """Alarms that say nothing, and choices that do not suit what makes the datapoints come."""
    heard = {rule.metric for rule in alarm_rules(spec) if rule.missing == "breaching"}
    for rule in alarm_rules(spec):
        if _is_unsaid(spec, rule):
            message = "nothing says what a missing datapoint means; AWS would take `missing`"
            fix = "add `missing: notBreaching`, or `breaching` for a probe"
            yield error(CHECK, rule.path, message, fix, on_key=True)
            continue
        metric = spec.metrics.get(rule.metric)
        if metric and any(leaf.namespace == "AWS/DynamoDB" for leaf in leaves(spec, metric)):
            yield from _ignored(spec, rule)
        elif metric and (every := clock(spec, metric)):
            yield from _by_clock(spec, rule, every, rule.metric in heard)
        else:
            yield from _by_requests(spec, rule, metric)


def _is_unsaid(spec: Spec, rule: AlarmRule) -> bool:
    return all(owner.missing is None for owner in (rule.condition, rule.alarm, spec.defaults))


def _ignored(spec: Spec, rule: AlarmRule) -> Iterator[Finding]:
    if rule.missing != "ignore":
        message = f"CloudWatch takes `ignore` for AWS/DynamoDB, whatever is said; here it is `{rule.missing}`"
        path = at_own_setting(rule, "missing")
        yield warning(CHECK, path, message, "write `missing: ignore` in this alarm")


def _by_clock(spec: Spec, rule: AlarmRule, every: int, heard: bool) -> Iterator[Finding]:
    if rule.missing != "notBreaching":
        return
    path = at_own_setting(rule, "missing")
    comes = f"`{rule.metric}` comes every {span(every)} whether there are requests or not"
    if rule.severity == "critical" and not heard:
        message = f"{comes}, and `missing: notBreaching` takes its silence for health"
        yield error(CHECK, path, message, f"write `missing: breaching` in `{rule.entry}`")
    elif path == rule.path:
        message = f"{comes}, but the default `missing: notBreaching` is for requests"
        fix = f"say it in `{rule.entry}`: `missing: missing`, or `breaching` when silence is an outage"
        yield warning(CHECK, path, message, fix)


def _by_requests(spec: Spec, rule: AlarmRule, metric: Metric | None) -> Iterator[Finding]:
    path = at_own_setting(rule, "missing")
    what = f"`{rule.metric or rule.rows_of}`"
    if rule.missing == "breaching" and rule.upward:
        message = f"{what} has no datapoint while nobody calls, and then `breaching` raises the alarm"
        # What a log alarm makes of no rows, AWS does not say.
        report = error if metric else warning
        yield report(CHECK, path, message, "write `missing: notBreaching`")
    elif rule.missing == "breaching" and (silence := _silence(spec)) > rule.m * rule.over:
        quiet = f"at {spec.facts.traffic.quiet} {what} may be silent for {span(silence)}"
        message = f"{quiet}, and this alarm waits {span(rule.m * rule.over)}"
        yield warning(CHECK, path, message, f"judge over more than {span(silence)}, or watch a probe")
    elif rule.missing == "ignore" and metric and _only_when_it_happens(metric):
        message = f"{what} has a datapoint only when it happens, so the alarm stays on until it happens again"
        yield warning(CHECK, path, message, "write `missing: notBreaching`")


def _silence(spec: Spec) -> int:
    """Seconds between two requests when it is quiet; without any requests, longer than all alarms look."""
    per_second = spec.facts.traffic.quiet.per_second
    return round(1 / per_second) if per_second > 0 else 10**9


def _only_when_it_happens(metric: Metric) -> bool:
    row = catalogued(metric)
    return metric.kind == "logs" or (row is not None and row.gaps == "zero")
