"""Schedules of mute rules: ``cron(..)`` with five fields, and ``at(..)``."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from re import compile as regex
from typing import Final, NamedTuple, TypeAlias

MAX_LENGTH: Final = 256
_AT: Final = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_PART: Final = regex(r"([0-9A-Za-z]+)(?:-([0-9A-Za-z]+))?")
_STEPS: Final = regex(r"(?:\*|[0-9A-Za-z]+-[0-9A-Za-z]+)/[0-9]{1,2}")
_Number: TypeAlias = int | tuple[int, int]
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_ANY: Final = ("*", "?")
_LAST: Final = 0
"""The last day of a month, among days."""


class ScheduleError(ValueError):
    """A schedule that CloudWatch does not understand, with its place and the way out."""

    def __init__(self, message: str, fix: str, offset: int = 0, length: int = 1) -> None:
        super().__init__(f"{message}: {fix}")
        self.message, self.fix, self.offset, self.length = message, fix, offset, length


class UnspecifiedSchedule(ScheduleError):
    """A schedule whose meaning AWS leaves open."""


class Field(NamedTuple):
    """A field of cron: its least and largest number, its signs, words for the numbers from the least on."""

    name: str
    least: int
    most: int
    signs: str
    words: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        """What a part stands for; None outside of the range."""
        if text.upper() in self.words:
            return self.least + self.words.index(text.upper())
        number = int(text) if text.isdecimal() and len(text) < 5 else -1
        return number if self.least <= number <= self.most else None

    def __str__(self) -> str:
        words = f" or {self.words[0]}-{self.words[-1]}" if self.words else ""
        return f"{self.name} is {self.least}-{self.most}{words}"


FIELDS: Final = (
    Field("the minute", 0, 59, "*,-/"),
    Field("the hour", 0, 23, "*,-/"),
    Field("the day", 1, 31, "*?,-/L"),
    Field("the month", 1, 12, "*,-/", _MONTHS),
    Field("the weekday", 0, 7, "*?,-L#", _DAYS),
)


class Cron(NamedTuple):
    """The numbers of each field; Sunday is 0 and 7; ``nth`` are weekdays with their place in the month."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    nth: frozenset[tuple[int, int]] = frozenset()

    def times(self, day: date) -> Iterator[datetime]:
        """The wall clock times of a day at which it begins."""
        if not (self._has_day(day) and day.month in self.months and self._has_weekday(day)):
            return
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                yield datetime.combine(day, time(hour, minute))

    def _has_day(self, day: date) -> bool:
        is_last = (day + timedelta(days=1)).day == 1
        return day.day in self.days or (is_last and _LAST in self.days)

    def _has_weekday(self, day: date) -> bool:
        numbers = {day.isoweekday(), day.isoweekday() % 7}
        place = (day.day + 6) // 7
        return any(number in self.weekdays or (number, place) in self.nth for number in numbers)


class At(NamedTuple):
    """One moment on the wall clock."""

    moment: datetime

    def times(self, day: date) -> Iterator[datetime]:
        """The moment, on its day."""
        if day == self.moment.date():
            yield self.moment


Schedule: TypeAlias = Cron | At


def parse_schedule(text: str) -> Schedule:
    """Read ``cron(Minutes Hours Day-of-month Month Day-of-week)`` or ``at(yyyy-MM-ddThh:mm)``.

    Which signs each field takes stands in the Amazon CloudWatch User Guide, "Alarm Mute Rules" ("standard
    cron syntax"; ``SUN#4`` is the fourth Sunday). Raises ScheduleError with the place; UnspecifiedSchedule
    for ``L`` as a weekday and ``5/10``, whose meaning is not said there, and when both day and weekday are
    limited: AWS does not say whether one is enough.
    """
    if len(text) > MAX_LENGTH:
        message = f"the schedule has {len(text)} characters"
        raise ScheduleError(message, f"AWS takes {MAX_LENGTH}", MAX_LENGTH, len(text) - MAX_LENGTH)
    kind, bracket, inside = text.partition("(")
    if kind not in ("cron", "at") or not bracket or not inside.endswith(")"):
        fix = "write it like `cron(0 3 * * SUN)` or `at(2027-01-31T03:00)`"
        raise ScheduleError(f"`{text}` is no schedule", fix, 0, max(len(text), 1))
    inside, offset = inside[:-1], len(kind) + 1
    return _parse_at(inside, offset) if kind == "at" else _parse_cron(inside, offset)


