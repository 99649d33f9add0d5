"""Symptoms and causes: what belongs together, and a symptom that joins the incident of its cause."""

from typing import NamedTuple

from monitoring.notifier.composing import what_changed
from monitoring.notifier.desk import Case, Desk, is_over
from monitoring.notifier.ending import leave_root
from monitoring.notifier.grouping import retell_group
from monitoring.notifier.measured import is_drill
from monitoring.notifier.rising import raise_root
from monitoring.notifier.telling import with_slack
from monitoring.oncall.groups import Member, is_group, join, mark
from monitoring.oncall.incident import Incident, incident_id
from monitoring.oncall.parts import Paragraph
from monitoring.oncall.threads import reply


class Around(NamedTuple):
    """The incidents of an entry's causes and of its symptoms, open or not."""

    causes: tuple[Incident, ...]
    symptoms: tuple[Incident, ...]


def around_of(case: Case, causes: list[Incident | None], symptoms: list[Incident | None]) -> Around:
    """Those that there are; an exercise explains nothing that is real, and the other way round."""
    if is_drill(case.notice):
        return Around((), ())
    real = ([one for one in some if one and not one.drill] for some in (causes, symptoms))
    return Around(*map(tuple, real))


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


def join_cause(desk: Desk, case: Case, cause: Incident) -> bool:
    """A symptom after its cause: a line in the cause's thread, nothing else, unless it is worse.

    False when the cause has ended meanwhile, or the symptom has an open incident because of another alarm, or
    is over: nothing has changed then.
    """
    root = cause.into or cause.key
    if is_group(root):
        return _join_many(desk, case, root)
    key = case.key(desk.settings.environment)
    # The cause first: what goes on in it keeps it open until the symptom's own incident is written.
    if not _add_joined(desk, root, key):
        return False
    if not _join_incident(desk, case, root):
        if not _goes_on_in(desk, key, root):
            leave_root(desk, root, key, desk.clock.now())
        return False
    since = desk.speaker().moment(case.changed)
    line = desk.words.say("joined", title=case.alarm.title, since=since)
    said = (Paragraph((line, *what_changed(desk, case))),)
    target = desk.store.incident(root)
    if target is not None and not target.held_until:
        with_slack(desk, lambda slack: reply(slack, target, said))
    raise_root(desk, case, root)
    return True


def _join_many(desk: Desk, case: Case, group: str) -> bool:
    """A cause that is told as one of many: its symptom is one of them, and keeps them open as they do."""
    key = case.key(desk.settings.environment)
    member = Member(key, case.named.entry, case.named.severity, case.changed, case.notice.contributor)
    join(desk.store, group, member, case.now)
    mark(desk.store, group, key, "ALARM")
    has_joined = _join_incident(desk, case, group)
    if not has_joined and not _goes_on_in(desk, key, group):
        mark(desk.store, group, key, "OK")
    retell_group(desk, group)
    return has_joined


def _goes_on_in(desk: Desk, key: str, root: str) -> bool:
    own = desk.store.incident(key)
    return own is not None and own.is_open and own.into == root


def _join_incident(desk: Desk, case: Case, root: str) -> bool:
    """Note that an alarm's incident goes on in another one; whether it does so now.

    An incident that is open stays as it is: another alarm's severity and thread are in it.
    """
    key = case.key(desk.settings.environment)

    def change(before: Incident | None) -> Incident | None:
        if before is not None and (before.is_open or is_over(case, before)):
            return None
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

    saved = desk.store.update(key, change)
    return saved is not None and saved.into == root and saved.alarms.get(case.notice.alarm) == case.changed


def _add_joined(desk: Desk, root: str, key: str) -> bool:
    """Note in an incident that another one goes on in it; False when it is over."""

    def change(before: Incident | None) -> Incident | None:
        if before is None or not before.is_open:
            return None
        return before._replace(joined=tuple(dict.fromkeys((*before.joined, key))))

    saved = desk.store.update(root, change)
    return saved is not None and saved.is_open
