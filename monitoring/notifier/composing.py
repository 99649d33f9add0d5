"""The first message of an incident, in the order in which somebody woken at night reads it."""

from collections.abc import Iterator
from typing import NamedTuple

from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.looking import Found, people_links
from monitoring.notifier.measured import about, children, filled, is_drill, measured
from monitoring.oncall.catalogue import NamedAlarm
from monitoring.oncall.clean import clean, clean_lines, hide_people
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.incident import Incident
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Hints, Link, Links, Paragraph, Part, Parts, Raw
from monitoring.oncall.schedule import Step

STEPS_SHOWN = 3
_AROUND = 30 * MINUTE
_LOG_LINES = 2000


class Notes(NamedTuple):
    """How often today, the steps to come, and what else has to be said below the impact."""

    today: int = 0
    steps: tuple[Step, ...] = ()
    lines: tuple[str, ...] = ()


def opening(desk: Desk, case: Case, incident: Incident, found: Found, notes: Notes) -> Parts:
    """Heading, impact, since when, graphs, rows, what to do, links, owner, buttons."""
    speaker, own = desk.speaker(), own_case(desk, case, incident)
    parts: list[Part] = [
        speaker.heading(incident),
        Paragraph(tuple(_impact(desk, case, notes)), strong=True),
        speaker.status(incident, notes.today),
        *found.images,
        *found.tables,
        *_log_lines(desk, case),
        Paragraph(tuple(_runbook(desk, own))),
        Links(tuple(_links(desk, own))),
        speaker.owner(incident, notes.steps),
        speaker.buttons(incident),
        Hints(hints(desk, incident)),
    ]
    return tuple(parts)


def own_case(desk: Desk, case: Case, incident: Incident) -> Case:
    """The case with the entry of the incident, whose first look and runbook lead to the cause.

    A symptom that makes its cause's incident worse brings a threshold that means nothing there.
    """
    alarm = desk.catalogue.alarm(incident.entry)
    if alarm is None or case.named.entry == incident.entry:
        return case
    known = (found for name in incident.alarms if (found := desk.catalogue.named(name)))
    named = next(known, NamedAlarm(incident.entry, incident.severity, ""))
    return case._replace(alarm=alarm, named=named, notice=case.notice._replace(threshold=None))


def hints(desk: Desk, incident: Incident) -> tuple[str, ...]:
    """How to do by command what the buttons do."""
    say, environment = desk.words.say, desk.settings.environment
    return (
        say("how-to-acknowledge", key=incident.key),
        say("how-to-mute", entry=incident.entry, environment=environment),
    )


def what_changed(desk: Desk, case: Case) -> tuple[str, ...]:
    """What is wrong in numbers: the measured value, the contributor, a composite's children."""
    which = children(desk, case.notice) if case.notice.kind == "composite" else ""
    lines = [
        measured(desk, case),
        desk.words.say("composite-of", which=which) if which else "",
        desk.words.say("about", who=about(desk, case)) if case.notice.contributor else "",
    ]
    return tuple(line for line in lines if line)


def _impact(desk: Desk, case: Case, notes: Notes) -> Iterator[str]:
    if is_drill(case.notice):
        yield desk.words.say("drill")
    yield clean(filled(desk, case, case.alarm.impact), 500) or case.alarm.title
    yield from what_changed(desk, case)
    if not case.listed:
        yield desk.words.say("unlisted")
    yield from notes.lines


def _log_lines(desk: Desk, case: Case) -> Iterator[Part]:
    if case.notice.log_lines:
        text = "\n".join(case.notice.log_lines)
        hidden = hide_people(text, desk.pseudonyms, case.notice.contributor)
        yield Paragraph((desk.words.say("log-lines"),))
        yield Raw(clean_lines(hidden, _LOG_LINES))


def _runbook(desk: Desk, case: Case) -> Iterator[str]:
    say, alarm = desk.words.say, case.alarm
    if alarm.first_action:
        yield say("first-action", what=filled(desk, case, alarm.first_action))
    steps = desk.catalogue.runbook_steps(alarm.runbook)[:STEPS_SHOWN]
    if steps and not desk.catalogue.link("guide"):
        yield say("no-guide")
    if steps:
        yield say("runbook", title=desk.catalogue.runbook_title(alarm.runbook))
    for number, step in enumerate(steps, 1):
        yield say("step", number=number, what=filled(desk, case, step["do"]))


def _links(desk: Desk, case: Case) -> Iterator[Link]:
    say, console = desk.words.say, Console(desk.catalogue.region)
    guide = desk.catalogue.link("guide")
    if guide and case.alarm.runbook:
        yield Link(say("link-runbook"), f"{guide}#{case.alarm.runbook}")
    if desk.catalogue.dashboard:
        start, end = case.changed - _AROUND, case.changed + _AROUND
        yield Link(say("link-dashboard"), console.dashboard(desk.catalogue.dashboard, start, end))
    yield Link(say("link-alarm"), console.alarm(case.notice.alarm))
    people = tuple(pair for pair in case.notice.contributor if desk.pseudonyms.is_personal(pair[0]))
    yield from people_links(desk, case, people)
