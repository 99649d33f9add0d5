"""Query text -> tree; the only door to the language."""

from collections.abc import Mapping
from typing import Final

from monitoring.insights.errors import QueryError
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.parameters import fill_parameters, original_place
from monitoring.insights.parsing.pipeline import read_pipeline, read_subquery
from monitoring.insights.tree import Query

__all__ = ["MAX_LENGTH", "parse"]

MAX_LENGTH: Final = 10_000


def parse(text: str, parameters: Mapping[str, str] | None = None) -> Query:
    """Read a query; ``parameters`` are the values of ``{{name}}`` in it.

    Places in the tree count characters of ``Query.text``, where parameters have their values; places of
    errors count characters of the text as given.

    Raises:
        QueryError: for what AWS refuses; UnsupportedQuery for what this engine cannot do;
            UnspecifiedQuery for what AWS leaves open.
    """
    if len(text) > MAX_LENGTH:
        message = f"a query has at most {MAX_LENGTH:,} characters, this one has {len(text):,}"
        raise QueryError(message, MAX_LENGTH, len(text) - MAX_LENGTH)
    _require_characters(text)
    filled, pieces = fill_parameters(text, parameters or {})
    try:
        return _parse_filled(filled)
    except QueryError as error:
        offset, length = original_place(pieces, error.offset, error.length)
        raise type(error)(error.message, offset, length) from None


def _require_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        message = f"U+{ord(text[problem.start]):04X} is half of a character; remove it"
        raise QueryError(message, problem.start, 1) from None


def _parse_filled(text: str) -> Query:
    if len(text) > MAX_LENGTH:
        message = (
            f"with its parameters filled in, the query has {len(text):,} characters, at most {MAX_LENGTH:,}"
        )
        raise QueryError(message, MAX_LENGTH, len(text) - MAX_LENGTH)
    cursor = Cursor(text, read_subquery)
    commands = read_pipeline(cursor)
    return Query(text, commands, offset=0, length=len(text))
