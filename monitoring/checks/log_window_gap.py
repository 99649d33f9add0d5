"""A log alarm looks less often than its window is long, so that some lines are never counted.

Why: a log alarm that asks about the last 5 minutes every 15 minutes never sees the 10 minutes between. Lines
that fall into such a hole raise no alarm, however many there are.

Fix: make `every` at most `over`; below it the windows overlap, which also catches bursts at their edges.

Bad:

    alarms:
      forbidden:
        watch: {rows-of: forbidden, by: userId}
        investigate: {at-least: 5, over: 5 m, every: 15 m}

Good:

    alarms:
      forbidden:
        watch: {rows-of: forbidden, by: userId}
        investigate: {at-least: 5, over: 15 m, every: 5 m}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.places import span
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "log-window-gap"


def check(spec: Spec) -> Iterator[Finding]:
    """Log alarms with holes between their windows."""
    for rule in alarm_rules(spec):
        if rule.rows_of and rule.every > rule.over:
            every, over = span(rule.every), span(rule.over)
            given = rule.condition.every is not None
            path: Path = (*rule.path, "every") if given else rule.path
            message = f"of every {every} only the last {over} are looked at"
            message += "" if given else f" (`every` is {every} unless given)"
            fix = f"make `every` at most {over}, or `over` at least {every}"
            yield error(CHECK, path, message, fix, on_key=not given)
