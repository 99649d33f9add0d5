"""An exercise: an alarm is set off, marked as a drill, and followed through the whole chain.

Alarms on metrics are set with SetAlarmState, so that CloudWatch's own way to the topic is tried as well; they
go back by themselves ("SetAlarmState", Amazon CloudWatch API Reference). What that says of log alarms is
not documented: their notification is published to the topic as CloudWatch would.
"""

import json
from typing import Final

from monitoring.emergency.hops import Drill, Hop, wait_for
from monitoring.emergency.progress import AGAIN, Broken, Step
from monitoring.emergency.scene import Scene
from monitoring.oncall.catalogue import NamedAlarm
from monitoring.oncall.clock import iso
from monitoring.oncall.direct import reports_to_people
from monitoring.oncall.holds import STOPPED, mute_key, read_mute, read_stop
from monitoring.oncall.incident import incident_key
from monitoring.oncall.schedule import quiet_until
from monitoring.oncall.topics import topic_arn

MARK: Final = "monitoring drill"
"""Begins the reason; the notifier says by it that this is an exercise."""


class Refused(Exception):
    """A drill that must not be held now; the message says why."""


def plan_drill(scene: Scene, alarm: str, machine: str) -> Drill:
    """The drill of an alarm by its physical name; raises Refused when it would mean nothing, or confuse."""
    named = scene.catalogue.named(alarm)
    if named is None:
        raise Refused(f"there is no alarm `{alarm}`")
    if reports_to_people(scene.catalogue, named.entry):
        raise Refused(
            f"{named.entry} is about on-call itself and reaches people past the chain; drill another one"
        )
    _refuse_held(scene, named)
    entry = scene.catalogue.alarm(named.entry)
    drill = Drill(
        alarm=alarm,
        entry=named.entry,
        incident=incident_key(scene.environment, named.entry),
        started=scene.clock.now(),
        log_group=f"/aws/lambda/{scene.catalogue.service}-{scene.environment}-notifier",
        machine=machine,
        by_cloudwatch=bool(entry and not entry.rows_of),
        mails=not quiet_until(scene.catalogue, named.severity, scene.clock.now()),
    )
    _refuse_open(scene, drill)
    return drill


def _refuse_held(scene: Scene, named: NamedAlarm) -> None:
    found = scene.store.read([STOPPED, mute_key(named.entry)])
    stop, mute = read_stop(found.get(STOPPED)), read_mute(found.get(mute_key(named.entry)), scene.clock.now())
    if stop and named.entry in stop.held:
        raise Refused(f"{named.entry} is held while the service is stopped; drill another one")
    if mute:
        raise Refused(f"{named.entry} is muted until {iso(mute.until)} ({mute.reason})")


def _refuse_open(scene: Scene, drill: Drill) -> None:
    incident = scene.store.incident(drill.incident)
    if incident is not None and incident.is_open:
        raise Refused(f"{drill.incident} is a real incident, or a drill that goes on: {incident.id}")


def hold_drill(scene: Scene, drill: Drill, seconds: int) -> tuple[Hop, ...]:
    """Set it off, wait, end it; gives back the hops. Raises Halted when it could not be set off."""
    scene.progress.take("set off", f"nobody was told anything; {AGAIN}", lambda: _turn(scene, drill, "ALARM"))
    found: list[Hop] = []
    try:
        scene.progress.attempt(
            "follow", "the drill is ended all the same", lambda: _follow(scene, drill, seconds, found)
        )
    finally:
        by_hand = f"aws cloudwatch set-alarm-state --alarm-name {drill.alarm} --state-value OK"
        advice = f"CloudWatch puts it back by itself; else: {by_hand} --state-reason {MARK!r}"
        scene.progress.attempt("end", advice, lambda: _turn(scene, drill, "OK"))
    return tuple(found)


def _follow(scene: Scene, drill: Drill, seconds: int, found: list[Hop]) -> str:
    def show(hop: Hop) -> None:
        after = (hop.at - drill.started) / 1000
        took = f", took {hop.took:.1f} s" if hop.took is not None else ""
        what = f"{hop.name}: after {max(after, 0):.1f} s{took}"
        scene.progress.note(Step(f"hop {hop.name}", "done", what))

    found += wait_for(scene, drill, seconds, show)
    if not drill.mails:
        what = "mail: held by the quiet hours; drill a critical alarm, or by day"
        scene.progress.note(Step("hop mail", "skipped", what))
    missing = [hop for hop in found if not hop.at]
    for hop in missing:
        what = f"{hop.name}: not seen within {seconds} s"
        scene.progress.note(Step(f"hop {hop.name}", "failed", what, f"look at {hop.look}"))
    if missing:
        raise Broken(f"the chain ends before {missing[0].name}")
    return "the whole chain works"


def _turn(scene: Scene, drill: Drill, state: str) -> str:
    reason = f"{MARK}: by {scene.person}"
    if drill.by_cloudwatch:
        scene.clients("cloudwatch").set_alarm_state(
            AlarmName=drill.alarm, StateValue=state, StateReason=reason
        )
        return f"{drill.alarm} is set to {state}"
    topic = _topic(scene, drill)
    scene.clients("sns").publish(
        TopicArn=topic_arn(scene.place, topic),
        Subject=f"{state}: {drill.alarm}"[:100],
        Message=json.dumps(_notification(scene, drill, state, reason)),
    )
    return f"{state} of {drill.alarm} is published to {topic}, as CloudWatch would"


def _topic(scene: Scene, drill: Drill) -> str:
    alarm = scene.catalogue.alarm(drill.entry)
    route = scene.catalogue.route(alarm.route) if alarm else None
    return scene.catalogue.topic(route.start if route else scene.catalogue.levels[0], "alarms")


def _notification(scene: Scene, drill: Drill, state: str, reason: str) -> dict[str, object]:
    """The least of CloudWatch's notification ("Notifying users on alarm changes", CloudWatch User Guide)."""
    return {
        "AlarmName": drill.alarm,
        "AWSAccountId": scene.place.account,
        "NewStateValue": state,
        "NewStateReason": reason,
        "OldStateValue": "OK" if state == "ALARM" else "ALARM",
        "StateChangeTime": iso(scene.clock.now()).replace("Z", "+0000"),
        "Trigger": {},
    }
