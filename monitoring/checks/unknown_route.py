"""An alarm's route is not one of `escalation.routes`.

Why: the route decides which team hears of an alarm first, and who next when nobody acknowledges. An alarm
without a route would be seen by nobody.

Fix: name one of the routes below `escalation.routes`, or add the route there.

Bad:

    escalation:
      routes:
        application: {start: development}
    alarms:
      duration:
        route: aplication

Good:

    escalation:
      routes:
        application: {start: development}
    alarms:
      duration:
        route: application
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "unknown-route"


def check(spec: Spec) -> Iterator[Finding]:
    """Alarms whose route does not exist."""
    routes = spec.escalation.routes
    for name, alarm in spec.alarms.items():
        if alarm.route not in routes:
            message = f"unknown route `{alarm.route}`"
            yield error(CHECK, ("alarms", name, "route"), message, did_you_mean(alarm.route, routes))
