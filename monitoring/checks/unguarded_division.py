"""A watched expression divides by something that can be 0.

Why: where the divisor is 0 or has no datapoint, metric math gives no datapoint at all. An alarm on
`failures / successes` therefore falls silent exactly when nothing succeeds any more, and `missing:` decides
what nobody thought about.

A divisor is guarded by `out-of` (then `judge-from` keeps the alarm away from little traffic; see
`low-traffic-rate`), by an `IF` on it, by `+ 1`, or by a `FILL` with a number other than 0.
Expressions that are only drawn may leave gaps and are not judged.

Fix: name the traffic with `out-of` and say `judge-from` in the alarm, or write the guard.

Bad:

    metrics:
      failure-rate:
        math: 100 * failures / requests
        with: {failures: failures, requests: requests}
        out-of: null

Good:

    metrics:
      failure-rate:
        math: 100 * failures / requests
        with: {failures: failures, requests: requests}
        out-of: requests
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error
from monitoring.spec.expressions import Divisor, divisors, guards
from monitoring.spec.metrics import Metric
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import clock, counts_events, leaves

CHECK: Final = "unguarded-division"


def check(spec: Spec) -> Iterator[Finding]:
    """Divisors of expressions that alarms watch, also of those inside other expressions."""
    watched = dict.fromkeys(rule.metric for rule in alarm_rules(spec) if rule.metric)
    for name in _with_inner(spec, watched):
        metric = spec.metrics[name]
        expression = metric.math or ""
        for divisor in divisors(expression):
            if _may_be_zero(spec, metric, divisor) and not guards(expression, divisor):
                yield _unguarded(name, divisor, next(word for word in divisor.words if word in metric.with_))


def _with_inner(spec: Spec, names: dict[str, None]) -> Iterator[str]:
    """The watched math metrics, and the math metrics these are made of."""
    pending, seen = list(names), set()
    while pending:
        name = pending.pop(0)
        if name not in seen and name in spec.metrics and spec.metrics[name].math is not None:
            seen.add(name)
            yield name
            pending += spec.metrics[name].with_.values()


def _may_be_zero(spec: Spec, metric: Metric, divisor: Divisor) -> bool:
    if metric.out_of in divisor.words:
        return False
    inputs = [metric.with_[word] for word in divisor.words if word in metric.with_]
    return any(_counts(spec, spec.metrics[name]) for name in inputs if name in spec.metrics)


def _counts(spec: Spec, metric: Metric) -> bool:
    return clock(spec, metric) is None and any(map(counts_events, leaves(spec, metric)))


def _unguarded(name: str, divisor: Divisor, word: str) -> Finding:
    message = f"divides by `{divisor.text}`, which can be 0; then there is no datapoint to judge"
    guard = f"`IF({word} > 0, .., VALUE)`"
    fix = f"add `out-of: {word}` and `judge-from` in the alarm, or say what 0 means: {guard}"
    return error(CHECK, ("metrics", name, "math"), message, fix, span=(divisor.offset, len(divisor.text)))
