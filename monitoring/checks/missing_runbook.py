"""An alarm without a runbook, or a runbook without steps.

Why: who is called at three in the morning needs to read what to do, not to remember it. The runbook is
linked from every message and printed in the guide.

Fix: name one of `runbooks` in the alarm's `runbook:`, and give the runbook at least one step.

Bad:

    alarms:
      turned-away:
        watch: throttles
        warning: {at-least: 1}
        route: application

Good:

    alarms:
      turned-away:
        watch: throttles
        warning: {at-least: 1}
        route: application
        runbook: turned-away
    runbooks:
      turned-away: {steps: [{do: Look at the duration first, graph: function-duration-p95}]}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.root import Spec
from monitoring.suggest import closest

CHECK: Final = "missing-runbook"


def check(spec: Spec) -> Iterator[Finding]:
    """Alarms that say nothing about what to do, and runbooks that do not either."""
    for name, alarm in spec.alarms.items():
        if not alarm.runbook:
            message = f"nobody is told what to do: the alarm `{name}` has no runbook"
            yield error(CHECK, ("alarms", name), message, _way_out(name, list(spec.runbooks)), on_key=True)
    for name, runbook in spec.runbooks.items():
        if not runbook.steps:
            path: Path = ("runbooks", name, "steps")
            yield error(CHECK, path, "the runbook has no steps", "say what to do first")


def _way_out(name: str, runbooks: list[str]) -> str:
    if close := closest(name, runbooks):
        return f"add `runbook: {close}`"
    if runbooks:
        return f"add `runbook:` with one of {', '.join(runbooks[:8])}"
    return "add one to `runbooks`, and name it"
