"""Rows in columns of equal width, counted as a terminal does: full-width characters take two cells."""

from collections.abc import Sequence
from re import compile as regex
from unicodedata import category, east_asian_width

MOST_CELLS = 36
MOST_WIDTH = 88
"""Cells of a line: what the other columns leave of it is the last one's."""
_GAP = "  "
_CUT = "..."
"""Not ``…``, which Japanese fonts draw two cells wide and others one."""
_NUMBER = regex(r"\$?-?\d[\d,]*(\.\d+)?([eE][-+]?\d+)?( ?(s|ms|秒|ミリ秒|%))?")


def columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A line of names, then a line a row; numbers stand at the right."""
    lines = [[*map(shorten, line[:-1]), line[-1]] for line in [names, *rows]]
    others = sum(max(map(width, column)) + len(_GAP) for column in list(zip(*lines, strict=True))[:-1])
    left = max(MOST_CELLS, MOST_WIDTH - others)
    lines = [[*line[:-1], shorten(line[-1], left)] for line in lines]
    widths = [max(width(line[at]) for line in lines) for at in range(len(names))]
    numeric = [all(_is_number(line[at]) for line in lines[1:]) for at in range(len(names))]
    return [
        _GAP.join(_pad(cell, widths[at], right=numeric[at]) for at, cell in enumerate(line)).rstrip()
        for line in lines
    ]


def width(text: str) -> int:
    """Cells that a text takes."""
    return sum(_cells(character) for character in text)


def shorten(text: str, most: int = MOST_CELLS) -> str:
    """The text in as many cells as it may take."""
    if width(text) <= most:
        return text
    kept = ""
    for character in text:
        if width(kept) + _cells(character) > most - len(_CUT):
            break
        kept += character
    return kept + _CUT


def _cells(character: str) -> int:
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _pad(text: str, cells: int, *, right: bool) -> str:
    blank = " " * (cells - width(text))
    return blank + text if right else text + blank


def _is_number(text: str) -> bool:
    """Also with its unit; nothing is no text either."""
    return not text or bool(_NUMBER.fullmatch(text))
