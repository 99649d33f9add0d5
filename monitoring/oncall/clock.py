"""Time, handed in so that tests can turn it; epoch milliseconds everywhere, local time only in words."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Where every module gets its time from."""

    def now(self) -> int:
        """Epoch milliseconds."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> int:
        """Epoch milliseconds."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def local(moment: int, timezone: str) -> datetime:
    """A moment in a time zone."""
    return datetime.fromtimestamp(moment / 1000, ZoneInfo(timezone))


def local_day(moment: int, timezone: str) -> str:
    """The local date, ``2026-11-25``."""
    return local(moment, timezone).date().isoformat()


def iso(moment: int) -> str:
    """ISO 8601 in UTC with milliseconds, as AWS writes and Step Functions' waits read it."""
    return f"{datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec='milliseconds')[:23]}Z"


def from_iso(text: str) -> int:
    """Epoch milliseconds of what ``iso`` writes; ValueError for anything else that is no moment."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
