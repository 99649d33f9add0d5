"""What a report covers: whole local days, weeks from Monday, months of the calendar."""

from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from monitoring.oncall.clock import local

Covers: TypeAlias = Literal["day", "week", "month"]
_ONE: Final = timedelta(days=1)


class Period(NamedTuple):
    """Local dates from ``first`` up to, and without, ``end``."""

    covers: Covers
    first: date
    end: date
    timezone: str

    @property
    def start_ms(self) -> int:
        """The first moment, epoch milliseconds."""
        return midnight(self.first, self.timezone)

    @property
    def end_ms(self) -> int:
        """The first moment that does not belong to it."""
        return midnight(self.end, self.timezone)

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - _ONE

    @property
    def days(self) -> tuple[date, ...]:
        """All days."""
        return days_between(self.first, self.end)

    @property
    def zone(self) -> str:
        """``JST``."""
        return local(self.start_ms, self.timezone).tzname() or self.timezone

    @property
    def name(self) -> str:
        """What files are called: ``2026-11-20``, ``2026-W47``, ``2026-11``."""
        if self.covers == "week":
            return f"{self.first:%G-W%V}"
        return f"{self.first:%Y-%m}" if self.covers == "month" else self.first.isoformat()

    def before(self) -> "Period":
        """The period of the same kind that ends where this one begins."""
        return period_on(self.covers, self.first - _ONE, self.timezone)


def period_at(covers: Covers, at: int, timezone: str) -> Period:
    """The last whole period before a moment (epoch milliseconds)."""
    today = local(at, timezone).date()
    return period_on(covers, today, timezone).before()


def period_on(covers: Covers, day: date, timezone: str) -> Period:
    """The period that a day belongs to."""
    if covers == "day":
        return Period(covers, day, day + _ONE, timezone)
    if covers == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(covers, monday, monday + timedelta(days=7), timezone)
    return Period(covers, day.replace(day=1), next_month(day), timezone)


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def days_between(first: date, end: date) -> tuple[date, ...]:
    """The days from ``first`` up to, and without, ``end``."""
    return tuple(first + timedelta(days=at) for at in range((end - first).days))


def midnight(day: date, timezone: str) -> int:
    """When a local day begins, epoch milliseconds."""
    return round(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).timestamp() * 1000)
