"""strftime's directives, for ``formatDate``: those of POSIX that need no locale."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from re import compile as regex
from typing import Final, TypeAlias

from monitoring.insights.functions.errors import UnspecifiedFunction

Formatter: TypeAlias = Callable[[datetime], str]

_PART: Final = regex(r"%(.?)|[^%]+")
_COMBINED: Final = {"D": "%m/%d/%y", "F": "%Y-%m-%d", "R": "%H:%M", "T": "%H:%M:%S", "r": "%I:%M:%S %p"}
_LITERAL: Final = {"%": "%", "n": "\n", "t": "\t"}
_SIMPLE: Final = frozenset("aAbBdehHIjmMpSuUVwWyzZ")


@lru_cache(256)
def read_format(text: str) -> tuple[Formatter, ...]:
    """What to write one after the other; UnspecifiedFunction for a directive that not all know."""
    parts: list[Formatter] = []
    for found in _PART.finditer(text):
        parts.extend(_read_directive(found[1]) if found[0].startswith("%") else (_say(found[0]),))
    return tuple(parts)


def _read_directive(letter: str) -> tuple[Formatter, ...]:
    if letter in _COMBINED:
        return read_format(_COMBINED[letter])
    if letter in _LITERAL:
        return (_say(_LITERAL[letter]),)
    if letter == "Y":
        return (lambda moment: f"{moment.year:04}",)
    if letter and letter in _SIMPLE:
        return (lambda moment: moment.strftime(f"%{letter}"),)
    raise UnspecifiedFunction(
        f"AWS does not list its strftime directives, and %{letter} is not one that all know; "
        "use %Y %m %d %H %M %S and the like"
    )


def _say(text: str) -> Formatter:
    return lambda _: text
