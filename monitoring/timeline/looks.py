"""When an alarm is looked at, leaving out the looks that cannot see anything new."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from monitoring.timeline.inputs import Period


class Pace(NamedTuple):
    """Looks come every ``step`` seconds, counted from ``phase``; each sees ``reach`` seconds back."""

    step: int
    reach: int
    phase: int = 0

    def after(self, at: int) -> int:
        """The first look after a second."""
        return at + self.step - (at - self.phase) % self.step


def looks(period: Period, pace: Pace, data: Iterable[int]) -> Iterator[int]:
    """The looks at which something can be different from the look before.

    ``data`` are the sorted times of what can be seen. The start can be seen too. After each stretch in
    which something is in reach comes one more look, which sees nothing.
    """
    seen = period.start
    for first, last in _stretches(period.start, pace.reach, data):
        at = pace.after(max(first, seen))
        end = min(last + pace.step, period.end)
        while at <= end:
            yield at
            at += pace.step
        seen = max(seen, end)


def every_look(period: Period, pace: Pace) -> Iterator[int]:
    """All looks, for what depends on the clock itself."""
    yield from range(pace.after(period.start), period.end + 1, pace.step)


def _stretches(start: int, reach: int, data: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Merged times in which some datum is in reach."""
    first, last = start, start + reach
    for at in data:
        if at > last:
            yield first, last
            first = at
        last = max(last, at + reach)
    yield first, last
