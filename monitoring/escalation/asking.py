"""The first-look queries once more, up to now, in the thread of their incident."""

from collections.abc import Iterator, Mapping
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.escalation.tools import Tools
from monitoring.oncall.catalogue import Look, Query
from monitoring.oncall.clean import clean, hide_people
from monitoring.oncall.clock import HOUR
from monitoring.oncall.incident import Incident
from monitoring.oncall.insights import Answer, Ask, Insights, bind
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Link, Table
from monitoring.oncall.speak import span

SECONDS: Final = 20.0
"""Nobody waits for these at the door: the button was answered before."""
_MOST_ROWS, _MOST_COLUMNS, _MOST_CELL = 5, 6, 120
_CONTRIBUTOR: Final = regex(r"\{contributor\.([^}]+)\}")


class Question(NamedTuple):
    """A query with its parameters; ``missing`` is the first that nobody knows."""

    query: Query
    values: Mapping[str, str]
    missing: str

    @property
    def text(self) -> str:
        """The query as it is run."""
        return bind(self.query.text, self.values)


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
            yield _bound(query, look, dict(incident.contributor))


def _bound(query: Query, look: Look, attributes: Mapping[str, str]) -> Question:
    values = {}
    for name, written in look.parameters.items():
        match = _CONTRIBUTOR.fullmatch(written)
        value = attributes.get(match[1]) if match else written
        if value is not None:
            values[name] = value
    return Question(query, values, next((name for name in query.parameters if name not in values), ""))


def _table(tools: Tools, incident: Incident, question: Question, answer: Answer | None) -> Table:
    say, now = tools.speaker.words.say, tools.clock.now()
    title = f"{question.query.title} ({span(tools.speaker.words, HOUR)})"
    if answer is None:
        return Table(title, note=say("look-unbound", what=question.missing))
    address = Console(tools.catalogue.region).query(question.text, question.query.log_groups, now - HOUR, now)
    is_private = any(map(tools.pseudonyms.is_personal, question.values))
    table = Table(title, links=(Link(say("link-query", title=question.query.title), address, is_private),))
    if answer.status == "done" and answer.rows:
        return _rows(tools, incident, answer, table)
    notes = {
        "done": lambda: say("look-empty"),
        "late": lambda: say("look-late", seconds=f"{SECONDS:g}"),
        "failed": lambda: say("look-failed", why=clean(answer.why, 60)),
    }
    return table._replace(note=notes[answer.status]())


def _rows(tools: Tools, incident: Incident, answer: Answer, table: Table) -> Table:
    columns, more = answer.columns[:_MOST_COLUMNS], len(answer.rows) - _MOST_ROWS
    rows = tuple(
        tuple(_cell(tools, incident, column, row.get(column, "")) for column in columns)
        for row in answer.rows[:_MOST_ROWS]
    )
    note = tools.speaker.words.say("look-more", count=more) if more > 0 else ""
    return table._replace(columns=columns, rows=rows, note=note)


def _cell(tools: Tools, incident: Incident, column: str, value: str) -> str:
    pseudonyms = tools.pseudonyms
    if pseudonyms.is_personal(column):
        return pseudonyms.show(column, value)
    return clean(hide_people(value, pseudonyms, incident.contributor), _MOST_CELL)
