"""A composite alarm's rule that CloudWatch cannot read, or reads in an order that nobody has documented.

Why: `a OR b AND c` can mean two things. AWS documents AND, OR and NOT, and brackets to control their order,
but not which of them comes first without brackets. What rings would be decided by a rule that nobody knows.
A rule with a mistake is refused only at deployment, with no more than the place of the mistake.

Fix: put brackets around what belongs together. Words stand in capitals, each name in the brackets of ALARM,
OK or INSUFFICIENT_DATA, or in the list of AT_LEAST.

Bad:

    alarms:
      users-hurt:
        title: Users are hurt
        composite: ALARM(latency.warning) OR ALARM(server-errors.critical) AND NOT ALARM(throttles.warning)
        severity: critical
        route: application
        runbook: failures

Good:

    alarms:
      users-hurt:
        title: Users are hurt
        composite: ALARM(latency.warning) OR (ALARM(server-errors.critical) AND NOT ALARM(throttles.warning))
        severity: critical
        route: application
        runbook: failures
"""

from collections.abc import Iterator
from typing import Final

from monitoring.evaluator.rule import RuleError
from monitoring.evaluator.rule_parser import parse_rule
from monitoring.finding import Finding, Path, error
from monitoring.spec.root import Spec

CHECK: Final = "composite-brackets"
_FIX: Final = "correct it here; a rule reads like `ALARM(latency.warning) AND NOT OK(errors.critical)`"


def check(spec: Spec) -> Iterator[Finding]:
    """Rules of composite alarms with a mistake, or with AND beside OR."""
    for name, alarm in spec.alarms.items():
        if alarm.composite is not None:
            yield from _read(alarm.composite, ("alarms", name, "composite"))


def _read(rule: str, path: Path) -> Iterator[Finding]:
    try:
        unclear = parse_rule(rule).unclear
    except RuleError as problem:
        yield error(CHECK, path, problem.message, _FIX, span=(problem.offset, problem.length))
        return
    for place in unclear[:1]:
        word = rule[place.offset : place.offset + place.length]
        other = "OR" if word == "AND" else "AND"
        message = f"{word} beside {other} without brackets: AWS does not say which comes first"
        fix = "put brackets around what belongs together"
        yield error(CHECK, path, message, fix, span=(place.offset, place.length))
