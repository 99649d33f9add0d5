"""An alarm went off: a new incident, one that goes on, a symptom of another, or one of many."""

from typing import NamedTuple

from monitoring.notifier.desk import Case, Desk, is_over
from monitoring.notifier.grouping import enter_window, retell_group, told_by_another, window_keys
from monitoring.notifier.joining import Around, around_of, cause_of, join_cause, symptoms_of
from monitoring.notifier.measured import is_drill
from monitoring.notifier.moving import close_if_moved, take_over
from monitoring.notifier.opening import announce, announce_late, announce_return, hold, tell_again
from monitoring.notifier.rising import go_on
from monitoring.oncall.groups import Group, Joined, is_group, item_key, read_group
from monitoring.oncall.holds import STOPPED, UNKNOWN_END, mute_key, read_mute, read_stop
from monitoring.oncall.incident import FLAP_WINDOW, Incident, incident_id
from monitoring.oncall.items import read_incident
from monitoring.oncall.store import TooContested, open_key

_MOST_STARTS = 10


class Opened(NamedTuple):
    """What became of the incident: as it is now, and what it was before."""

    incident: Incident
    before: Incident | None


class Known(NamedTuple):
    """What one read says: this incident, those around it, the window before, and until when it is held."""

    own: Incident | None
    around: Around
    window: Group | None
    held_until: int


def tell_alarm(desk: Desk, case: Case) -> None:
    """Tell a change to ALARM.

    It starts anew when another delivery was faster and what was read is no longer so: a warning and a
    critical of one entry come together. TooContested after ten times.
    """
    for _ in range(_MOST_STARTS):
        if _tell(desk, case):
            return
    raise TooContested(case.key(desk.settings.environment))


def _tell(desk: Desk, case: Case) -> bool:
    known = _read(desk, case)
    own, cause = known.own, cause_of(known.around, case.now)
    if own is not None and own.is_open:
        if own.alarms.get(case.notice.alarm) != case.changed:
            return go_on(desk, case, own)
        _tell_again(desk, case, own)
    elif own is not None and is_over(case, own):
        desk.journal.note("came_late", alarm=case.notice.alarm)
        announce_late(desk, case, own._replace(opened=case.changed, thread=""))
    elif cause is not None and not known.held_until:
        return join_cause(desk, case, cause)
    else:
        return _open(desk, case, known)
    return True


def _open(desk: Desk, case: Case, known: Known) -> bool:
    is_alone = (
        known.held_until or symptoms_of(known.around) or _is_return(case, known.own) or is_drill(case.notice)
    )
    window = None if is_alone else enter_window(desk, case, known.window)
    into = window.key if window is not None and window.is_formed else ""
    opened = open_incident(desk, case, known, into)
    if opened is None:
        return False
    _tell_opened(desk, case, known, opened, window)
    return True


def _tell_opened(desk: Desk, case: Case, known: Known, opened: Opened, window: Joined | None) -> None:
    incident, symptoms = opened.incident, symptoms_of(known.around)
    if known.held_until:
        hold(desk, incident)
    elif symptoms:
        take_over(desk, case, incident, symptoms)
    elif incident.flaps:
        announce_return(desk, case, incident, opened.before)
    elif window is None or not incident.into:
        announce(desk, case, incident, window)
        if case.alarm.explained_by:
            close_if_moved(desk, incident.key)
    elif not told_by_another(desk, window):
        retell_group(desk, incident.into)


def open_incident(desk: Desk, case: Case, known: Known, into: str = "") -> Opened | None:
    """Open the incident of an alarm, anew or again; ``into`` is the group that it is told in.

    None when it is open meanwhile, or when the alarm is over meanwhile: nothing is changed then.
    """
    key = case.key(desk.settings.environment)
    seen: list[Incident | None] = [None]

    def change(before: Incident | None) -> Incident | None:
        seen[0] = before
        if before is not None and (before.is_open or is_over(case, before)):
            return None
        fresh = _fresh(case, key, known.held_until)
        return (_reopened(case, before, fresh) if before else fresh)._replace(into=into)

    saved, before = desk.store.update(key, change, (known.own,)), seen[0]
    return None if saved is None or saved == before else Opened(saved, before)


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
        rang=case.now if case.named.severity == "critical" and not held_until else 0,
        drill=is_drill(case.notice),
    )


def _reopened(case: Case, before: Incident, fresh: Incident) -> Incident:
    """An alarm that comes back soon goes on in its thread; its execution is a new one."""
    kept = fresh._replace(cleared=before.cleared)
    if not _is_return(case, before):
        return kept
    return kept._replace(
        opened=before.opened, channel=before.channel, thread=before.thread, flaps=before.flaps + 1
    )


def _is_return(case: Case, before: Incident | None) -> bool:
    """Whether an alarm is back so soon that it is the same incident again."""
    if before is None or before.is_open or before.into or before.opened == before.closed:
        return False
    if before.drill != is_drill(case.notice):
        return False
    return case.changed - before.closed < FLAP_WINDOW


def _read(desk: Desk, case: Case) -> Known:
    """In one read: this incident, those of its causes and its symptoms, and whether something holds it."""
    environment, entry = desk.settings.environment, case.named.entry
    own = open_key(case.key(environment))
    causes = [open_key(f"{environment}/{cause}") for cause in case.alarm.explained_by]
    symptoms = [open_key(f"{environment}/{one}") for one in desk.catalogue.explains.get(entry, ())]
    last = window_keys(desk, case)[1]
    found = desk.store.read([own, *causes, *symptoms, mute_key(entry), STOPPED, item_key(last)])
    known = {key: read_incident(item) for key, item in found.items() if key[1] == "open"}
    around = around_of(case, [known.get(key) for key in causes], [known.get(key) for key in symptoms])
    mute, stop = read_mute(found.get(mute_key(entry)), case.now), read_stop(found.get(STOPPED))
    held = UNKNOWN_END if stop and entry in stop.held else mute.until if mute else 0
    window = found.get(item_key(last))
    return Known(known.get(own), around, read_group(last, window) if window else None, held)


def _tell_again(desk: Desk, case: Case, own: Incident) -> None:
    """Lambda calls again because the go before broke off."""
    if is_group(own.into):
        retell_group(desk, own.into)
    elif own.into:
        join_cause(desk, case, own._replace(key=own.into, into=""))
    elif own.held_until > case.now:
        hold(desk, own)
    else:
        tell_again(desk, case, own)
