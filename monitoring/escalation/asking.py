"""The first-look queries once more, up to now, in the thread of their incident."""

from collections.abc import Iterator
from typing import Final

from monitoring.escalation.tools import Tools
from monitoring.oncall.cells import Style
from monitoring.oncall.clean import clean
from monitoring.oncall.clock import HOUR
from monitoring.oncall.first_look import Question, Reader, fill_table, question_of
from monitoring.oncall.incident import Incident
from monitoring.oncall.insights import Answer, Ask, Insights
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Link, Table
from monitoring.oncall.speak import span

SECONDS: Final = 20.0
"""Nobody waits for these at the door: the button was answered before."""


def ask_again(tools: Tools, incident: Incident) -> tuple[Table, ...]:
    """A table for each query of the incident's first look, over the last hour; none of them fails."""
    questions = list(_questions(tools, incident))
    runnable = [one for one in questions if not one.missing]
    now = tools.clock.now()
    asks = [Ask(one.text, one.query.log_groups, now - HOUR, now) for one in runnable]
    answers = Insights(tools.clients("logs"), tools.clock).ask_all(asks, SECONDS)
    found = {one.query.name: answer for one, answer in zip(runnable, answers, strict=True)}
    return tuple(_table(tools, incident, one, found.get(one.query.name)) for one in questions)


def _questions(tools: Tools, incident: Incident) -> Iterator[Question]:
    alarm = tools.catalogue.alarm(incident.entry)
    for look in alarm.first_look if alarm else ():
        query = tools.catalogue.query(look.query) if look.query else None
        if query is not None:
            yield question_of(query, look, dict(incident.contributor))


def _table(tools: Tools, incident: Incident, question: Question, answer: Answer | None) -> Table:
    say, now = tools.speaker.words.say, tools.clock.now()
    title = f"{question.query.title} ({span(tools.speaker.words, HOUR)})"
    if answer is None:
        return Table(title, note=say("look-unbound", what=question.missing))
    address = Console(tools.catalogue.region).query(question.text, question.query.log_groups, now - HOUR, now)
    is_private = any(map(tools.pseudonyms.is_personal, question.values))
    table = Table(title, links=(Link(say("link-query", title=question.query.title), address, is_private),))
    if answer.status == "done" and answer.rows:
        style = Style(tools.speaker.words, tools.settings.timezone)
        return fill_table(Reader(style, tools.pseudonyms), answer, incident.contributor, table)
    notes = {
        "done": lambda: say("look-empty"),
        "late": lambda: say("look-late", seconds=f"{SECONDS:g}"),
        "failed": lambda: say("look-failed", why=clean(answer.why, 60)),
    }
    return table._replace(note=notes[answer.status]())
