"""`judge-from` where nothing can be counted.

Why: `judge-from` keeps an alarm quiet until enough requests came. What is watched must say how many came: an
expression names its traffic with `out-of`, any other metric has its number of samples. A log alarm and a
count of log lines have neither, so the condition would promise something that no alarm does.

Fix: name the traffic of an expression with `out-of`, or take `judge-from` away and choose a threshold that
holds without it. In `defaults` it covers every alarm: say it on the alarms that watch a rate instead.

Bad:

    alarms:
      database-errors:
        judge-from: 20 requests

Good:

    alarms:
      error-rate:
        judge-from: 20 requests
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.places import at_setting
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "uncounted-judge-from"
_REMOVE: Final = "remove it, and choose a threshold that holds without it"
_MOVE: Final = "say it on the alarms that watch a rate, not for all of them"


def check(spec: Spec) -> Iterator[Finding]:
    """Every place of `judge-from` that covers an alarm without traffic to count, once."""
    seen: set[Path] = set()
    for rule in alarm_rules(spec):
        path = at_setting(spec, rule, "judge_from")
        if rule.judge_from is not None and path not in seen and (found := _uncounted(spec, rule)):
            seen.add(path)
            reason, fix = found
            message = f"`judge-from` of `{rule.entry}` has nothing to count: {reason}"
            yield error(CHECK, path, message, _MOVE if path[0] == "defaults" else fix)


def _uncounted(spec: Spec, rule: AlarmRule) -> tuple[str, str] | None:
    """Why the traffic cannot be counted, and the way out."""
    if rule.rows_of:
        return f"a log alarm knows only the rows of `{rule.rows_of}`", _REMOVE
    metric, name = spec.metrics[rule.metric], rule.metric
    if metric.kind == "logs":
        return f"`{name}` knows only the lines that it counts", _REMOVE
    if metric.kind == "math" and metric.out_of is None:
        reason = f"`{name}` does not name its traffic"
        return reason, f"add `out-of` to `{name}`: the id of the requests in its expression"
    return None
