"""Alarms about on-call itself (`reports-to: people`): shown in Slack and taken further, like all others.

CloudWatch brings them to the first level's mail and phone directly, past the notifier, which may be what is
broken. If the notifier were told as well, one that fails would fail at its own alarm, which would then go off
anew, for ever. So nobody sends them here: a schedule calls this every five minutes, and it looks. It opens
their thread, reminds, escalates as the route says, and ends them; it starts no execution, because the state
machine may be what is broken. What CloudWatch itself says to the first level is not said again.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from monitoring.escalation.course import Course, Run, load_course, run_of, situation_of, view_of
from monitoring.escalation.decision import Carried, Liveness, decide
from monitoring.escalation.ending import end_incident
from monitoring.escalation.liveness import describe, is_going_on
from monitoring.escalation.messages import watcher_message
from monitoring.escalation.notes import note_hold
from monitoring.escalation.taking import refresh_thread, remind_again, take_next
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import Saying, show_in_slack
from monitoring.oncall.clock import DAY
from monitoring.oncall.direct import direct_entries
from monitoring.oncall.incident import FLAP_WINDOW, Incident, incident_id, incident_key, worst
from monitoring.oncall.schedule import steps
from monitoring.oncall.store import Key

_KEPT: Final = 90 * DAY


class Seen(NamedTuple):
    """An entry's alarms now: those in ALARM since when (epoch milliseconds), and whether any may go on."""

    ringing: Mapping[str, int]
    goes_on: bool


def tend_watchers(tools: Tools) -> list[str]:
    """Do what is due; gives back the entries that go on. What fails is raised after all were looked at."""
    entries, failures = direct_entries(tools.catalogue), []
    alarms = _alarms(tools, entries) if entries else {}
    going_on = []
    for entry in entries:
        try:
            going_on += [entry] if _tend(tools, entry, _seen(tools, entry, alarms)) else []
        except Exception as error:  # the others are looked at all the same
            tools.journal.fail("watcher", error, entry=entry)
            failures.append(error)
    if failures:
        raise failures[0]
    return going_on


def _alarms(tools: Tools, entries: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    names = [name for entry in entries for name in tools.catalogue.names_of(entry)]
    return {alarm["AlarmName"]: alarm for alarm in describe(tools.clients("cloudwatch"), names)}


def _seen(tools: Tools, entry: str, alarms: Mapping[str, Mapping[str, Any]]) -> Seen:
    found = [alarms[name] for name in tools.catalogue.names_of(entry) if name in alarms]
    ringing = {
        alarm["AlarmName"]: _changed(tools, alarm) for alarm in found if alarm["StateValue"] == "ALARM"
    }
    return Seen(ringing, any(map(is_going_on, found)))


def _changed(tools: Tools, alarm: Mapping[str, Any]) -> int:
    """When it went off; never in the future, whatever the clocks say."""
    changed, now = alarm.get("StateTransitionedTimestamp"), tools.clock.now()
    return min(round(changed.timestamp() * 1000), now) if changed else now


def _tend(tools: Tools, entry: str, seen: Seen) -> bool:
    """Whether an incident of the entry goes on after this."""
    key = incident_key(tools.settings.environment, entry)
    before = tools.store.incident(key)
    incident = tools.store.update(key, lambda now: _as_seen(tools, entry, seen, now), (before,))
    if incident is None or not incident.is_open:
        return False
    course = load_course(tools, _run(tools, incident))
    if not seen.goes_on:
        end_incident(tools, course)
        return False
    _show(tools, course, incident, before)
    _go_on(tools, load_course(tools, course.run))
    return True


def _as_seen(tools: Tools, entry: str, seen: Seen, before: Incident | None) -> Incident | None:
    """The incident as its alarms are; None where nothing is to be changed."""
    if not seen.ringing:
        return None
    severity = worst(named.severity for name in seen.ringing if (named := tools.catalogue.named(name)))
    if before is not None and before.is_open:
        return _risen(before._replace(alarms=seen.ringing), severity)
    fresh = _fresh(tools, entry, seen, severity)
    course = load_course(tools, run_of(tools, fresh))
    is_held = course.mute is not None or (course.stop is not None and entry in course.stop.held)
    return None if is_held else _again(fresh, before)


def _risen(incident: Incident, severity: str) -> Incident:
    """One that becomes worse begins anew: CloudWatch has just told people of that."""
    if worst((incident.severity, severity)) == incident.severity:
        return incident
    began = incident_id(incident.key, max(incident.alarms.values()))
    return incident._replace(severity=severity, id=began)


def _fresh(tools: Tools, entry: str, seen: Seen, severity: str) -> Incident:
    key, opened = incident_key(tools.settings.environment, entry), min(seen.ringing.values())
    alarm = tools.catalogue.alarm(entry)
    route = tools.catalogue.route(alarm.route) if alarm else None
    return Incident(
        key=key,
        id=incident_id(key, opened),
        entry=entry,
        severity=severity,
        route=route.name if route else "",
        level=route.start if route else tools.catalogue.levels[0],
        opened=opened,
        alarms=seen.ringing,
    )


def _again(fresh: Incident, before: Incident | None) -> Incident:
    """What is back soon goes on in its thread."""
    if before is None or fresh.opened - before.closed >= FLAP_WINDOW:
        return fresh
    return fresh._replace(
        opened=before.opened, channel=before.channel, thread=before.thread, flaps=before.flaps + 1
    )


def _show(tools: Tools, course: Course, incident: Incident, before: Incident | None) -> None:
    """Open its thread, however often it takes; in one that is there say what is new."""
    is_new = before is None or before.id != incident.id
    rose = is_new and before is not None and before.is_open
    parts = watcher_message(view_of(tools, course, incident), rose=rose)
    if not incident.thread:
        show_in_slack(tools, incident, Saying("", incident.level, parts))
    elif is_new:
        once = f"{incident.id} {incident.severity}"
        refresh_thread(tools, course.run, incident, f"{once} heading")
        if not incident.is_flapping:
            show_in_slack(tools, incident, Saying(once, incident.level, parts))


def _go_on(tools: Tools, course: Course) -> None:
    """What the state machine does for other incidents."""
    decision = decide(situation_of(tools, course), lambda: Liveness(live=True))
    note_hold(tools, course, decision)
    if decision.next == "escalate":
        take_next(tools, course)
    elif decision.next == "remind":
        remind_again(tools, course)
    pk, sk = _carried_key(course.run)
    expires = (tools.clock.now() + _KEPT) // 1000
    tools.store.put(
        {"pk": pk, "sk": sk, "carried": list(decision.carried._replace(rounds=0)), "expires": expires}
    )


def _run(tools: Tools, incident: Incident) -> Run:
    """What an execution would have been given, with what the last look carried on.

    The route's times count from the first look: what is back soon has opened before that.
    """
    run, route = run_of(tools, incident), tools.catalogue.route(incident.route)
    where = _carried_key(run)
    carried = Carried(*tools.store.read([where]).get(where, {}).get("carried", ()))
    since = carried.began or tools.clock.now()
    return run._replace(
        started=since,
        steps=steps(tools.catalogue, incident, since),
        remind=(route.remind or 0) if route and incident.severity != "investigate" else 0,
        carried=carried,
    )


def _carried_key(run: Run) -> Key:
    return f"incident#{run.key}", f"watch#{run.id}"
