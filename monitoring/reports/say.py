"""Numbers and dates of a report as people read them."""

from datetime import date, datetime
from typing import Final, NamedTuple

from monitoring.oncall.cells import duration, heading_of, money
from monitoring.oncall.clock import local
from monitoring.oncall.people import named
from monitoring.oncall.speak import amount
from monitoring.oncall.speak import span as say_span
from monitoring.oncall.words import Words
from monitoring.reports.report import Report

_DAYS_JA: Final = "月火水木金土日"
_BARS: Final = "▁▂▃▄▅▆▇█"


class Teller(NamedTuple):
    """Says things about a report in its locale."""

    words: Words
    report: Report

    def say(self, name: str, **values: object) -> str:
        """A sentence; ids of Slack stand as they are, because tables mention nobody."""
        return named(self.words.say(name, **values))

    def day(self, day: date, form: str = "date") -> str:
        """``11月20日（金）``, ``Nov 20 (Fri)``."""
        shown = day.strftime(self.words.say(form))
        return f"{shown}（{_DAYS_JA[day.weekday()]}）" if self.words.locale == "ja" else shown

    def month(self, month: date) -> str:
        """``2026年11月``, ``November 2026``."""
        return month.strftime(self.words.say("month"))

    def moment(self, when: int) -> str:
        """``11/20 09:05`` in the report's time zone, with the year where it is another one."""
        there = local(when, self.report.period.timezone)
        return f"{there:%m/%d %H:%M}" if there.year == self.report.period.last.year else f"{there:%Y/%m/%d}"

    def span(self, milliseconds: int) -> str:
        """A length of time."""
        return say_span(self.words, milliseconds)

    def amount(self, value: float, unit: str) -> str:
        """A value in a unit; money keeps its small change, a length of time one digit."""
        if unit == "USD":
            return money(value)
        if unit == "ms":
            return duration(self.words, value)
        return f"{value:,.0f}" if unit in ("count", "") else amount(self.words, value, unit)

    def before(self) -> str:
        """``day before``."""
        return self.words.say(f"before-{self.report.period.covers}")

    def change(self, now: float, was: float | None, shown: str) -> str:
        """``+12 % (day before: 54)``."""
        before = self.before()
        if was is None:
            return self.words.say("change-unknown", before=before)
        if now == was:
            return self.words.say("change-same", before=before)
        if not was:
            return self.words.say("change-none", before=before, was=shown)
        return self.words.say("change", change=self.growth(now, was), before=before, was=shown)

    def growth(self, now: float, was: float) -> str:
        """``+12 %``, ``×14`` for what is more than ten times as much."""
        if now >= 10 * was:
            return f"×{now / was:,.0f}"
        change = 100 * (now - was) / was
        return self.percent(f"{change:+.0f}" if abs(change) >= 0.5 else f"{change:+.1f}")

    def percent(self, value: str) -> str:
        """``12 %``, ``12%``."""
        return self.words.say("percent", value=value)

    def points(self, now: float, was: float | None, shown: str) -> str:
        """``+0.8 points (day before: 1.2 %)``, for values in percent."""
        if was is None or abs(now - was) < 0.05:
            return self.change(1, None if was is None else 1, shown)
        change = self.words.say("points", change=f"{now - was:+.1f}")
        return self.words.say("change", change=change, before=self.before(), was=shown)

    def column(self, name: str) -> str:
        """A column's heading."""
        return heading_of(self.words, "column", name)


def spark(values: list[float]) -> str:
    """Values as a line of bars; a blank for nothing."""
    top = max(values, default=0)
    if top <= 0:
        return ""
    return "".join(_BARS[min(7, int(8 * value / top))] if value else "·" for value in values)


def stamp(moment: datetime) -> str:
    """``2026-11-21 09:00``."""
    return f"{moment:%Y-%m-%d %H:%M}"
