"""What a terminal does with text: how wide it is, what it must never receive, whether it shows colours."""

import os
import sys
from typing import Final, NamedTuple, TextIO

_HARMLESS: Final = frozenset("\u3000\u200d")  # full-width blank, emoji joiner
_TAB: Final = "    "


class CannotWrite(Exception):
    """The output went nowhere; the message says why."""


class Palette(NamedTuple):
    """Escape sequences by purpose; all empty where there are no colours."""

    error: str = ""
    warning: str = ""
    note: str = ""
    strong: str = ""
    faint: str = ""
    good: str = ""
    end: str = ""

    def paint(self, colour: str, text: str) -> str:
        """The text in one of the palette's colours."""
        return f"{colour}{text}{self.end}"


PLAIN: Final = Palette()
COLOURS: Final = Palette(
    "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[0m"
)


def palette_for(stream: TextIO) -> Palette:
    """Colours for a stream (no-color.org; FORCE_COLOR for CI logs that show them)."""
    if os.environ.get("NO_COLOR"):
        return PLAIN
    if os.environ.get("FORCE_COLOR"):
        return COLOURS
    dumb = os.environ.get("TERM") in (None, "", "dumb")
    return COLOURS if stream.isatty() and not dumb else PLAIN


def width_of(stream: TextIO) -> int | None:
    """Columns of the terminal behind a stream; None when there is none."""
    if not stream.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def harmless(text: str) -> str:
    """The text with everything a terminal would obey, or not show at all, written out: ``\\x1b``."""
    return text if text.isprintable() else "".join(map(_harmless_character, text))


def _harmless_character(character: str) -> str:
    if character.isprintable() or character in _HARMLESS:
        return character
    return character.encode("unicode_escape").decode()


def shown_line(text: str) -> list[str]:
    """What is shown for each character of a source line; tabs are four blanks wide."""
    return [_TAB if character == "\t" else _harmless_character(character) for character in text]


def cells(text: str) -> int:
    """How many columns of a terminal the text fills; full-width characters fill two."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def write(text: str, stream: TextIO | None = None) -> None:
    """Print and flush, so that a closed pipe or a full disk shows here; raises CannotWrite for the latter."""
    target = stream or sys.stdout
    try:
        target.write(text)
        target.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise CannotWrite(problem.strerror or str(problem)) from problem
