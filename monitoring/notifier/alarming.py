"""An alarm went off: a new incident, one that goes on, a symptom of another, or one of many."""

from typing import NamedTuple

from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.grouping import retell_group
from monitoring.notifier.joining import Around, cause_of, join_cause, symptoms_of, take_over
from monitoring.notifier.opening import announce, announce_return, tell_again
from monitoring.notifier.rising import go_on
from monitoring.oncall.groups import is_group
from monitoring.oncall.holds import STOPPED, mute_key, read_mute, read_stop
from monitoring.oncall.incident import FLAP_WINDOW, Incident, incident_id
from monitoring.oncall.items import read_incident
from monitoring.oncall.store import open_key

_NEVER = 2**53
"""A hold whose end nobody knows yet: an emergency stop."""


class Opened(NamedTuple):
    """What became of the incident: as it is now, and what it was before."""

    incident: Incident
    before: Incident | None


def tell_alarm(desk: Desk, case: Case) -> None:
    """Tell a change to ALARM."""
    around, own, held_until = _read(desk, case)
    if own is not None and own.is_open:
        if own.alarms.get(case.notice.alarm) == case.changed:
            _tell_again(desk, case, own)
        else:
            go_on(desk, case, own)
        return
    if own is not None and own.cleared.get(case.notice.alarm, 0) > case.changed:
        desk.journal.note("came_late", alarm=case.notice.alarm)
        announce(desk, case, own._replace(opened=case.changed, thread=""), is_over=True)
        return
    cause = cause_of(around)
    if cause is not None and not held_until:
        join_cause(desk, case, cause)
        return
    _open(desk, case, held_until, symptoms_of(around))


def _open(desk: Desk, case: Case, held_until: int, symptoms: list[Incident]) -> None:
    opened = open_incident(desk, case, held_until)
    if held_until:
        announce(desk, case, opened.incident, is_held=True)
    elif symptoms:
        take_over(desk, case, opened.incident, symptoms)
    elif opened.incident.flaps:
        announce_return(desk, case, opened.incident, opened.before)
    else:
        announce(desk, case, opened.incident)


def open_incident(desk: Desk, case: Case, held_until: int = 0) -> Opened:
    """Open the incident of an alarm, anew or again."""
    key = case.key(desk.settings.environment)
    seen: list[Incident | None] = [None]

    def change(before: Incident | None) -> Incident:
        seen[0] = before
        return _reopened(case, before, held_until) if before else _fresh(case, key, held_until)

    saved = desk.store.update(key, change)
    assert saved is not None  # change always gives one back
    return Opened(saved, seen[0])


def _fresh(case: Case, key: str, held_until: int) -> Incident:
    return Incident(
        key=key,
        id=incident_id(key, case.changed),
        entry=case.named.entry,
        severity=case.named.severity,
        route=case.alarm.route,
        level=case.level,
        opened=case.changed,
        alarms={case.notice.alarm: case.changed},
        contributor=case.notice.contributor,
        held_until=held_until,
    )


def _reopened(case: Case, before: Incident, held_until: int) -> Incident:
    """An alarm that comes back soon goes on in its thread; its execution is a new one."""
    fresh = _fresh(case, before.key, held_until)
    is_return = before.closed > 0 and case.changed - before.closed < FLAP_WINDOW and not before.into
    fresh = fresh._replace(cleared=before.cleared, version=before.version)
    if not is_return or not before.opened or before.opened == before.closed:
        return fresh
    return fresh._replace(
        opened=before.opened, channel=before.channel, thread=before.thread, flaps=before.flaps + 1
    )


def _read(desk: Desk, case: Case) -> tuple[Around, Incident | None, int]:
    """In one read: this incident, those of its causes and its symptoms, and whether something holds it."""
    environment, entry = desk.settings.environment, case.named.entry
    own = open_key(case.key(environment))
    causes = [open_key(f"{environment}/{cause}") for cause in case.alarm.explained_by]
    symptoms = [open_key(f"{environment}/{one}") for one in desk.catalogue.explains.get(entry, ())]
    found = desk.store.read([own, *causes, *symptoms, mute_key(entry), STOPPED])
    known = {key: read_incident(item) for key, item in found.items() if key[1] == "open"}
    around = Around(
        tuple(known[key] for key in causes if key in known),
        tuple(known[key] for key in symptoms if key in known),
    )
    mute = read_mute(found.get(mute_key(entry)), case.now)
    stop = read_stop(found.get(STOPPED))
    held = _NEVER if stop and entry in stop.held else mute.until if mute else 0
    return around, known.get(own), held


def _tell_again(desk: Desk, case: Case, own: Incident) -> None:
    """Lambda calls again because the go before broke off."""
    if is_group(own.into):
        retell_group(desk, own.into)
    elif own.into:
        join_cause(desk, case, own._replace(key=own.into, into=""))
    elif own.held_until > case.now:
        announce(desk, case, own, is_held=True)
    else:
        tell_again(desk, case, own)
