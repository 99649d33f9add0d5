"""An incident goes on: it gets worse, another measure of it goes off, or nothing that anybody must hear."""

from monitoring.notifier.composing import Notes, opening, own_case, what_changed
from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.escalating import start_escalation
from monitoring.notifier.looking import look_first
from monitoring.notifier.measured import is_drill
from monitoring.notifier.opening import short_text
from monitoring.notifier.telling import tell_text, with_slack
from monitoring.oncall.incident import Incident, incident_id, rank
from monitoring.oncall.parts import Paragraph
from monitoring.oncall.schedule import quiet_until, steps
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.threads import reply, rewrite_thread


def go_on(desk: Desk, case: Case, own: Incident) -> bool:
    """One more alarm of an open incident; in the incident that it has joined, if it has.

    False when the incident has ended meanwhile: nothing is changed then.
    """
    name, former = case.notice.alarm, [own]
    if max(own.alarms.get(name, 0), own.cleared.get(name, 0)) > case.changed:
        desk.journal.note("came_late", alarm=name)
        return True

    def add(before: Incident | None) -> Incident | None:
        former[0] = base = before or own
        return _with_alarm(case, base) if base.is_open else None

    saved = desk.store.update(own.key, add) or own
    if not former[0].is_open:
        return False
    _tell_more(desk, case, saved, former[0])
    return True


def _with_alarm(case: Case, base: Incident) -> Incident:
    alarms = {**base.alarms, case.notice.alarm: case.changed}
    added = base._replace(alarms=alarms, drill=base.drill and is_drill(case.notice))
    return risen(added, max(base.severity, case.named.severity, key=rank), case.now)


def _tell_more(desk: Desk, case: Case, saved: Incident, former: Incident) -> None:
    if saved.into:
        raise_root(desk, case, saved.into)
    elif former.drill and not saved.drill:
        line = desk.words.say("not-a-drill", since=desk.speaker().moment(case.changed))
        tell_anew(desk, case, saved, (line,))
    elif rank(saved.severity) > rank(former.severity):
        tell_rise(desk, case, saved, former.severity)
    elif case.notice.alarm not in former.alarms and not saved.is_flapping and not saved.held_until:
        _tell_twin(desk, case, saved)


def risen(incident: Incident, severity: str, now: int) -> Incident:
    """The incident at a severity; phones ring for it when that makes it critical."""
    rings = severity == "critical" != incident.severity
    return incident._replace(severity=severity, rang=now if rings else incident.rang)


def raise_root(desk: Desk, case: Case, key: str) -> None:
    """A symptom that is worse than its cause makes the incident worse."""
    former = [""]

    def change(before: Incident | None) -> Incident | None:
        former[0] = ""
        if before is None or not before.is_open or rank(before.severity) >= rank(case.named.severity):
            return None
        former[0] = before.severity
        return risen(before, case.named.severity, case.now)

    saved = desk.store.update(key, change)
    if saved is not None and former[0]:
        since = desk.speaker().moment(case.changed)
        joined = desk.words.say("joined", title=case.alarm.title, since=since)
        tell_rise(desk, case, saved, former[0], joined)


def tell_rise(desk: Desk, case: Case, incident: Incident, before: str, first: str = "") -> None:
    """The incident has become worse: everybody hears it, with everything that is known now.

    ``first`` is a line that comes before, where it is not the incident's own alarm that made it worse.
    """
    if incident.held_until > case.now:
        return
    incident = _escalate_anew(desk, case, incident, before)
    words = desk.words
    line = words.say(
        "rose",
        before=words.severity(before),
        after=words.severity(incident.severity),
        since=desk.speaker().moment(case.changed),
    )
    tell_anew(desk, case, incident, tuple(one for one in (first, line) if one))


def tell_anew(desk: Desk, case: Case, incident: Incident, lines: tuple[str, ...]) -> None:
    """Tell an open incident as if it were new; ``lines`` say why, the last one in its thread."""
    found = look_first(desk, own_case(desk, case, incident))
    today = desk.store.today(incident.entry)
    notes = Notes(today, steps(desk.catalogue, incident, case.now), lines)
    parts = opening(desk, case, incident, found, notes)

    def tell(slack: Slack) -> None:
        rewrite_thread(slack, desk.store, incident, parts)
        reply(slack, incident, (Paragraph((lines[-1], *what_changed(desk, case)), strong=True),))

    failed = with_slack(desk, tell) if incident.thread else ""
    tell_text(desk, incident, parts, short_text(desk, case, incident), failed)


def _escalate_anew(desk: Desk, case: Case, incident: Incident, before: str) -> Incident:
    """What went nowhere, or waited for the morning, goes on at once now, in an execution of its own.

    The former execution sees that the incident has another id and ends.
    """
    if before != "investigate" and not quiet_until(desk.catalogue, before, case.now):
        return incident

    def change(found: Incident | None) -> Incident | None:
        if found is None:
            return None
        # Its alarms may all have changed in the same millisecond.
        ids = (incident_id(found.key, moment) for moment in (case.changed, case.changed + 1))
        return found._replace(id=next(one for one in ids if one != found.id))

    saved = desk.store.update(incident.key, change)
    start_escalation(desk, saved or incident)
    return saved or incident


def _tell_twin(desk: Desk, case: Case, incident: Incident) -> None:
    since = desk.speaker().moment(case.changed)
    said = (Paragraph((desk.words.say("twin", since=since), *what_changed(desk, case))),)
    with_slack(desk, lambda slack: reply(slack, incident, said))
