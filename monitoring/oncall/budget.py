"""How long one call of a function may spend on Slack: one that waits for Slack is killed before it mails."""

from threading import Lock

from monitoring.oncall.clock import Clock

SECONDS = 15.0
"""A quarter of the functions' time limit: queries, state and mail need the rest."""


class Budget:
    """Seconds for Slack, spent while at least one call lasts; calls at the same time count once."""

    def __init__(self, clock: Clock, seconds: float = SECONDS) -> None:
        self._clock, self._left = clock, seconds
        self._calls, self._since = 0, 0.0
        self._guard = Lock()

    @property
    def left(self) -> float:
        """What is left at this moment, below zero when more was spent."""
        with self._guard:
            return self._left - (self._clock.monotonic() - self._since if self._calls else 0)

    def __enter__(self) -> None:
        with self._guard:
            if not self._calls:
                self._since = self._clock.monotonic()
            self._calls += 1

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._calls -= 1
            if not self._calls:
                self._left -= self._clock.monotonic() - self._since
