"""A position in a pattern, and the pieces that all kinds of patterns are made of."""

from re import Pattern as Regex
from re import compile as regex
from typing import Final

from monitoring.patterns.errors import PatternError, UnspecifiedPattern

_BLANKS: Final = regex(r"\s*")
_PHRASE: Final = regex(r'"((?:[^"\\]|\\.)*)"', flags=16)  # DOTALL
_ESCAPE: Final = regex(r"\\(.)", flags=16)


class Scanner:
    """The text of a pattern and how far it is read."""

    __slots__ = ("at", "text")

    def __init__(self, text: str, at: int = 0) -> None:
        self.text, self.at = text, at

    def skip_blanks(self) -> None:
        """Go on to the next character that is no blank."""
        found = _BLANKS.match(self.text, self.at)
        self.at = found.end() if found else self.at

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

    def take_match(self, wanted: Regex[str]) -> str:
        """What a regular expression matches here, read; or an empty text."""
        found = wanted.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def take_phrase(self) -> str:
        r"""A text in double quotes, read, without them; ``\"`` and ``\\`` are the escapes the CDK writes."""
        found = _PHRASE.match(self.text, self.at)
        if found is None:
            raise self.error("this quote is never closed", 'close it with `"`')
        start, self.at = self.at + 1, found.end()
        for escape in _ESCAPE.finditer(found[1]):
            if escape[1] not in '"\\':
                message = f"AWS does not say what `{escape[0]}` means within quotes"
                fix = r"write `\\` for a backslash"
                raise UnspecifiedPattern(message, start + escape.start(), 2, fix)
        return _ESCAPE.sub(r"\1", found[1])

    def error(self, message: str, fix: str, start: int | None = None) -> PatternError:
        """A refusal of what stands from ``start`` to here, or of the character here."""
        first = self.at if start is None else start
        return PatternError(message, *self.place(first), fix)

    def place(self, start: int) -> tuple[int, int]:
        """Offset and length of what stands from ``start`` to here, at least one character long."""
        first = max(0, min(start, len(self.text) - 1))
        return first, max(1, min(self.at, len(self.text)) - first) if self.text else 0
