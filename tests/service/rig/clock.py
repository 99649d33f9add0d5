"""A clock that tests turn: waiting costs nothing, and a slow model moves it on."""

from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 12, 1, tzinfo=UTC)


class VirtualClock:
    """Time that stands still until somebody sleeps or `advance` is called."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return BEGIN + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        """Seconds since the beginning."""
        return self.passed

    def sleep(self, seconds: float) -> None:
        """Waits without waiting."""
        self.passed += seconds

    def advance(self, seconds: float) -> None:
        """So much time goes by."""
        self.passed += seconds
