"""What the buttons do; each says in the thread who pressed it and what became of it."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from monitoring.escalation.acknowledge import Acknowledged, acknowledge, lasting
from monitoring.escalation.asking import ask_again
from monitoring.escalation.course import load_course, run_of
from monitoring.escalation.instead import command_of
from monitoring.escalation.mute import mute_entry
from monitoring.escalation.muting import tell_muted
from monitoring.escalation.pressed import Press
from monitoring.escalation.taking import refresh_thread, take_next
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import Saying, publish_to_level, say_in_thread, subject_of
from monitoring.oncall.clock import HOUR, MINUTE
from monitoring.oncall.holds import Mute
from monitoring.oncall.incident import Incident
from monitoring.oncall.insights import error_word
from monitoring.oncall.parts import ACKNOWLEDGE, ESCALATE, MUTE, RERUN, Paragraph, Parts

Action: TypeAlias = Callable[[Tools, Incident, str], Parts]

MUTED_FOR: Final = HOUR
"""What the button says."""
_TWICE: Final = MINUTE
"""A second press within this is the same one, made twice."""


def do_press(tools: Tools, press: Press) -> None:
    """Do what a button says and say so in the thread; what fails is said there as well."""
    tools.begin()
    incident = find_incident(tools, press)
    if incident is None:
        _say_over(tools, press)
        return
    try:
        parts = ACTIONS[press.action](tools, incident, press.by)
    except Exception as error:
        tools.journal.fail("button", error, button=press.action)
        _say_failed(tools, incident, press, error_word(error))
        raise
    if parts:
        say_in_thread(tools, incident, "", parts)


def _say_failed(tools: Tools, incident: Incident, press: Press, why: str) -> None:
    """Once, although Lambda tries it again: it may still come right."""
    say = tools.speaker.words.say
    button = say(f"button-{press.action}")
    command = command_of(press.action, incident, tools.catalogue)
    line = say("failed", by=press.by, button=button, why=why, command=command)
    say_in_thread(tools, incident, f"{incident.id} {press.action} {press.by}", (Paragraph((line,)),))


def find_incident(tools: Tools, press: Press) -> Incident | None:
    """The open incident that a button belongs to, or the one that it has joined.

    A button that does not name the incident's id must stand in its thread: one of an older message of the
    same alarm belongs to an incident that is over.
    """
    found = tools.store.incident(press.incident)
    if found is None or not found.is_open:
        return None
    is_named = press.id == found.id if press.id else found.thread in ("", *press.threads)
    if found.into:
        root = tools.store.incident(found.into)
        return root if root is not None and root.is_open else None
    return found if is_named else None


def _say_over(tools: Tools, press: Press) -> None:
    """Whoever presses a button of something that is over is told, where the button stands."""
    tools.journal.note("button_of_nothing", button=press.action)
    former = tools.store.incident(press.incident)
    if former is not None and press.threads:
        where = former._replace(channel=press.channel, thread=press.threads[-1])
        line = tools.speaker.words.say("is-over", who=press.by)
        say_in_thread(tools, where, "", (Paragraph((line,)),))


def _acknowledge(tools: Tools, incident: Incident, by: str) -> Parts:
    done = acknowledge_for(tools, incident, by, lasting(tools.catalogue, incident.route))
    return acknowledged_parts(tools, done, by)


def acknowledge_for(tools: Tools, incident: Incident, by: str, lasts: int) -> Acknowledged:
    """Acknowledge for so many milliseconds; where it is taken, the first message and a mail show it."""
    done = acknowledge(tools.store, (incident.key, incident.id), by, tools.clock.now(), lasts)
    if done.outcome == "taken" and done.incident is not None:
        refresh_thread(tools, run_of(tools, incident), done.incident)
        speaker = tools.speaker
        text = (speaker.heading(done.incident), *acknowledged_parts(tools, done, by))
        word = "DRILL: ACKNOWLEDGED" if incident.drill else "ACKNOWLEDGED"
        subject = f"[{word}] {subject_of(tools)} {incident.entry}"
        publish_to_level(tools, Saying("", incident.level, text), ("messages",), subject)
    return done


def acknowledged_parts(tools: Tools, done: Acknowledged, by: str) -> Parts:
    """Who has it now, as a line."""
    speaker, incident = tools.speaker, done.incident
    if done.outcome == "over" or incident is None:
        return (Paragraph((speaker.words.say("is-over", who=by),)),)
    until = speaker.moment(incident.acknowledged_until)
    if done.outcome == "already":
        line = speaker.words.say("already-acknowledged", who=by, by=incident.acknowledged_by, until=until)
    else:
        line = speaker.words.say("is-acknowledged", by=by, until=until)
    return (Paragraph((line,)),)


def _mute(tools: Tools, incident: Incident, by: str) -> Parts:
    now, speaker = tools.clock.now(), tools.speaker
    # The name, because CloudWatch's console shows it; in the thread it is a mention.
    mute = Mute(incident.entry, now + MUTED_FOR, tools.name_of(by), speaker.words.say("mute-reason"))
    muted = mute_entry(tools.store, tools.clients("cloudwatch"), tools.catalogue, mute, now)
    return tell_muted(tools, muted._replace(mute=mute._replace(by=by)), incident.level)


def _rerun(tools: Tools, incident: Incident, by: str) -> Parts:
    tables = ask_again(tools, incident)
    line = tools.speaker.words.say("asked-again" if tables else "nothing-to-ask", by=by)
    return (Paragraph((line,)), *tables)


def _escalate(tools: Tools, incident: Incident, by: str) -> Parts:
    course = load_course(tools, run_of(tools, incident))
    if course.progress.last_step > tools.clock.now() - _TWICE:
        return ()
    if take_next(tools, course, by):
        return ()
    return (Paragraph((tools.speaker.words.say("nobody-further", by=by),)),)


ACTIONS: Final[Mapping[str, Action]] = {
    ACKNOWLEDGE: _acknowledge,
    MUTE: _mute,
    RERUN: _rerun,
    ESCALATE: _escalate,
}
