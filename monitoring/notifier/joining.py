"""Symptoms and causes: a symptom joins the incident of its cause, be the cause first or last."""

from typing import NamedTuple

from monitoring.notifier.composing import opening, what_changed
from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.opening import escalate, gather, short_text, tell_opening
from monitoring.notifier.rising import raise_root
from monitoring.notifier.telling import tell_text, with_slack
from monitoring.oncall.incident import Incident, incident_id, worst
from monitoring.oncall.parts import Link, Links, Paragraph, Parts
from monitoring.oncall.slack_api import Posted, Slack
from monitoring.oncall.threads import edit_thread, reply, rewrite_thread


class Around(NamedTuple):
    """The incidents of an entry's causes and of its symptoms, open or not."""

    causes: tuple[Incident, ...]
    symptoms: tuple[Incident, ...]


def cause_of(around: Around, now: int) -> Incident | None:
    """The first cause that is in ALARM, in the order of ``explained-by``.

    One that is held does not count: its mute must not hide what nobody has muted.
    """
    known = (cause for cause in around.causes if cause.is_open and cause.alarms)
    return next((cause for cause in known if cause.held_until <= now), None)


def symptoms_of(around: Around) -> list[Incident]:
    """Symptoms with an incident of their own, the oldest first."""
    own = [one for one in around.symptoms if one.is_open and one.alarms and not one.into]
    return sorted(own, key=lambda one: one.opened)


def join_cause(desk: Desk, case: Case, cause: Incident) -> None:
    """A symptom after its cause: a line in the cause's thread, nothing else, unless it is worse."""
    root = cause.into or cause.key
    join_incident(desk, case, root)
    add_joined(desk, root, (case.key(desk.settings.environment),))
    since = desk.speaker().moment(case.changed)
    line = desk.words.say("joined", title=case.alarm.title, since=since)
    said = (Paragraph((line, *what_changed(desk, case))),)
    target = desk.store.incident(root)
    if target is not None and not target.held_until:
        with_slack(desk, lambda slack: reply(slack, target, said))
    raise_root(desk, case, root)


def join_incident(desk: Desk, case: Case, root: str) -> None:
    """Note that an alarm's incident goes on in another one."""
    key = case.key(desk.settings.environment)

    def change(before: Incident | None) -> Incident:
        return Incident(
            key=key,
            id=incident_id(key, case.changed),
            entry=case.named.entry,
            severity=case.named.severity,
            route=case.alarm.route,
            level=case.level,
            opened=case.changed,
            alarms={case.notice.alarm: case.changed},
            cleared=before.cleared if before else {},
            contributor=case.notice.contributor,
            into=root,
        )

    desk.store.update(key, change)


def add_joined(desk: Desk, root: str, keys: tuple[str, ...]) -> Incident | None:
    """Note in an incident which ones go on in it."""

    def change(before: Incident | None) -> Incident | None:
        if before is None:
            return None
        return before._replace(joined=tuple(dict.fromkeys((*before.joined, *keys))))

    return desk.store.update(root, change)


def take_over(desk: Desk, case: Case, cause: Incident, symptoms: list[Incident]) -> None:
    """A cause after its symptoms: their incidents go on in the cause's, on its route."""
    keys = tuple(key for symptom in symptoms for key in (symptom.key, *symptom.joined))
    for key in keys:
        desk.store.update(key, lambda before: before._replace(into=cause.key) if before else None)
    severity = worst([cause.severity, *(symptom.severity for symptom in symptoms)])

    def change(before: Incident | None) -> Incident | None:
        return before._replace(joined=keys, severity=severity, opened=first) if before else None

    first = min(cause.opened, symptoms[0].opened)
    saved = desk.store.update(cause.key, change) or cause
    found, today = gather(desk, case, saved)
    notes = escalate(desk, case, saved, today)
    titles = desk.words.say("item-separator").join(desk.speaker().title(one.entry) for one in symptoms)
    notes = notes._replace(lines=(*notes.lines, desk.words.say("took-over", title=titles)))
    _move(desk, case, saved, symptoms, opening(desk, case, saved, found, notes))


def _move(desk: Desk, case: Case, cause: Incident, symptoms: list[Incident], parts: Parts) -> None:
    """In the same channel the oldest thread becomes the cause's; in another one there is a new thread."""
    channel = desk.catalogue.channel(cause.level)
    kept = next((one for one in symptoms if one.thread and one.channel == channel), None)
    if kept is None:
        tell_opening(desk, case, cause, parts)
    else:
        _keep_thread(desk, case, cause, (kept, parts))
    moved = [one for one in symptoms if one is not kept and one.thread]
    if moved:
        with_slack(desk, lambda slack: _close_threads(slack, desk, cause, moved))


def _keep_thread(desk: Desk, case: Case, cause: Incident, kept: tuple[Incident, Parts]) -> None:
    former, parts = kept

    def change(before: Incident | None) -> Incident | None:
        return before._replace(channel=former.channel, thread=former.thread) if before else None

    saved = desk.store.update(cause.key, change) or cause
    line = desk.words.say("took-over", title=desk.speaker().title(former.entry))

    def tell(slack: Slack) -> None:
        rewrite_thread(slack, desk.store, saved, parts)
        reply(slack, saved, (desk.speaker().heading(saved), Paragraph((line, *what_changed(desk, case)))))

    tell_text(desk, saved, parts, short_text(desk, case, saved), with_slack(desk, tell))


def _close_threads(slack: Slack, desk: Desk, cause: Incident, moved: list[Incident]) -> None:
    """Say in the symptoms' threads where it goes on."""
    latest = desk.store.incident(cause.key)
    link = Link(desk.words.say("moved-link"), _address(slack, latest)) if latest and latest.thread else None
    line = desk.words.say("moved", title=desk.speaker().title(cause.entry))
    for one in moved:
        status = (Paragraph((line,), "status"), Links((link,) if link else ()))
        heading = desk.speaker().heading(one, "heading-joined")
        edit_thread(
            slack, desk.store, one, {"heading": (heading,), "status": status, "owner": (), "actions": ()}
        )
        reply(slack, one, (Paragraph((line,)),))


def _address(slack: Slack, incident: Incident) -> str:
    return slack.permalink(Posted(incident.channel, incident.thread))
