"""An incident goes on: it gets worse, another measure of it goes off, or nothing that anybody must hear."""

from monitoring.notifier.composing import hints, what_changed
from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.escalating import start_escalation
from monitoring.notifier.opening import short_text
from monitoring.notifier.telling import tell_text, with_slack
from monitoring.oncall.incident import Incident, rank
from monitoring.oncall.parts import Hints, Paragraph, Parts
from monitoring.oncall.schedule import steps
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.threads import edit_thread, reply


def go_on(desk: Desk, case: Case, own: Incident) -> None:
    """One more alarm of an open incident; in the incident that it has joined, if it has."""
    name = case.notice.alarm
    if max(own.alarms.get(name, 0), own.cleared.get(name, 0)) > case.changed:
        desk.journal.note("came_late", alarm=name)
        return
    severity = case.named.severity

    def add(before: Incident | None) -> Incident | None:
        base = before or own
        worst = max(base.severity, severity, key=rank)
        return base._replace(alarms={**base.alarms, name: case.changed}, severity=worst)

    saved = desk.store.update(own.key, add) or own
    if saved.into:
        raise_root(desk, case, saved.into)
    elif rank(severity) > rank(own.severity):
        tell_rise(desk, case, saved, own.severity)
    elif name not in own.alarms and not saved.is_flapping and not saved.held_until:
        _tell_twin(desk, case, saved)


def raise_root(desk: Desk, case: Case, key: str) -> None:
    """A symptom that is worse than its cause makes the incident worse."""
    former = ["investigate"]

    def change(before: Incident | None) -> Incident | None:
        if before is None or not before.is_open or rank(before.severity) >= rank(case.named.severity):
            return None
        former[0] = before.severity
        return before._replace(severity=case.named.severity)

    before = desk.store.incident(key)
    saved = desk.store.update(key, change)
    if saved is not None and before is not None and saved.severity != before.severity:
        tell_rise(desk, case, saved, former[0])


def tell_rise(desk: Desk, case: Case, incident: Incident, before: str) -> None:
    """The incident has become worse: everybody hears it."""
    if incident.held_until > case.now:
        return
    if before == "investigate":
        start_escalation(desk, incident)
    speaker, words = desk.speaker(), desk.words
    line = words.say(
        "rose",
        before=words.severity(before),
        after=words.severity(incident.severity),
        since=speaker.moment(case.changed),
    )
    said = (Paragraph((line, *what_changed(desk, case)), strong=True),)
    coming = steps(desk.catalogue, incident, case.now)

    def tell(slack: Slack) -> None:
        reply(slack, incident, said)
        changed: dict[str, Parts] = {
            "heading": (speaker.heading(incident),),
            "owner": (speaker.owner(incident, coming),),
            "actions": (speaker.buttons(incident),),
        }
        edit_thread(slack, desk.store, incident, changed)

    failed = with_slack(desk, tell)
    owner = speaker.owner(incident, coming)
    parts = (speaker.heading(incident), *said, owner, Hints(hints(desk, incident)))
    tell_text(desk, incident, parts, short_text(desk, case, incident), failed)


def _tell_twin(desk: Desk, case: Case, incident: Incident) -> None:
    since = desk.speaker().moment(case.changed)
    said = (Paragraph((desk.words.say("twin", since=since), *what_changed(desk, case))),)
    with_slack(desk, lambda slack: reply(slack, incident, said))
