"""NDJSON files of log events, read with the reader that `monitoring query` reads them with."""

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Final, NamedTuple

from monitoring.insights.events import Event, from_lines
from monitoring.insights.result import Warnings

NOTHING_LOST: Final = "empty lines were left out"
"""What the reader says of empty lines, which CloudWatch Logs would not take either."""


class Filed(NamedTuple):
    """An event of a file with its line's number, from 1 on, and what the line says."""

    number: int
    line: bytes
    event: Event


class _Counted:
    """Lines, and which of them was handed out last."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self.number, self.line = 0, b""

    def __iter__(self) -> Iterator[bytes]:
        for number, line in enumerate(self._lines, 1):
            self.number, self.line = number, line
            yield line


def read_events(file: FilePath, warnings: Warnings) -> Iterator[Filed]:
    """The events of a file in its order; a line that is no event is a message without a time.

    Raises OSError, and ValueError for a name that no file can have.
    """
    with file.open("rb") as lines:
        counted = _Counted(lines)
        for event in from_lines(counted, warnings):
            yield Filed(counted.number, counted.line, event)


def count_lines(file: FilePath) -> int:
    """How many lines that are not empty a file has; none when it cannot be read."""
    try:
        with file.open("rb") as lines:
            return sum(not line.isspace() for line in lines)
    except (OSError, ValueError):
        return 0
