"""The escalation of an incident: one execution each, named by it, so that a second start changes nothing."""

import json

from monitoring.notifier.desk import Desk
from monitoring.oncall.clock import iso
from monitoring.oncall.incident import Incident
from monitoring.oncall.schedule import steps

_LONGEST = 300 * 86_400_000
"""An execution lasts a year at most (AWS Step Functions: "Quotas"); what ends later has no end yet."""


def start_escalation(desk: Desk, incident: Incident) -> bool:
    """Start the execution; False when it could not be started although there is something to do."""
    machine = desk.settings.escalation_machine
    now = desk.clock.now()
    coming = steps(desk.catalogue, incident, now)
    if not machine or not coming or incident.held_until > now + _LONGEST:
        return True
    try:
        _start(desk, machine, incident, [{"level": step.level, "at": iso(step.at)} for step in coming])
    except Exception as error:  # people are told, and told this as well
        desk.journal.fail("escalation_not_started", error, incident=incident.id)
        desk.journal.count("EscalationFailures")
        return False
    return True


def _start(desk: Desk, machine: str, incident: Incident, coming: list[dict[str, str]]) -> None:
    route = desk.catalogue.route(incident.route)
    client = desk.clients("stepfunctions")
    given = {
        "incident": incident.key,
        "id": incident.id,
        "route": incident.route,
        "severity": incident.severity,
        "started": incident.opened,
        "steps": coming,
        "remind": route.remind if route and incident.severity != "investigate" else None,
    }
    try:
        client.start_execution(stateMachineArn=machine, name=incident.id, input=json.dumps(given))
    except client.exceptions.ExecutionAlreadyExists:
        desk.journal.note("escalation_runs_already", incident=incident.id)
