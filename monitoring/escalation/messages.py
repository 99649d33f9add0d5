"""Escalation's messages as parts, which Slack and mail show each in its own way."""

from re import compile as regex
from typing import NamedTuple

from monitoring.escalation.decision import Step
from monitoring.escalation.instead import command_of
from monitoring.oncall.catalogue import Alarm
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.incident import Incident
from monitoring.oncall.links import Console
from monitoring.oncall.parts import (
    ACKNOWLEDGE,
    ESCALATE,
    OWNER,
    Buttons,
    Hints,
    Link,
    Links,
    Paragraph,
    Parts,
)
from monitoring.oncall.speak import span, zone
from monitoring.oncall.status import Speaker

_AROUND = 30 * MINUTE
_QUOTE = regex(r"\{alarms\.[a-z0-9.-]+\}")


class View(NamedTuple):
    """An incident as a message sees it.

    ``about`` is its contributor as people may read it, ``told`` the levels that know, ``following`` the next
    step if there is one, ``thread`` the address of the thread if it is known.
    """

    speaker: Speaker
    incident: Incident
    about: str = ""
    told: tuple[str, ...] = ()
    following: Step | None = None
    thread: str = ""


def step_message(view: View, level: str, by: str = "") -> Parts:
    """A level hears of an incident: because nobody acknowledged, or because somebody wants it to."""
    say, title = view.speaker.words.say, view.speaker.catalogue.level_title(level)
    if by:
        return _message(view, say("escalated-by", by=by, level=title))
    held = level == view.incident.level and not view.told
    return _message(view, say("first-told" if held else "escalated", level=title))


def reminder(view: View, *, resumed: bool) -> Parts:
    """The level that heard last hears again; ``resumed`` after a hold."""
    return _message(view, _why_again(view, resumed=resumed))


def watcher_message(view: View, *, rose: bool) -> Parts:
    """An alarm about on-call itself, which CloudWatch brings to people; ``rose`` when it has become worse."""
    return _message(view, view.speaker.words.say("watcher-rose" if rose else "watcher"))


def _why_again(view: View, *, resumed: bool) -> str:
    incident, speaker = view.incident, view.speaker
    if resumed and incident.acknowledged_by and not incident.is_acknowledged(speaker.now):
        until = speaker.moment(incident.acknowledged_until)
        return speaker.words.say("ran-out", by=incident.acknowledged_by, until=until)
    return speaker.words.say("went-on" if resumed else "still-lasts")


def _message(view: View, opening: str) -> Parts:
    alarm = view.speaker.catalogue.alarm(view.incident.entry)
    facts = (lasting(view), *_what_to_know(view, alarm))
    command = command_of(ACKNOWLEDGE, view.incident, view.speaker.catalogue)
    return (
        view.speaker.heading(view.incident),
        Paragraph((opening,), strong=True),
        *([] if view.incident.thread else [view.speaker.status(view.incident)]),
        Paragraph(facts),
        Paragraph((following_line(view),), OWNER),
        Links(_links(view, alarm)),
        _buttons(view),
        Hints((view.speaker.words.say("command", command=command),)),
    )


def lasting(view: View) -> str:
    """Since when and for how long."""
    opened, speaker = view.incident.opened, view.speaker
    place = zone(opened, speaker.catalogue.timezone)
    length = span(speaker.words, speaker.now - opened)
    return speaker.words.say("lasting", since=speaker.moment(opened), span=length, zone=place)


def _what_to_know(view: View, alarm: Alarm | None) -> tuple[str, ...]:
    say, catalogue = view.speaker.words.say, view.speaker.catalogue
    levels = say("item-separator").join(catalogue.level_title(level) for level in view.told)
    return (
        say("about", who=view.about) if view.about else "",
        say("impact", impact=filled(view.speaker, alarm.impact)) if alarm and alarm.impact else "",
        say("told", levels=levels) if levels else "",
        say("first-action", what=filled(view.speaker, alarm.first_action))
        if alarm and alarm.first_action
        else "",
    )


def filled(speaker: Speaker, text: str) -> str:
    """A text of the catalogue; only a notification knows the thresholds that it quotes."""
    return _QUOTE.sub(speaker.words.say("a-threshold"), text)


def following_line(view: View) -> str:
    """Who is next and when."""
    say, following = view.speaker.words.say, view.following
    if following is None:
        return say("last-level")
    title = view.speaker.catalogue.level_title(following.level)
    return say("next-step", level=title, at=view.speaker.moment(following.at))


def _links(view: View, alarm: Alarm | None) -> tuple[Link, ...]:
    say, catalogue, now = view.speaker.words.say, view.speaker.catalogue, view.speaker.now
    guide, console = catalogue.link("guide"), Console(catalogue.region)
    found = []
    if guide and alarm and alarm.runbook:
        found.append(Link(say("link-runbook"), f"{guide}#{alarm.runbook}"))
    if catalogue.dashboard:
        address = console.dashboard(catalogue.dashboard, now - _AROUND, now + _AROUND)
        found.append(Link(say("link-dashboard"), address))
    if view.thread:
        found.append(Link("Slack", view.thread))
    return tuple(found)


def _buttons(view: View) -> Buttons:
    """The shared buttons, but for this incident only: the next one of the same alarm has another id."""
    made = view.speaker.buttons(view.incident)
    shown = tuple(pair for pair in made.buttons if pair[0] != ESCALATE or view.following)
    return Buttons(f"{made.key} {view.incident.id}", shown)
