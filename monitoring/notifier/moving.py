"""A cause after its symptoms: their incidents go on in the cause's, and whoever was told hears where."""

from contextlib import suppress
from functools import partial

from monitoring.notifier.composing import opening, what_changed
from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.opening import escalate, gather, short_text, tell_opening
from monitoring.notifier.telling import (
    TextFailed,
    mail_text,
    send_text,
    subject_place,
    tell_text,
    with_slack,
)
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.groups import is_group
from monitoring.oncall.incident import Incident, worst
from monitoring.oncall.parts import Link, Links, Paragraph, Parts
from monitoring.oncall.schedule import quiet_until, told_levels
from monitoring.oncall.slack_api import Posted, Slack
from monitoring.oncall.threads import edit_thread, reply, rewrite_thread

RINGS_ONCE = 5 * MINUTE
"""A phone that rang for a symptom does not ring again for its cause within this (milliseconds)."""


def take_over(desk: Desk, case: Case, cause: Incident, symptoms: list[Incident]) -> None:
    """The incidents of symptoms go on in the cause's, on its route."""
    keys = tuple(key for symptom in symptoms for key in (symptom.key, *symptom.joined))
    for key in keys:
        desk.store.update(key, lambda before: before._replace(into=cause.key) if before else None)
    severity = worst([cause.severity, *(symptom.severity for symptom in symptoms)])
    rang = max(cause.rang, *(symptom.rang for symptom in symptoms))

    def change(before: Incident | None) -> Incident | None:
        return before._replace(joined=keys, severity=severity, opened=first, rang=rang) if before else None

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
    tell = mail_text if _is_heard(desk, case, cause, symptoms) else tell_text
    try:
        if kept is None:
            tell_opening(desk, case, cause, parts, tell)
        else:
            failed = with_slack(desk, lambda slack: _keep_thread(slack, desk, case, cause, (kept, parts)))
            tell(desk, cause, parts, short_text(desk, case, cause), failed)
    finally:
        _close_symptoms(desk, cause, symptoms, kept)


def _close_symptoms(desk: Desk, cause: Incident, symptoms: list[Incident], kept: Incident | None) -> None:
    """Say where they went, whether the cause could be told or not: no other go does."""
    links = _thread_links(desk, cause)
    for one in symptoms:
        if one.thread and one is not kept:
            with_slack(desk, partial(_close_thread, desk=desk, cause=cause, moved=(one, links)))
        _mail_former(desk, cause, one, links)


def _is_heard(desk: Desk, case: Case, cause: Incident, symptoms: list[Incident]) -> bool:
    """Whether everybody whose phone would ring was woken for a symptom of it just now."""
    phones = desk.catalogue.phones(cause.level)
    recent = [one for one in symptoms if case.now - one.rang < RINGS_ONCE]
    levels = {level for one in recent for level in told_levels(desk.catalogue, one)}
    rung = {phone for level in levels for phone in desk.catalogue.phones(level)}
    return bool(phones) and phones <= rung


def _keep_thread(slack: Slack, desk: Desk, case: Case, cause: Incident, kept: tuple[Incident, Parts]) -> None:
    former, parts = kept

    def change(before: Incident | None) -> Incident | None:
        return before._replace(channel=former.channel, thread=former.thread) if before else None

    saved = desk.store.update(cause.key, change) or cause
    line = desk.words.say("took-over", title=desk.speaker().title(former.entry))
    rewrite_thread(slack, desk.store, saved, parts)
    reply(slack, saved, (desk.speaker().heading(saved), Paragraph((line, *what_changed(desk, case)))))


def close_if_moved(desk: Desk, key: str) -> None:
    """A cause may have taken an incident over while its first message was on its way."""
    own = desk.store.incident(key)
    cause = desk.store.incident(own.into) if own and own.into and not is_group(own.into) else None
    if own and cause and own.thread:
        moved = (own, _thread_links(desk, cause))
        with_slack(desk, partial(_close_thread, desk=desk, cause=cause, moved=moved))


def _close_thread(slack: Slack, desk: Desk, cause: Incident, moved: tuple[Incident, Links]) -> None:
    former, links = moved
    if not desk.store.use_nonce(f"moved {former.id}"):
        return
    said = Paragraph(_lines(desk, cause))
    changed: dict[str, Parts] = {
        "heading": (desk.speaker().heading(former, "heading-joined"),),
        "status": (said._replace(name="status"), links),
        "owner": (),
        "actions": (),
    }
    edit_thread(slack, desk.store, former, changed)
    reply(slack, former, (said,))


def _mail_former(desk: Desk, cause: Incident, former: Incident, links: Links) -> None:
    """Whoever had it hears where it went, by mail alone; nothing of it is worth a second go."""
    now = desk.clock.now()
    if former.held_until > now or quiet_until(desk.catalogue, former.severity, now):
        return
    heading = desk.speaker().heading(former, "heading-joined")
    lines = _lines(desk, cause)
    short = f"{heading.text} {lines[-1]}"
    for level in told_levels(desk.catalogue, former):
        if level != cause.level:
            with suppress(TextFailed):
                subject = f"[MOVED] {subject_place(desk, former)}"
                parts = (heading, Paragraph(lines), links)
                send_text(desk, (level, ("messages",)), subject, (parts, short))


def _lines(desk: Desk, cause: Incident) -> tuple[str, str]:
    speaker = desk.speaker()
    owner = desk.catalogue.level_title(cause.level)
    return (
        desk.words.say("moved", title=speaker.title(cause.entry)),
        desk.words.say("moved-owner", level=owner),
    )


def _thread_links(desk: Desk, cause: Incident) -> Links:
    """Where it goes on, as far as Slack says."""
    latest = desk.store.incident(cause.key)
    if latest is None or not latest.thread:
        return Links(())
    found: list[str] = []
    where = Posted(latest.channel, latest.thread)
    with_slack(desk, lambda slack: found.append(slack.permalink(where)))
    return Links(tuple(Link(desk.words.say("moved-link"), address) for address in found))
