"""A warning that cannot come before the critical alarm of the same entry.

Why: a warning is there so that somebody can act in time. When the critical condition is met first, or by
the very same values, the warning says nothing that the pager has not said already.

Compared are the thresholds of one metric in one direction. Two severities with one threshold are fine when
the warning needs less time. Sums over different times are found only where the critical condition is met
whenever the warning is: 5 in 1 h warns long before 20 in 24 h, and the other way round.

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

from monitoring.finding import Finding, error
from monitoring.spec.places import at_threshold, written
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import counts_events

CHECK: Final = "warning-not-before-critical"
_Watched = tuple[str, str, str, str]


def check(spec: Spec) -> Iterator[Finding]:
    """Warnings that some critical condition of the same metric makes late."""
    critical: dict[_Watched, list[AlarmRule]] = {}
    for rule in alarm_rules(spec):
        if rule.severity == "critical":
            critical.setdefault(_watched(rule), []).append(rule)
    for rule in alarm_rules(spec):
        if rule.severity == "warning":
            sums = not rule.metric or counts_events(spec.metrics[rule.metric])
            worse = (other for other in critical.get(_watched(rule), ()) if _is_late(rule, other, sums))
            yield from (_late(rule, other) for other in list(worse)[:1])


def _watched(rule: AlarmRule) -> _Watched:
    return rule.entry, rule.metric, rule.rows_of, rule.by


def _is_late(warning: AlarmRule, critical: AlarmRule, sums: bool) -> bool:
    """Whether the critical condition is met whenever the warning is, and no later."""
    upward = warning.upward
    if upward != critical.upward or warning.threshold.kind != critical.threshold.kind:
        return False
    here, there = _order(warning, upward), _order(critical, upward)
    if not sums:
        return here > there or (here == there and warning.m * warning.over >= critical.m * critical.over)
    return here >= there and _covers(critical, warning, upward)


def _covers(critical: AlarmRule, warning: AlarmRule, upward: bool) -> bool:
    """Whether sums over the critical time are at least as bad as those over the warning's, and as soon."""
    wide = critical.over >= warning.over if upward else critical.over <= warning.over
    return wide and (critical.m - 1) * critical.over <= (warning.m - 1) * warning.over


def _order(rule: AlarmRule, upward: bool) -> tuple[float, bool]:
    """Larger is met later; a strict comparison is met later than an inclusive one."""
    return (rule.threshold.base if upward else -rule.threshold.base), rule.strict


def _late(warning: AlarmRule, critical: AlarmRule) -> Finding:
    message = f"{written(warning)} comes no earlier than the critical {written(critical)}"
    side = "below" if warning.upward else "above"
    fix = f"choose a warning {side} {critical.threshold}, or remove it"
    return error(CHECK, at_threshold(warning), message, fix)
