"""An alarm is over: the incident closes when nothing in it goes on, and says how long it took."""

from contextlib import suppress

from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.grouping import retell_group
from monitoring.notifier.telling import TextFailed, loudness, short_title, tell_text, with_slack
from monitoring.oncall.blocks import blocks, summary
from monitoring.oncall.groups import is_group, mark
from monitoring.oncall.incident import Incident, incident_id
from monitoring.oncall.parts import Paragraph, Parts
from monitoring.oncall.schedule import told_levels
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.speak import span
from monitoring.oncall.threads import edit_thread, reply


def tell_ok(desk: Desk, case: Case) -> None:
    """Tell a change to OK."""
    key = case.key(desk.settings.environment)
    was: list[Incident | None] = [None]

    def change(before: Incident | None) -> Incident | None:
        was[0] = before
        return _cleared(case, before) if before else _only_cleared(case, key)

    saved = desk.store.update(key, change)
    before = was[0]
    if before is not None and _was_ended_by(case, before):
        tell_end(desk, before)
        return
    if saved is None or before is None or saved == before or not before.is_open:
        desk.journal.note("nothing_to_end", alarm=case.notice.alarm)
        return
    if saved.is_open:
        _tell_part(desk, case, saved)
    elif is_group(saved.into):
        mark(desk.store, saved.into, saved.key, "OK")
        retell_group(desk, saved.into)
    elif saved.into:
        _leave(desk, case, saved)
    else:
        tell_end(desk, saved)


def tell_end(desk: Desk, incident: Incident) -> None:
    """The incident is closed: said in its first message, its thread and by text; flapping is only shown."""
    desk.store.archive(incident, "recovered")
    if incident.held_until > incident.closed:
        return
    speaker = desk.speaker()
    duration = speaker.duration(incident)
    said = (speaker.heading(incident, "heading-recovered"), Paragraph((duration,)))

    def tell(slack: Slack) -> None:
        if incident.is_flapping:
            lines = (duration, speaker.flapping(incident))
            edit_thread(slack, desk.store, incident, {"status": (Paragraph(lines, "status"),)})
            return
        status = (speaker.status(incident),)
        changed: dict[str, Parts] = {"heading": said[:1], "status": status, "owner": (), "actions": ()}
        edit_thread(slack, desk.store, incident, changed)
        reply(slack, incident, (Paragraph((duration,)),))
        for channel in _other_channels(desk, incident):
            slack.post(channel, summary(said), blocks(said))

    failed = with_slack(desk, tell)
    if not incident.is_flapping:
        _tell_levels(desk, incident, said, failed)


def _tell_levels(desk: Desk, incident: Incident, said: Parts, failed: str) -> None:
    """Whoever was called hears that it is over; it is tried again where the last level could not be told."""
    short = _short(desk, incident)
    *before, last = told_levels(desk.catalogue, incident)
    for level in before:
        with suppress(TextFailed):
            tell_text(desk, incident._replace(level=level), said, short, failed)
    tell_text(desk, incident._replace(level=last), said, short, failed)


def _other_channels(desk: Desk, incident: Incident) -> list[str]:
    """Channels besides the thread's in which a level was called."""
    channels = map(desk.catalogue.channel, told_levels(desk.catalogue, incident))
    return [channel for channel in dict.fromkeys(channels) if channel not in ("", incident.channel)]


def _was_ended_by(case: Case, incident: Incident) -> bool:
    """Whether this very change ended it, in a go that broke off before everybody was told."""
    is_told_by_it = not incident.into and incident.opened < incident.closed
    return is_told_by_it and incident.closed == incident.cleared.get(case.notice.alarm) == case.changed


def _cleared(case: Case, before: Incident) -> Incident | None:
    """The incident without this alarm; closed when nothing else goes on in it."""
    name, changed = case.notice.alarm, case.changed
    if before.alarms.get(name, 0) > changed or before.cleared.get(name, 0) >= changed:
        return None
    alarms = {other: since for other, since in before.alarms.items() if other != name}
    after = before._replace(alarms=alarms, cleared={**before.cleared, name: changed})
    if not before.is_open or alarms or (after.joined and not after.into):
        return after
    return after._replace(closed=changed)


def _only_cleared(case: Case, key: str) -> Incident:
    """The OK came first; kept, so that the ALARM before it is known to be over when it comes."""
    return Incident(
        key=key,
        id=incident_id(key, case.changed),
        entry=case.named.entry,
        severity=case.named.severity,
        route=case.alarm.route,
        level=case.level,
        opened=case.changed,
        alarms={},
        cleared={case.notice.alarm: case.changed},
        contributor=case.notice.contributor,
        closed=case.changed,
    )


def _leave(desk: Desk, case: Case, symptom: Incident) -> None:
    """A symptom is over; with the last one ends the incident whose cause is over already."""
    desk.store.archive(symptom, "joined")
    root = leave_root(desk, symptom.into, symptom.key, case.changed)
    if root is not None:
        line = desk.words.say("joined-gone", title=desk.speaker().title(symptom.entry))
        with_slack(desk, lambda slack: reply(slack, root, (Paragraph((line,)),)))


def leave_root(desk: Desk, key: str, symptom: str, changed: int) -> Incident | None:
    """Nothing of a symptom goes on in an incident any more, which ends with the last; what still goes on."""
    ended = [False]

    def change(before: Incident | None) -> Incident | None:
        ended[0] = False
        if before is None or not before.is_open:
            return None
        joined = tuple(each for each in before.joined if each != symptom)
        ended[0] = not joined and not before.alarms
        return before._replace(joined=joined, closed=changed if ended[0] else 0)

    root = desk.store.update(key, change)
    if root is not None and ended[0]:
        tell_end(desk, root)
    return root if root is not None and root.is_open else None


def _tell_part(desk: Desk, case: Case, incident: Incident) -> None:
    severity = desk.words.severity(case.named.severity)
    said = (Paragraph((desk.words.say("recovered-part", what=case.alarm.title, severity=severity),)),)
    if not incident.is_flapping and not incident.into:
        with_slack(desk, lambda slack: reply(slack, incident, said))


def _short(desk: Desk, incident: Incident) -> str:
    return desk.words.say(
        "sms-recovered",
        what=loudness(desk, incident, "recovered"),
        title=short_title(desk, incident.entry),
        duration=span(desk.words, incident.closed - incident.opened),
        **desk.speaker().place(),
    )
