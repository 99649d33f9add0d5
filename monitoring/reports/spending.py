"""Metrics by local day: what the month cost so far, and what a forecast learns from."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from monitoring.oncall.catalogue import Catalogue, Metric
from monitoring.oncall.clock import HOUR, local
from monitoring.reports.day import Day
from monitoring.reports.given import Given, attempt
from monitoring.reports.periods import Period, days_between, midnight
from monitoring.reports.sources import Lack, Series, Sources, Wanted

LEARNT_FROM: Final = 7
"""Days that a forecast learns from: each weekday once."""
_SAME: Final = {"EstimatedCost": "cost", "TokensUsed": "tokens"}
"""Metrics that the log tells as well (service contract: "Embedded metrics")."""


class Spending(NamedTuple):
    """A metric by local day; empty when there is none."""

    daily: Mapping[date, float]
    lack: Lack | None = None


def cost_metric(catalogue: Catalogue) -> str:
    """The metric of the money spent: what any report holds against the budget; empty when none does."""
    blocks = (block for report in catalogue.content["reports"].values() for block in report["show"])
    return next((block["budget"] for block in blocks if "budget" in block), "")


def ask_spending(given: Given, sources: Sources) -> dict[str, Spending]:
    """The cost, and whatever the report holds against a budget or forecasts."""
    cost = cost_metric(given.catalogue)
    names = dict.fromkeys([*([cost] if cost else []), *given.named("budget", "forecast")])
    return {name: _ask(given, sources, name) for name in names}


def first_of_spending(period: Period) -> date:
    """The first of the month that is covered, or the first day that a forecast learns from."""
    return min(period.last.replace(day=1), period.end - timedelta(days=LEARNT_FROM), period.first)


def from_days(given: Given, name: str, found: Spending, days: Mapping[date, Day]) -> Spending:
    """The same from the log, where the metric could not be had and no day of the month is missing."""
    field = _field(given.catalogue.metric(name))
    wanted = days_between(given.period.last.replace(day=1), given.period.end)
    if found.lack is None or not field or not set(wanted) <= set(days):
        return found
    first = first_of_spending(given.period)
    return Spending({day: getattr(one, field) for day, one in sorted(days.items()) if day >= first})


def _field(metric: Metric | None) -> str:
    """What a day calls the metric; empty when it does not know it."""
    line: tuple[Any, ...] = tuple(metric.metrics[0]) if metric else ()
    return _SAME.get(str(line[1]), "") if len(line) > 1 else ""


def _ask(given: Given, sources: Sources, name: str) -> Spending:
    metric = given.catalogue.metric(name)
    if metric is None:
        return Spending({}, Lack(name, "missing"))
    # By the hour, because CloudWatch's own days are those of UTC.
    start = midnight(first_of_spending(given.period), given.period.timezone)
    wanted = Wanted(metric, start, given.period.end_ms, HOUR // 1000)
    found = attempt(metric.title, lambda: sources.points(wanted))
    if isinstance(found, Lack):
        return Spending({}, found)
    return Spending(_by_day(given.period, found))


def _by_day(period: Period, series: Series) -> dict[date, float]:
    """Only days since the metric has points: before the deployment there was nothing to spend."""
    if not series.points:
        return {}
    first = local(series.points[0][0], period.timezone).date()
    daily = dict.fromkeys(days_between(first, period.end), 0.0)
    for at, value in series.points:
        daily[local(at, period.timezone).date()] += value
    return daily
