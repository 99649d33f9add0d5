"""When an alarm is evaluated, and which periods it looks at then."""

from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final, NamedTuple

from monitoring.evaluator.alarm import AlarmError
from monitoring.evaluator.zones import to_epoch, to_local

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800
HIGH_RESOLUTION: Final = (10, 20, 30)
WALL_CLOCK: Final = (MINUTE, 300, HOUR, DAY, WEEK)


class Window(NamedTuple):
    """A period, in epoch seconds; its end is no longer in it."""

    start: int
    end: int


def check_period(period: int, zone: tzinfo | None = None) -> None:
    """Raise AlarmError for a period that no alarm can have, with a wall clock window when a zone is given."""
    if period not in HIGH_RESOLUTION and (period < MINUTE or period % MINUTE):
        raise AlarmError(f"the period is {period} s: it is 10, 20, 30 or a multiple of 60")
    if zone is not None and period not in WALL_CLOCK:
        raise AlarmError(
            f"the period is {period} s: a wall clock window takes 60, 300, 3600, 86400 or 604800"
        )


def evaluation_step(period: int, n: int) -> int:
    """Seconds between two evaluations.

    A minute, 10 s for a high-resolution alarm, an hour when N periods are longer than a day (Amazon
    CloudWatch User Guide, "Alarm evaluation").
    """
    if period < MINUTE:
        return 10
    return HOUR if period * n > DAY else MINUTE


def sliding_windows(at: int, period: int, count: int) -> list[Window]:
    """The ``count`` periods that end at an evaluation, the oldest first.

    They end at the last full minute (10 s for high resolution) and so move with each evaluation:
    13:07-14:07, then 13:08-14:08 ("Alarm evaluation window"; observed too: periods of 900 s from 06:14 on).
    """
    end = at - at % (10 if period < MINUTE else MINUTE)
    starts = range(end - period * count, end, period)
    return [Window(start, start + period) for start in starts]


def wall_clock_windows(at: int, period: int, count: int, zone: tzinfo) -> list[Window]:
    """The last ``count`` complete periods on the wall clock of a zone, the oldest first.

    Days begin at midnight, weeks on Monday; a day on which the clock changes has 23 or 25 hours ("Alarm
    evaluation window").
    """
    ends = [_boundary(at, period, zone)]
    while len(ends) <= count:
        ends.append(_boundary(ends[-1] - 1, period, zone))
    return [Window(start, end) for end, start in pairwise(ends)][::-1]


def _boundary(at: int, period: int, zone: tzinfo) -> int:
    """The last boundary at or before a second."""
    local = to_local(at, zone)
    if period <= HOUR:
        return at - (at + round((local.utcoffset() or timedelta()).total_seconds())) % period
    midnight = datetime(local.year, local.month, local.day)  # noqa: DTZ001 - a wall clock, the zone comes next
    return to_epoch(midnight - timedelta(days=local.weekday() if period == WEEK else 0), zone)
