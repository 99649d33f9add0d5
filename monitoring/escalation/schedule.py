"""When planned mutes begin and end: ``cron(..)`` with five fields, and ``at(..)``, on a wall clock.

The compiler has checked the schedule (`mute-schedule`), and the tests hold this reading to the one that it
checks and simulates with. Source: ``Schedule`` in the Amazon CloudWatch API Reference (PutAlarmMuteRule).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS: Final = ((0, 59, ()), (0, 23, ()), (1, 31, ()), (1, 12, _MONTHS), (0, 7, _DAYS))
_LAST: Final = "L"


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
    minutes, hours, days, months, weekdays = inside.split()
    if not (_has_day(days, day) and day.month in _numbers(3, months) and _has_weekday(weekdays, day)):
        return
    for hour in _numbers(1, hours):
        yield from (datetime.combine(day, time(hour, minute)) for minute in _numbers(0, minutes))


def _has_day(text: str, day: date) -> bool:
    parts = text.split(",")
    is_last = (day + timedelta(days=1)).day == 1
    plain = ",".join(part for part in parts if part != _LAST)
    return (is_last and _LAST in parts) or (bool(plain) and day.day in _numbers(2, plain))


def _has_weekday(text: str, day: date) -> bool:
    """Sunday is 0 and 7; ``SUN#4`` is the fourth of the month."""
    numbers, place = {day.isoweekday(), day.isoweekday() % 7}, (day.day + 6) // 7
    for part in text.split(","):
        number, _, nth = part.partition("#")
        if numbers & set(_numbers(4, number)) and nth in ("", str(place)):
            return True
    return False


def _numbers(field: int, text: str) -> list[int]:
    """The numbers of a field, in order: ``*``, ``5``, ``1-5``, ``MON-FRI``, ``0,30``, ``*/15``."""
    least, most, words = _FIELDS[field]
    found = set[int]()
    for part in text.split(","):
        ends, _, step = part.partition("/")
        first, _, last = ends.partition("-")
        if ends in ("*", "?"):
            bounds = least, most
        else:
            bounds = _number(first, least, words), _number(last or first, least, words)
        found.update(range(bounds[0], bounds[1] + 1, int(step or 1)))
    return sorted(found)


def _number(text: str, least: int, words: tuple[str, ...]) -> int:
    return least + words.index(text.upper()) if text.upper() in words else int(text)
