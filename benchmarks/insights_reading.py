"""What the loops written by hand share: reading a log with orjson, times of Tokyo, ranks."""

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any, Final, TypeAlias

import orjson

FIVE_MINUTES, HOUR, DAY, TOKYO = 300_000, 3_600_000, 86_400_000, 32_400_000
ENDED: Final = ("subgoal_generation_success", "subgoal_generation_error")

Lines: TypeAlias = Iterator[bytes]
Loop: TypeAlias = Callable[[Lines], list[Any]]
"""From the lines of a log to the rows of a query."""


def read(lines: Lines) -> Iterator[tuple[int, dict[str, Any]]]:
    """Time and message of each event."""
    for line in lines:
        event = orjson.loads(line)
        yield event["timestamp"], orjson.loads(event["message"])


def in_tokyo(moment: int, length: int) -> int:
    """When the hour or day of Tokyo begins."""
    return (moment + TOKYO) // length * length


def ranked(values: list[float], percent: int) -> float:
    """The percentile of sorted values, by nearest rank."""
    return values[ceil(percent * len(values) / 100) - 1]


def error_of(message: dict[str, Any], name: str) -> str | None:
    """A field of the error of a message, if it has one."""
    error = message.get("error")
    return error.get(name) if error else None
