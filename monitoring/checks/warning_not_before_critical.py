"""A warning that cannot come before the critical alarm of the same entry.

Why: a warning is there so that somebody can act in time. When the critical condition is met first, or by
the very same values, the warning says nothing that the pager has not said already.

Compared are the thresholds of one metric in one direction. Two severities with one threshold are fine when
the warning needs less time. Sums over different times are found only where the critical condition is met
whenever the warning is: 5 in 1 h warns long before 20 in 24 h, and the other way round. Other warnings that
need more than twice the time of the critical alarm are late as well when, in a total fault at the usual
traffic, the critical alarm goes off first.

Fix: put the warning's threshold on the harmless side of the critical one, or let it need less time.

Bad:

    alarms:
      duration:
        warning:
          above: 56 s
        critical:
          above: 55 s

Good:

    alarms:
      duration:
        warning:
          above: 45 s
        critical:
          above: 55 s
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error, warning
from monitoring.spec.detect import time_to_detect
from monitoring.spec.places import at_own_setting, at_threshold, span, written
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import counts_events

CHECK: Final = "warning-not-before-critical"
_MUCH: Final = 2
_Watched = tuple[str, str, str, str]


def check(spec: Spec) -> Iterator[Finding]:
    """Warnings that some critical condition of the same metric makes late."""
    critical, warnings = _grouped(spec, "critical"), _grouped(spec, "warning")
    for watched, rules in warnings.items():
        for rule in rules if watched in critical else ():
            sums = not rule.metric or counts_events(spec.metrics[rule.metric])
            worse = [other for other in critical[watched] if _is_late(rule, other, sums)]
            if worse:
                yield _late(rule, worse[0])
            elif not sums:  # a slow trickle reaches a long sum first
                yield from _slow(spec, rule, rules, critical[watched])


def _grouped(spec: Spec, severity: str) -> dict[_Watched, list[AlarmRule]]:
    """The rules of a severity by what they watch."""
    found: dict[_Watched, list[AlarmRule]] = {}
    for rule in alarm_rules(spec):
        if rule.severity == severity:
            found.setdefault(_watched(rule), []).append(rule)
    return found


def _watched(rule: AlarmRule) -> _Watched:
    return rule.entry, rule.metric, rule.rows_of, rule.by


def _is_late(early: AlarmRule, critical: AlarmRule, sums: bool) -> bool:
    """Whether the critical condition is met whenever the warning is, and no later."""
    upward = early.upward
    if upward != critical.upward or early.threshold.kind != critical.threshold.kind:
        return False
    here, there = _order(early, upward), _order(critical, upward)
    if not sums:
        return here > there or (here == there and early.m * early.over >= critical.m * critical.over)
    return here >= there and _covers(critical, early, upward)


def _covers(critical: AlarmRule, early: AlarmRule, upward: bool) -> bool:
    """Whether sums over the critical time are at least as bad as those over the warning's, and as soon."""
    wide = critical.over >= early.over if upward else critical.over <= early.over
    return wide and (critical.m - 1) * critical.over <= (early.m - 1) * early.over


def _order(rule: AlarmRule, upward: bool) -> tuple[float, bool]:
    """Larger is met later; a strict comparison is met later than an inclusive one."""
    return (rule.threshold.base if upward else -rule.threshold.base), rule.strict


def _slow(
    spec: Spec, rule: AlarmRule, warnings: list[AlarmRule], critical: list[AlarmRule]
) -> Iterator[Finding]:
    """The soonest warning, when it needs far longer than the soonest critical condition and comes later."""
    other, soonest = _soonest(spec, [one for one in critical if one.upward == rule.upward])
    first, needed = _soonest(spec, warnings)
    if other is None or first is not rule or needed <= soonest:
        return
    if rule.m * rule.over > _MUCH * other.m * other.over:
        times = f"the warning goes off after {span(needed)}, the critical alarm after {span(soonest)}"
        message = f"{written(rule)} comes after {written(other)}: when all fails {times}"
        yield warning(CHECK, _at_length(rule), message, "take a shorter `over`, or fewer datapoints")


def _soonest(spec: Spec, rules: list[AlarmRule]) -> tuple[AlarmRule | None, int]:
    """Which of the rules goes off first at the usual traffic, and after how many seconds."""
    times = [(time_to_detect(spec, rule, spec.facts.traffic.usual), rule) for rule in rules]
    certain = [(seconds, rule) for seconds, rule in times if seconds is not None]
    seconds, rule = min(certain, key=lambda one: one[0], default=(0, None))
    return rule, seconds


def _at_length(rule: AlarmRule) -> Path:
    return at_own_setting(rule, "datapoints" if rule.m > 1 else "over")


def _late(rule: AlarmRule, critical: AlarmRule) -> Finding:
    message = f"{written(rule)} comes no earlier than the critical {written(critical)}"
    side = "below" if rule.upward else "above"
    fix = f"choose a warning {side} {critical.threshold}, or remove it"
    return error(CHECK, at_threshold(rule), message, fix)
