"""Times in test files: lengths such as `1 h 30 m`, and moments, which may be clock times as well."""

from datetime import datetime, time, timedelta
from re import compile as regex
from typing import ClassVar
from zoneinfo import ZoneInfo

from monitoring.spec.quantity import Refused
from monitoring.spec.shown import shown

_LENGTH = regex(r"(\d{1,9}) (s|m|h|d)(?: (\d{1,9} (?:s|m|h).*))?")
_CLOCK = regex(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST = 10 * 366 * 86400
"""Seconds that a test may last."""


class Span:
    """A length of time in whole seconds: `90 s`, `1 h 30 m`."""

    __slots__ = ("seconds",)
    example: ClassVar[str] = "30 m"
    described: ClassVar[str] = "a length of time"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    @classmethod
    def parse(cls, data: object) -> "Span":
        """Read `1 h 30 m`; raises Refused."""
        seconds = read_length(data)
        if not seconds:
            raise Refused(*_complaint(cls, data))
        return cls(seconds)


class Moment:
    """A time within a test: `16 m` after its start, `09:16`, or a date and time of ISO 8601."""

    __slots__ = ("_after", "_clock", "_date")
    example: ClassVar[str] = "16 m"
    described: ClassVar[str] = "a time since the start, a clock time or a date with time"

    def __init__(
        self, after: int | None = None, clock: time | None = None, date: datetime | None = None
    ) -> None:
        self._after, self._clock, self._date = after, clock, date

    @classmethod
    def parse(cls, data: object) -> "Moment":
        """Read any of the three forms; raises Refused."""
        after = read_length(data)
        if after is not None:
            return cls(after=after)
        clock = _CLOCK.fullmatch(data) if isinstance(data, str) else None
        if clock:
            return cls(clock=time(int(clock[1]), int(clock[2]), int(clock[3] or 0)))
        date = read_date(data)
        if date is None:
            raise Refused(*_complaint(cls, data))
        return cls(date=date)

    def seconds(self, start: int, zone: ZoneInfo) -> int:
        """Epoch seconds; a clock time is the first one at or after the start."""
        if self._after is not None:
            return start + self._after
        if self._date is not None:
            return to_epoch(self._date, zone)
        return _next(self._clock or time(), start, zone)


class Moments:
    """One moment or a list of them."""

    __slots__ = ("all",)
    example: ClassVar[str] = Moment.example
    described: ClassVar[str] = f"{Moment.described}, or a list of such"

    def __init__(self, moments: tuple[Moment, ...] = ()) -> None:
        self.all = moments

    @classmethod
    def parse(cls, data: object) -> "Moments":
        """Read a moment or a list; raises Refused."""
        return cls(tuple(Moment.parse(each) for each in (data if isinstance(data, list) else [data])))


class Start:
    """When a test begins: a date and time of ISO 8601, on a whole minute."""

    __slots__ = ("_date",)
    example: ClassVar[str] = "2026-11-20T09:00+09:00"
    described: ClassVar[str] = "a date with time, to the minute"

    def __init__(self, date: datetime) -> None:
        self._date = date

    @classmethod
    def parse(cls, data: object) -> "Start":
        """Read ISO 8601; raises Refused."""
        date = read_date(data)
        if date is None or date.second or date.microsecond:
            raise Refused(*_complaint(cls, data))
        return cls(date)

    def seconds(self, zone: ZoneInfo) -> int:
        """Epoch seconds; without an offset the time is the zone's."""
        return to_epoch(self._date, zone)


def read_length(data: object) -> int | None:
    """Seconds in `1 h 30 m`; None for what is no length, or longer than ten years."""
    total, rest = 0, data if isinstance(data, str) and len(data) < 60 else ""
    while rest:
        match = _LENGTH.fullmatch(rest)
        if match is None:
            return None
        total += int(match[1]) * _SECONDS[match[2]]
        rest = match[3] or ""
    return total if isinstance(data, str) and 0 < len(data) < 60 and total <= LONGEST else None


def read_date(data: object) -> datetime | None:
    """A date with time between 1970 and 2200."""
    try:
        date = datetime.fromisoformat(data) if isinstance(data, str) and "T" in data else None
    except ValueError:
        return None
    return date if date is not None and 1971 <= date.year <= 2200 else None


def to_epoch(date: datetime, zone: ZoneInfo) -> int:
    """Epoch seconds of a date, which is the zone's when it says no offset."""
    return int((date if date.tzinfo else date.replace(tzinfo=zone)).timestamp())


def _next(clock: time, start: int, zone: ZoneInfo) -> int:
    begun = datetime.fromtimestamp(start, zone)
    at = datetime.combine(begun.date(), clock, zone)
    if at.timestamp() < start:
        at = datetime.combine(begun.date() + timedelta(days=1), clock, zone)
    return int(at.timestamp())


def _complaint(wanted: type[Span | Moment | Start], data: object) -> tuple[str, str]:
    message = f"expects {wanted.described} such as `{wanted.example}`, got {shown(data)}"
    forms = {
        Span: "write it like `30 m` or `1 h 30 m`, ten years at most",
        Moment: "write it like `16 m`, `09:16` or `2026-11-20T09:16+09:00`",
        Start: "write it like `2026-11-20T09:00+09:00`",
    }
    return message, forms[wanted]
