"""A warning or critical alarm answers no question in its first message.

Why: the first thing everybody does is to look for the lines or the graph behind the alarm. A first look is
that query or graph, run before the message is sent, so that the message shows the cause. Alarms that only
`investigate` wait for the working day, and alarms that report to `people` pass by the notifier that would
run the query; neither needs one.

Fix: add `first-look:` with a query whose rows name the cause, or with a graph.

Bad:

    alarms:
      turned-away:
        watch: throttles
        warning: {at-least: 1}
        route: application
        runbook: slow

Good:

    alarms:
      turned-away:
        watch: throttles
        warning: {at-least: 1}
        route: application
        runbook: slow
        first-look: [{graph: concurrency}, {query: errors-by-code}]
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, warning
from monitoring.spec.references import severities
from monitoring.spec.root import Spec

CHECK: Final = "missing-first-look"


def check(spec: Spec) -> Iterator[Finding]:
    """Alarms people act on at once whose message shows no cause."""
    for name, alarm in spec.alarms.items():
        urgent = [level for level in severities(alarm) if level != "investigate"]
        if urgent and not alarm.first_look and alarm.reports_to == "notifier":
            message = f"the {' and '.join(urgent)} message of `{name}` shows no cause"
            fix = "add `first-look: [{query: ..}]` or `[{graph: ..}]`"
            yield warning(CHECK, ("alarms", name), message, fix, on_key=True)
