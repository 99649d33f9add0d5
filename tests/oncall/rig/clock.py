"""A clock that stands still until it is told to go on, or somebody sleeps."""

from threading import Lock

from monitoring.oncall.clock import from_iso

THREE = from_iso("2026-11-20T03:14:00+09:00")
"""A Friday night in Tokyo."""


class HandClock:
    """Time in epoch milliseconds; ``slept`` sums up the seconds that were slept."""

    def __init__(self, now: int = THREE) -> None:
        self._guard = Lock()
        self._now = float(now)
        self.slept = 0.0

    def now(self) -> int:
        """Epoch milliseconds."""
        return round(self._now)

    def monotonic(self) -> float:
        """Seconds."""
        return self._now / 1000

    def sleep(self, seconds: float) -> None:
        """Go on at once."""
        with self._guard:
            self.slept += seconds
            self._now += seconds * 1000

    def go(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Go on; also while calls last that are made at the same time."""
        with self._guard:
            self._now += (minutes * 60 + seconds) * 1000

    def set(self, moment: str) -> None:
        """Be at a moment in ISO 8601."""
        self._now = float(from_iso(moment))
