"""Time, handed in so that tests can turn it, and the budget of one request."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where every module gets its time from."""

    def now(self) -> datetime:
        """The time of day, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Budget:
    """The time that one request has, counted from now."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._begin = clock.monotonic()
        self._seconds = seconds

    def remaining(self) -> float:
        """Seconds left; never below zero."""
        return max(0.0, self._begin + self._seconds - self._clock.monotonic())

    def elapsed(self) -> float:
        """Milliseconds spent."""
        return milliseconds(self._clock.monotonic() - self._begin)


def milliseconds(seconds: float) -> float:
    """Seconds as the milliseconds of a log line: three decimals are microseconds."""
    return round(seconds * 1000, 3)


def timestamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds, as in answers and log lines; takes a time in UTC."""
    return f"{moment.isoformat(timespec='milliseconds')[:23]}Z"
