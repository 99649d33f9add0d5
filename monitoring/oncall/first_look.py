"""Queries of a first look: what they are asked, and their rows as people may read them."""

from collections.abc import Mapping
from re import compile as regex
from typing import Final, NamedTuple, TypeAlias

from monitoring.oncall.catalogue import Look, Query
from monitoring.oncall.cells import Style, heading_of, readable
from monitoring.oncall.clean import clean, hide_people
from monitoring.oncall.insights import Answer, bind
from monitoring.oncall.parts import Table
from monitoring.oncall.pseudonym import Pseudonyms

MOST_ROWS: Final = 5
MOST_COLUMNS: Final = 6
_CELL: Final = 120
_NAME: Final = 40
_CONTRIBUTOR: Final = regex(r"\{contributor\.([^}]+)\}")

People: TypeAlias = tuple[tuple[str, str], ...]
"""Fields and the ids in them."""


class Question(NamedTuple):
    """A query with its parameters; ``missing`` is the first that nobody knows."""

    query: Query
    values: Mapping[str, str]
    missing: str

    @property
    def text(self) -> str:
        """The query as it is run."""
        return bind(self.query.text, self.values)


class Reader(NamedTuple):
    """How rows are shown and whose ids are hidden in them."""

    style: Style
    pseudonyms: Pseudonyms


def question_of(query: Query, look: Look, contributor: Mapping[str, str]) -> Question:
    """A query of a first look with what its alarm's contributor gives it."""
    values = {}
    for name, written in look.parameters.items():
        match = _CONTRIBUTOR.fullmatch(written)
        value = contributor.get(match[1]) if match else written
        if value is not None:
            values[name] = value
    return Question(query, values, next((name for name in query.parameters if name not in values), ""))


def people_in(reader: Reader, answer: Answer) -> People:
    """Whose ids stand in the rows that are shown."""
    return tuple(
        (column, row[column])
        for row in answer.rows[:MOST_ROWS]
        for column in answer.columns[:MOST_COLUMNS]
        if reader.pseudonyms.is_personal(column) and row.get(column)
    )


def fill_table(reader: Reader, answer: Answer, contributor: People, table: Table) -> Table:
    """The table with the first rows of an answer: words for columns, units, pseudonyms for people."""
    words = reader.style.words
    known = (*people_in(reader, answer), *contributor)
    shown = answer.rows[:MOST_ROWS]
    columns = answer.columns[:MOST_COLUMNS]
    texts = {name: [_cell(reader, name, row.get(name, ""), known) for row in shown] for name in columns}
    more = len(answer.rows) - len(shown)
    return table._replace(
        columns=tuple(clean(heading_of(words, "column", name), _NAME) for name in columns),
        rows=readable(reader.style, texts),
        note=words.say("look-more", count=more) if more > 0 else "",
    )


def _cell(reader: Reader, column: str, value: str, known: People) -> str:
    if reader.pseudonyms.is_personal(column):
        return reader.pseudonyms.show(column, value)
    return clean(hide_people(value, reader.pseudonyms, known), _CELL)