def days_from(first: date, last: date) -> Iterator[date]:
    """The days of a range, both ends in it."""
    for index in range((last - first).days + 1):
        yield first + timedelta(days=index)


def _parse_at(inside: str, offset: int) -> At:
    try:
        if _AT.fullmatch(inside):
            return At(datetime.fromisoformat(inside))
    except ValueError:
        pass
    raise ScheduleError(
        f"`{inside}` is no moment", "write it like `at(2027-01-31T03:00)`", offset, len(inside) or 1
    )


def _parse_cron(inside: str, offset: int) -> Cron:
    parts = inside.split()
    if len(parts) != len(FIELDS):
        message = f"a mute has five fields in cron, without a year, and here are {len(parts)}"
        raise ScheduleError(message, "write it like `cron(0 3 * * SUN)`", offset, len(inside) or 1)
    end, numbers = 0, []
    for field, part in zip(FIELDS, parts, strict=True):
        start = inside.index(part, end)
        end = start + len(part)
        numbers.append(_parse_field(field, part, offset + start))
    if parts[2] not in _ANY and parts[4] not in _ANY:
        message = "AWS does not say whether day and weekday must both be right, or one of them"
        raise UnspecifiedSchedule(message, "leave one of them `*`", offset, len(inside))
    minutes, hours, days, months, weekdays = map(_plain, numbers)
    nth = frozenset(place for place in numbers[4] if not isinstance(place, int))
    return Cron(minutes, hours, days, months, weekdays, nth)


def _plain(found: set[_Number]) -> frozenset[int]:
    return frozenset(number for number in found if isinstance(number, int))


def _parse_field(field: Field, text: str, offset: int) -> set[_Number]:
    found = set[_Number]()
    for part in text.split(","):
        _refuse_open(field, part, (text, offset))
        numbers = _parse_part(field, part)
        if not numbers:
            fix = "write a number in that range, a list, a range such as `1-5`, or `*`"
            raise ScheduleError(f"`{text}` is not possible: {field}", fix, offset, len(text))
        found.update(numbers)
    return found


def _refuse_open(field: Field, part: str, place: tuple[str, int]) -> None:
    """Raise UnspecifiedSchedule for a form whose signs AWS names without their meaning."""
    text, offset = place
    if "#" in field.signs and part.upper().endswith("L"):
        message = f"AWS does not say which weekday `{part}` is"
        raise UnspecifiedSchedule(message, "name it by its place: `FRI#4`", offset, len(text))
    if "/" in field.signs and "/" in part and not _STEPS.fullmatch(part):
        message = f"AWS does not say where the steps of `{part}` end"
        raise UnspecifiedSchedule(message, "write them like `*/15` or `5-59/10`", offset, len(text))


def _parse_part(field: Field, text: str) -> Iterable[_Number] | None:
    if text in _ANY and text in field.signs:
        return range(field.least, field.most + 1)
    if text == "L" and "L" in field.signs:
        return (_LAST,)
    if "#" in text:
        return _parse_place(field, text)
    span, slash, step = text.partition("/")
    numbers = _parse_range(field, span)
    if not slash:
        return numbers
    every = int(step)  # its form was looked at before
    return numbers[::every] if numbers and every and "/" in field.signs else None


def _parse_place(field: Field, text: str) -> tuple[_Number] | None:
    """A weekday by its place in the month, ``SUN#4``."""
    day, _, place = text.partition("#")
    number = field.number(day)
    if "#" not in field.signs or number is None or place not in ("1", "2", "3", "4", "5"):
        return None
    return ((number, int(place)),)


def _parse_range(field: Field, text: str) -> range | None:
    if text == "*":
        return range(field.least, field.most + 1)
    match = _PART.fullmatch(text)
    first = field.number(match[1]) if match else None
    last = field.number(match[2]) if match and match[2] else first
    if first is None or last is None or last < first:
        return None
    return range(first, last + 1)
