"""One step's turn on the database: how long it may take, and whether a COMMIT is out without an answer."""

from time import monotonic
from typing import Final

from service.subgoals.bounded import TimeIsUp

# Milliseconds: the server gives up so much earlier than its client, which then hears that it did.
_AHEAD: Final = 100
_SHARE: Final = 0.9


class Turn:
    """Begins when it is made. Once it is ``over`` nobody waits, and what its thread does changes nothing.

    ``unanswered`` counts the COMMITs that were sent and not answered: with any, the outcome is unknown.
    """

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds
        self.over = False
        self.unanswered = 0

    def left(self) -> float:
        """Seconds until nobody waits any more; below zero when that is past."""
        return self._end - monotonic()

    def limits(self) -> tuple[str, str]:
        """Milliseconds that the server may take from now on for a statement, and for all: less than we wait.

        Zero would be no limit.
        """
        left = 1000 * self.left()
        whole = max(left - _AHEAD, left / 2)
        return str(max(int(whole * _SHARE), 1)), str(max(int(whole), 1))

    def commit(self) -> None:
        """Goes before every COMMIT; TimeIsUp when nobody waits, so that nothing is saved behind their backs.

        Counting comes first: who ends the turn in between calls an outcome unknown that is known, which does
        less harm than the reverse.
        """
        self.unanswered += 1
        if self.over:
            raise TimeIsUp
