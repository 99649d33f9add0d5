"""What a month comes to: each day still to come as its weekday was in the last seven days."""

from collections.abc import Mapping
from datetime import date, timedelta

from monitoring.reports.periods import days_between, next_month
from monitoring.reports.report import Outlook
from monitoring.reports.spending import LEARNT_FROM


def look_ahead(daily: Mapping[date, float], month: date, known_until: date) -> Outlook:
    """The outlook of a month from the days before ``known_until``; no total where nothing is known.

    Weekdays that the last seven days do not have, as in the first week after a deployment, are taken as
    their mean.
    """
    learnt = _learnt(daily, known_until)
    mean = sum(learnt.values()) / len(learnt) if learnt else 0.0
    by_weekday = {day.weekday(): value for day, value in learnt.items()}
    first, end = month, next_month(month)
    so_far = {day: value for day, value in daily.items() if first <= day < min(end, known_until)}
    coming = days_between(max(first, known_until), end)
    expected = {day: by_weekday.get(day.weekday(), mean) for day in coming} if learnt else {}
    return Outlook(
        month=first,
        so_far=sum(so_far.values()),
        total=sum(so_far.values()) + sum(expected.values()) if learnt or not coming else None,
        lowest=min(learnt.values(), default=0.0),
        highest=max(learnt.values(), default=0.0),
        learnt=len(learnt),
        daily={**learnt, **so_far},
        expected=expected,
    )


def _learnt(daily: Mapping[date, float], until: date) -> dict[date, float]:
    days = days_between(until - timedelta(days=LEARNT_FROM), until)
    return {day: daily[day] for day in days if day in daily}
