"""When planned mutes begin and end: ``cron(..)`` with five fields, and ``at(..)``, on a wall clock.

The compiler has checked the schedule; what it refuses (steps, ``?``, ``#``) does not come here. Source:
``Schedule`` in the Amazon CloudWatch API Reference (PutAlarmMuteRule).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS: Final = ((0, 59, ()), (0, 23, ()), (1, 31, ()), (1, 12, _MONTHS), (0, 6, _DAYS))


class Window(NamedTuple):
    """A time without notifications, in epoch milliseconds, its end not in it."""

    start: int
    end: int


class Planned(NamedTuple):
    """A mute of ``maintenance.mute``: its schedule and how many seconds it lasts."""

    schedule: str
    lasts: int
    timezone: str


def windows(planned: Planned, after: int, before: int) -> Iterator[Window]:
    """The windows that begin in [after, before) (epoch milliseconds), in order."""
    zone = ZoneInfo(planned.timezone)
    first, last = (datetime.fromtimestamp(at / 1000, zone).date() for at in (after, before))
    for day in range((last - first).days + 1):
        for local in _times(planned.schedule, first + timedelta(days=day)):
            start = round(local.replace(tzinfo=zone).timestamp() * 1000)
            if after <= start < before:
                yield Window(start, start + round(planned.lasts * 1000))


def _times(schedule: str, day: date) -> Iterator[datetime]:
    kind, _, inside = schedule.rstrip(")").partition("(")
    if kind == "at":
        moment = datetime.fromisoformat(inside)
        yield from [moment] if moment.date() == day else []
        return
    minutes, hours, days, months, weekdays = map(_numbers, _FIELDS, inside.split())
    if day.day in days and day.month in months and day.isoweekday() % 7 in weekdays:
        yield from (datetime.combine(day, time(hour, minute)) for hour in hours for minute in minutes)


def _numbers(field: tuple[int, int, tuple[str, ...]], text: str) -> list[int]:
    """The numbers of a field, in order: ``*``, ``5``, ``1-5``, ``MON-FRI``, ``0,30``."""
    least, most, words = field
    found = set[int]()
    for part in text.split(","):
        first, _, last = part.partition("-")
        bounds = (
            [least, most]
            if part in ("*", "?")
            else [_number(end, least, words) for end in (first, last or first)]
        )
        found.update(range(bounds[0], bounds[1] + 1))
    return sorted(found)


def _number(text: str, least: int, words: tuple[str, ...]) -> int:
    return least + words.index(text.upper()) if text.upper() in words else int(text)
