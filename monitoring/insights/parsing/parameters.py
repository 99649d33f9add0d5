"""Parameters of saved queries: ``{{name}}`` in the text stands for a value.

Source: AWS's API reference of QueryParameter and QueryDefinition (names, at most 20 of them).
"""

from collections.abc import Mapping
from functools import cache
from re import ASCII, Pattern
from re import compile as regex
from typing import Final

from msgspec import Struct

from monitoring.insights.errors import QueryError

MAX_PARAMETERS: Final = 20
_MARK: Final = "{{"


class Piece(Struct, frozen=True):
    """Where a value stands in the new text, and its parameter in the old one."""

    start: int
    length: int
    old_start: int
    old_length: int


def parameter_names(text: str) -> tuple[str, ...]:
    """The parameters of a query, each once, in order."""
    if _MARK not in text:
        return ()
    return tuple(dict.fromkeys(match[1] for match in _parameter().finditer(text)))


@cache
def _parameter() -> Pattern[str]:
    return regex(r"\{\{([A-Za-z_][A-Za-z0-9_]{0,127})\}\}", ASCII)


def fill_parameters(text: str, values: Mapping[str, str]) -> tuple[str, tuple[Piece, ...]]:
    """The text with values in place of parameters, and where they stand."""
    if _MARK not in text:
        return text, ()
    texts: list[str] = []
    pieces: list[Piece] = []
    last = new = 0
    for match in _parameter().finditer(text):
        value = _value_of(match[1], values, match.start(), len(match[0]))
        new += match.start() - last
        pieces.append(Piece(new, len(value), match.start(), len(match[0])))
        texts += [text[last : match.start()], value]
        new += len(value)
        last = match.end()
    if len(names := parameter_names(text)) > MAX_PARAMETERS:
        message = f"a query has at most {MAX_PARAMETERS} parameters, this one has {len(names)}"
        raise QueryError(message, 0, 1)
    return "".join([*texts, text[last:]]), tuple(pieces)


def _value_of(name: str, values: Mapping[str, str], offset: int, length: int) -> str:
    if name not in values:
        given = f"; given: {', '.join(sorted(values))}" if values else ""
        raise QueryError(f"the parameter `{name}` has no value{given}", offset, length)
    return values[name]


def original_place(pieces: tuple[Piece, ...], offset: int, length: int) -> tuple[int, int]:
    """The place in the text with parameters of a place in the filled text."""
    start = _original_offset(pieces, offset, at_end=False)
    end = _original_offset(pieces, offset + length, at_end=True)
    return start, max(end - start, 0)


def _original_offset(pieces: tuple[Piece, ...], offset: int, at_end: bool) -> int:
    moved = 0
    for piece in pieces:
        if offset < piece.start or (at_end and offset == piece.start):
            break
        if offset < piece.start + piece.length or (at_end and offset == piece.start + piece.length):
            return piece.old_start + (piece.old_length if at_end else 0)
        moved = piece.old_start + piece.old_length - piece.start - piece.length
    return offset + moved
