"""The first message of an incident: in Slack with its thread, as text, and the escalation that follows it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from monitoring.notifier.composing import Notes, hints, opening, what_changed
from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.escalating import start_escalation
from monitoring.notifier.grouping import join_group
from monitoring.notifier.looking import Found, look_first
from monitoring.notifier.telling import loudness, mail_text, short_title, tell_text, with_slack
from monitoring.oncall.groups import Joined, go_alone
from monitoring.oncall.incident import FLAPS_HELD, Incident, rank
from monitoring.oncall.parts import Hints, Paragraph, Parts
from monitoring.oncall.schedule import steps
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.threads import edit_thread, open_thread, reply


def announce(desk: Desk, case: Case, incident: Incident, window: Joined | None = None) -> None:
    """Tell an incident that nobody was told of, unless it turns out to be one of many."""
    found, today = gather(desk, case, incident)
    # While the queries ran, many others may have come.
    if window is not None and not go_alone(desk.store, window, incident.key):
        join_group(desk, incident, window.key)
        return
    notes = escalate(desk, case, incident, today)
    tell_opening(desk, case, incident, opening(desk, case, incident, found, notes))


def announce_late(desk: Desk, case: Case, incident: Incident) -> None:
    """Tell an incident whose end was known before its beginning; nobody has to be called for it."""
    found, today = gather(desk, case, incident)
    notes = Notes(today, lines=(desk.words.say("recovered-late"),))
    tell_opening(desk, case, incident, opening(desk, case, incident, found, notes), mail_text)


def hold(desk: Desk, incident: Incident) -> None:
    """Tell nobody; what tells it later, if it still lasts then, is started."""
    desk.journal.note("held", incident=incident.id, until=incident.held_until)
    start_escalation(desk, incident)


def gather(desk: Desk, case: Case, incident: Incident) -> tuple[Found, int]:
    """What the message needs, at once: rows, graphs, the day's count."""
    with ThreadPoolExecutor(2) as pool:
        found = pool.submit(look_first, desk, case)
        today = pool.submit(desk.store.count_today, incident.entry)
        return found.result(), today.result()


def escalate(desk: Desk, case: Case, incident: Incident, today: int) -> Notes:
    """Start the escalation, and note what comes next."""
    started = start_escalation(desk, incident)
    lines = () if started else (desk.words.say("no-escalation"),)
    return Notes(today, steps(desk.catalogue, incident, case.now), lines)


def tell_again(desk: Desk, case: Case, incident: Incident) -> None:
    """Tell what a go before, which broke off, may not have told; a thread is not opened twice."""
    found, notes = look_first(desk, case), escalate(desk, case, incident, desk.store.today(incident.entry))
    tell_opening(desk, case, incident, opening(desk, case, incident, found, notes))


def tell_opening(
    desk: Desk, case: Case, incident: Incident, parts: Parts, tell: Callable[..., None] = tell_text
) -> None:
    """Post the first message, unless there is one, and publish its text; ``tell`` is how."""
    channel = incident.channel or desk.catalogue.channel(incident.level)
    incident = incident._replace(channel=channel)
    failed = ""
    if channel and not incident.thread:
        failed = with_slack(desk, lambda slack: _post(slack, desk, case, incident, parts))
    tell(desk, incident, parts, short_text(desk, case, incident), failed)


def short_text(desk: Desk, case: Case, incident: Incident) -> str:
    """What fits a phone."""
    value = next(iter(what_changed(desk, case)), "")
    said = desk.words.say(
        "sms",
        severity=loudness(desk, incident, incident.severity),
        title=short_title(desk, case.named.entry),
        value=value.rpartition(": ")[2],
        since=desk.speaker().moment(incident.opened),
        **desk.speaker().place(),
    )
    return " ".join(said.split())  # an exercise has no value


def announce_return(desk: Desk, case: Case, incident: Incident, before: Incident | None) -> None:
    """An alarm that is back soon: said in its thread twice, then the flapping is announced and held."""
    start_escalation(desk, incident)
    now_held = incident.flaps > FLAPS_HELD
    line = _return_line(desk, incident, before)
    said = (Paragraph((line, *what_changed(desk, case))),)

    def tell(slack: Slack) -> None:
        if not now_held:
            reply(slack, incident, said)
        _show_state(slack, desk, case, incident)

    failed = with_slack(desk, tell)
    if not now_held:
        parts = (desk.speaker().heading(incident), *said, Hints(hints(desk, incident)))
        tell_text(desk, incident, parts, short_text(desk, case, incident), failed)


def _return_line(desk: Desk, incident: Incident, before: Incident | None) -> str:
    speaker = desk.speaker()
    if incident.is_flapping:
        return desk.words.say("flapping", since=speaker.moment(incident.opened), count=incident.flaps + 1)
    closed = before.closed if before else incident.opened
    since = speaker.moment(max(incident.alarms.values()))
    return desk.words.say("again", since=since, before=speaker.moment(closed))


def _show_state(slack: Slack, desk: Desk, case: Case, incident: Incident) -> None:
    speaker, coming = desk.speaker(), steps(desk.catalogue, incident, case.now)
    changed: dict[str, Parts] = {
        "heading": (speaker.heading(incident),),
        "status": (speaker.status(incident),),
        "owner": (speaker.owner(incident, coming),),
    }
    edit_thread(slack, desk.store, incident, changed)


def _post(slack: Slack, desk: Desk, case: Case, incident: Incident, parts: Parts) -> None:
    posted = open_thread(slack, desk.store, incident, parts)

    def change(before: Incident | None) -> Incident | None:
        return before._replace(channel=posted.channel, thread=posted.thread) if before else None

    saved = desk.store.update(incident.key, change)
    # Whoever made it worse meanwhile had no thread to say so in.
    if saved is not None and saved.is_open and rank(saved.severity) > rank(incident.severity):
        _show_state(slack, desk, case, saved)
