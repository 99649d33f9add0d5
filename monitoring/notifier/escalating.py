"""The escalation of an incident: one execution each, named by it, so that a second start changes nothing.

Every incident has one, even where there is nobody further to tell: it reminds, and it asks CloudWatch
whether an end was missed.
"""

import json

from monitoring.notifier.desk import Desk
from monitoring.oncall.clock import iso
from monitoring.oncall.holds import UNKNOWN_END
from monitoring.oncall.incident import Incident
from monitoring.oncall.schedule import Step, steps


def start_escalation(desk: Desk, incident: Incident) -> bool:
    """Start the execution; False when it could not be started."""
    machine = desk.settings.escalation_machine
    if not machine:
        return True
    try:
        _start(desk, machine, incident)
    except Exception as error:  # people are told, and told this as well
        desk.journal.fail("escalation_not_started", error, incident=incident.id)
        desk.journal.count("EscalationFailures")
        return False
    return True


def _start(desk: Desk, machine: str, incident: Incident) -> None:
    route = desk.catalogue.route(incident.route)
    client = desk.clients("stepfunctions")
    given = {
        "incident": incident.key,
        "id": incident.id,
        "route": incident.route,
        "severity": incident.severity,
        "started": incident.opened,
        "steps": [{"level": step.level, "at": iso(step.at)} for step in _coming(desk, incident)],
        "remind": route.remind if route and incident.severity != "investigate" else None,
    }
    try:
        client.start_execution(stateMachineArn=machine, name=incident.id, input=json.dumps(given))
    except client.exceptions.ExecutionAlreadyExists:
        desk.journal.note("escalation_runs_already", incident=incident.id)


def _coming(desk: Desk, incident: Incident) -> tuple[Step, ...]:
    """The steps; none yet where nobody knows when the hold ends: the execution finds them then."""
    if incident.held_until >= UNKNOWN_END:
        return ()
    return steps(desk.catalogue, incident, desk.clock.now())
