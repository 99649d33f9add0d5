"""A position in a pattern, and the pieces that all kinds of patterns are made of."""

import re
from collections.abc import Container
from typing import Final

from monitoring.patterns.errors import PatternError, UnspecifiedPattern

LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
WORD: Final = LETTERS | frozenset("0123456789_")
NAME: Final = WORD | {"-"}
# Compiled when first used, since `monitoring check` imports this module.
_PHRASE: Final = r'(?s)"((?:[^"\\]|\\.)*)"'
_ESCAPE: Final = r"(?s)\\(.)"


class Scanner:
    """The text of a pattern and how far it is read."""

    __slots__ = ("at", "text")

    def __init__(self, text: str, at: int = 0) -> None:
        self.text, self.at = text, at

    def skip_blanks(self) -> None:
        """Go on to the next character that is no blank."""
        while self.sign.isspace():
            self.at += 1

    @property
    def sign(self) -> str:
        """The character here; empty at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, *words: str) -> str:
        """The first of some words that stands here, read; or an empty text."""
        for word in words:
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return word
        return ""

    def take_while(self, wanted: Container[str]) -> str:
        """The characters from here that are among some, read; or an empty text."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in wanted:
            self.at += 1
        return self.text[start : self.at]

    def take_match(self, wanted: str) -> str:
        """What a regular expression matches here, read; or an empty text."""
        found = re.compile(wanted).match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def take_phrase(self) -> str:
        r"""A text in double quotes, read, without them; ``\"`` and ``\\`` are the escapes the CDK writes."""
        found = re.compile(_PHRASE).match(self.text, self.at)
        if found is None:
            raise self.error("this quote is never closed", 'close it with `"`')
        start, self.at = self.at + 1, found.end()
        for escape in re.finditer(_ESCAPE, found[1]):
            if escape[1] not in '"\\':
                message = f"AWS does not say what `{escape[0]}` means within quotes"
                fix = r"write `\\` for a backslash"
                raise UnspecifiedPattern(message, start + escape.start(), 2, fix)
        return re.sub(_ESCAPE, r"\1", found[1])

    def error(self, message: str, fix: str, start: int | None = None) -> PatternError:
        """A refusal of what stands from ``start`` to here, or of the character here."""
        first = self.at if start is None else start
        return PatternError(message, *self.place(first), fix)

    def place(self, start: int) -> tuple[int, int]:
        """Offset and length of what stands from ``start`` to here, at least one character long."""
        first = max(0, min(start, len(self.text) - 1))
        return first, max(1, min(self.at, len(self.text)) - first) if self.text else 0
