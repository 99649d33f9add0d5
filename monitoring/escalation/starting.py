"""Executions that nobody started: Step Functions refused at the time, or the notifier broke off before it.

Every open incident is started again every five minutes, by its id as the name. One that runs with another
input, or has ended, is refused by that name; one that runs with the same input is given again, with the time
it started at ("StartExecution", AWS Step Functions API Reference). `late` makes the input another one than
the notifier's: only those start that lack.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from monitoring.escalation.course import run_of
from monitoring.escalation.tools import Tools
from monitoring.oncall.clock import MINUTE, iso, local
from monitoring.oncall.direct import reports_to_people
from monitoring.oncall.incident import Incident

_GRACE: Final = 2 * MINUTE
"""What the notifier is given to start it."""
_DAYS: Final = 14
"""Local days that are looked back, a query each: fewer than the 90 that the name of an execution is kept."""
_APART: Final = 2 * MINUTE
"""Further apart, an execution's start and the call were two looks; nearer, it may be another clock."""


def start_missing(tools: Tools) -> list[str]:
    """Start what lacks of the incidents of the last two weeks; gives back their ids."""
    if not tools.settings.escalation_machine:
        return []
    return [incident.id for incident in _open_incidents(tools) if _start(tools, incident)]


def _open_incidents(tools: Tools) -> Iterator[Incident]:
    now = tools.clock.now()
    today = local(now, tools.settings.timezone).date()
    for ago in range(_DAYS, -1, -1):
        for incident, ending in tools.store.incidents_of_day((today - timedelta(ago)).isoformat()):
            is_own = incident.is_open and not ending and not incident.into
            since = max(incident.opened, *incident.alarms.values(), 0)
            if is_own and since < now - _GRACE and not reports_to_people(tools.catalogue, incident.entry):
                yield incident


def _start(tools: Tools, incident: Incident) -> bool:
    """Whether it lacked, and runs now."""
    client, asked = tools.clients("stepfunctions"), tools.clock.now()
    try:
        answer = client.start_execution(
            stateMachineArn=tools.settings.escalation_machine,
            name=incident.id,
            input=json.dumps(_given(tools, incident)),
        )
    except client.exceptions.ExecutionAlreadyExists:
        return False
    if answer["startDate"].timestamp() * 1000 < asked - _APART:
        return False
    tools.journal.warn("started_late", why="it had no execution", incident=incident.id)
    return True


def _given(tools: Tools, incident: Incident) -> dict[str, Any]:
    run, route = run_of(tools, incident), tools.catalogue.route(incident.route)
    return {
        "incident": run.key,
        "id": run.id,
        "route": run.route,
        "severity": incident.severity,
        "started": run.started,
        "steps": [{"level": step.level, "at": iso(step.at)} for step in run.steps],
        "remind": route.remind if route and incident.severity != "investigate" else None,
        "late": True,
    }
