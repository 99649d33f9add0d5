"""How far a drill has come: each hop with the moment it was passed, from what the chain itself writes down.

Alarm: StateUpdatedTimestamp of DescribeAlarms. Notifier: its claim in the state table (to the second). Slack:
the time that a message's id is. Told: the notifier's line in its log. Escalation: its execution's start.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from monitoring.emergency.scene import Scene
from monitoring.oncall.clock import DAY
from monitoring.oncall.incident import Incident

CLAIM_KEPT: Final = 15 * DAY
"""How long the state table keeps a claim: its expiry says when it was made."""


class Drill(NamedTuple):
    """An exercise: the alarm, its incident, since when, where the chain leaves its traces.

    ``mails`` is false in quiet hours that hold this severity: then mail is not among the hops.
    """

    alarm: str
    entry: str
    incident: str
    started: int
    log_group: str
    machine: str
    by_cloudwatch: bool
    mails: bool


class Hop(NamedTuple):
    """A hop: ``at`` is epoch milliseconds, 0 while it has not been passed; ``look`` says what to look at.

    ``since`` is when the hop before it was passed: what it took is between the two.
    """

    name: str
    at: int
    look: str
    since: int = 0

    @property
    def took(self) -> float | None:
        """Seconds; None where it, or the one before it, has not been passed."""
        return max(self.at - self.since, 0) / 1000 if self.at and self.since else None


def read_hops(scene: Scene, drill: Drill) -> tuple[Hop, ...]:
    """All hops that this drill takes, in order."""
    found = scene.store.incident(drill.incident)
    incident = found if found and found.is_open and drill.alarm in found.alarms else None
    hops = [_changed(scene, drill)] if drill.by_cloudwatch else []
    hops.append(_claimed(scene, drill, incident))
    if scene.slack is not None:
        at = round(float(incident.thread) * 1000) if incident and incident.thread else 0
        hops.append(Hop("slack", at, "the secret's bot_token, and whether the bot is in the level's channel"))
    hops.append(_told(scene, drill))
    hops.append(_escalated(scene, drill, incident))
    return _chained(drill, hops)


def _chained(drill: Drill, hops: list[Hop]) -> tuple[Hop, ...]:
    """Up to the notifier one hop follows another; it does what comes then, each by itself."""
    found, since = [], drill.started
    for hop in hops:
        found.append(hop._replace(since=since))
        if hop.name in ("alarm", "notifier"):
            since = hop.at
    return tuple(found)


def _changed(scene: Scene, drill: Drill) -> Hop:
    answer = scene.clients("cloudwatch").describe_alarms(
        AlarmNames=[drill.alarm], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    found: list[dict[str, Any]] = [*answer.get("MetricAlarms", ()), *answer.get("CompositeAlarms", ())]
    moments = [round(one["StateUpdatedTimestamp"].timestamp() * 1000) for one in found]
    at = next((moment for moment in moments if moment >= drill.started - 1000), 0)
    return Hop("alarm", at, "the alarm itself: does it exist, are its actions enabled?")


def _claimed(scene: Scene, drill: Drill, incident: Incident | None) -> Hop:
    look = "the topic's subscription, the notifier's log, and `monitoring redrive`"
    if incident is None:
        return Hop("notifier", 0, look)
    key = f"seen#{drill.alarm}##ALARM#{incident.alarms[drill.alarm]}", "-"
    claim = scene.store.read([key]).get(key)
    at = int(claim["expires"]) * 1000 - CLAIM_KEPT if claim else 0
    return Hop("notifier", at, look)


def _told(scene: Scene, drill: Drill) -> Hop:
    pattern = f'{{ $.action = "told" && $.alarm = "{drill.alarm}" && $.state = "ALARM" }}'
    look = "the notifier's log, and the level's subscriptions in SNS"
    answer = scene.clients("logs").filter_log_events(
        logGroupName=drill.log_group, startTime=drill.started, filterPattern=pattern
    )
    name = "mail" if drill.mails else "told"
    return Hop(name, min((event["timestamp"] for event in answer["events"]), default=0), look)


def _escalated(scene: Scene, drill: Drill, incident: Incident | None) -> Hop:
    look = "the state machine's executions, and the escalation's log"
    if incident is None:
        return Hop("escalation", 0, look)
    arn = scene.place.arn("states", f"execution:{drill.machine}:{incident.id}")
    try:
        found = scene.clients("stepfunctions").describe_execution(executionArn=arn)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
            raise
        return Hop("escalation", 0, look)
    return Hop("escalation", round(found["startDate"].timestamp() * 1000), look)


def wait_for(scene: Scene, drill: Drill, seconds: int, show: Callable[[Hop], None]) -> tuple[Hop, ...]:
    """Wait until every hop has been passed, or as long as it may take; ``show`` hears of each once."""
    ends = scene.clock.now() + seconds * 1000
    shown: set[str] = set()
    while True:
        hops = read_hops(scene, drill)
        for hop in hops:
            if hop.at and hop.name not in shown:
                shown.add(hop.name)
                show(hop)
        if all(hop.at for hop in hops) or scene.clock.now() >= ends:
            return hops
        scene.clock.sleep(2)
