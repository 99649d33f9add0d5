"""Mute rules: windows in which alarms are evaluated but perform no actions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from re import ASCII
from re import compile as regex
from typing import Final

from msgspec import Struct

from monitoring.evaluator.cron import Schedule, ScheduleError, days_from, parse_schedule
from monitoring.evaluator.zones import to_epoch, to_local

DAY: Final = 86_400
LEAST, MOST = 60, 15 * DAY
_DURATION: Final = regex(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})S)?)?", ASCII)
SKIPPED: Final = (
    "The schedule names a time that the clock jumps over. What CloudWatch does then is unspecified by AWS; "
    "here the window begins as if the clock had not jumped."
)
TWICE: Final = (
    "The schedule names a time that comes twice because the clock goes back. Whether CloudWatch begins one "
    "window or two is unspecified by AWS; here it is one, at the first of them."
)


class MuteWindow(Struct, frozen=True):
    """A time without actions, in epoch seconds, its end not in it; warnings say what AWS leaves open."""

    start: int
    end: int
    warnings: tuple[str, ...] = ()


class MuteRule:
    """A parsed mute rule.

    ``schedule`` is cron(..) or at(..) on the wall clock of ``zone``, ``duration`` ISO 8601 such as ``PT2H``;
    ``start`` and ``expire`` are epoch seconds between which windows may begin, and no window outlasts
    ``expire`` (``PutAlarmMuteRule`` in the Amazon CloudWatch API Reference). A day in a duration is 24 hours.

    Raises ScheduleError, also for a duration.
    """

    def __init__(
        self,
        schedule: str,
        duration: str,
        zone: tzinfo = UTC,
        start: int | None = None,
        expire: int | None = None,
    ) -> None:
        self._schedule: Schedule = parse_schedule(schedule)
        self._seconds = parse_duration(duration)
        self._zone = zone
        self._start, self._expire = start, expire

    def is_muted(self, at: int) -> bool:
        """Whether actions are muted at an epoch second."""
        return next(self.windows(at, at + 1), None) is not None

    def windows(self, after: int, before: int) -> Iterator[MuteWindow]:
        """The windows that have some second in [after, before), in order.

        Overlapping ones come as one, from the first on that may still last at ``after``.
        """
        merged: MuteWindow | None = None
        for window in self._occurrences(after - self._seconds, before):
            if window.end <= after:
                continue
            if merged is None:
                merged = window
            elif window.start > merged.end:
                yield merged
                merged = window
            else:
                warnings = tuple(dict.fromkeys(merged.warnings + window.warnings))
                merged = MuteWindow(merged.start, max(merged.end, window.end), warnings)
        if merged is not None:
            yield merged

    def _occurrences(self, after: int, before: int) -> Iterator[MuteWindow]:
        """The windows that begin in (after, before), each for itself."""
        first, last = to_local(after, self._zone).date(), to_local(before, self._zone).date()
        day = timedelta(days=1)
        for each in days_from(first - day, last + day):
            for local in self._schedule.times(each):
                window = self._window(local)
                if after < window.start < before and window.start < window.end:
                    yield window

    def _window(self, local: datetime) -> MuteWindow:
        start = to_epoch(local, self._zone)
        warnings = _clock_warnings(local, start, self._zone)
        end = start + self._seconds
        if self._expire is not None:
            end = min(end, self._expire)
        if self._start is not None and start < self._start:
            end = start
        return MuteWindow(start, end, warnings)


def parse_duration(text: str) -> int:
    """Seconds of an ISO 8601 duration of days, hours, minutes and seconds: 1 minute to 15 days.

    Raises ScheduleError.
    """
    match = _DURATION.fullmatch(text)
    if match is None or text[-1] in "PT":
        message = f"`{text}` is no duration in ISO 8601"
        raise ScheduleError(message, "write it like `PT4H` or `P2DT12H`", 0, max(len(text), 1))
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = days * DAY + hours * 3600 + minutes * 60 + seconds
    if not LEAST <= total <= MOST:
        raise ScheduleError(f"a mute of `{text}` is not possible", "it lasts PT1M to P15D", 0, len(text))
    return total


def _clock_warnings(local: datetime, start: int, zone: tzinfo) -> tuple[str, ...]:
    """What AWS leaves open on days on which the clock changes."""
    if to_local(start, zone).replace(tzinfo=None) != local:
        return (SKIPPED,)
    return (TWICE,) if to_epoch(local.replace(fold=1), zone) != start else ()
