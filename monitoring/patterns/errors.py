"""The two ways to refuse a filter pattern, and what is said of one that is taken."""

from typing import Final

import msgspec

MAX_LENGTH: Final = 1024
"""Characters of a pattern (Amazon CloudWatch Logs API Reference, PutMetricFilter, ``filterPattern``)."""


class PatternError(ValueError):
    """A pattern that CloudWatch Logs refuses.

    ``offset`` and ``length`` are characters of the pattern; ``fix`` is the way out. For a metric value or a
    dimension that the pattern cannot give, ``subject`` is what they are characters of.
    """

    subject: str | None = None

    def __init__(self, message: str, offset: int, length: int, fix: str = "correct the pattern") -> None:
        super().__init__(message)
        self.message, self.offset, self.length, self.fix = message, offset, length, fix


class UnspecifiedPattern(PatternError):
    """A pattern whose meaning AWS documents nowhere, so that a local answer would be a guess."""


class Note(msgspec.Struct, frozen=True):
    """Something a pattern does that its author hardly wants; the place as in PatternError."""

    message: str
    fix: str
    offset: int
    length: int
    ignored: bool = False
    """Whether it is an optional term without any effect."""
