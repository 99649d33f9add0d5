"""Everything that a report needs, each part on its own: what fails is named, and the rest still comes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple

from monitoring.oncall.insights import Answer, Ask
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.day import Day
from monitoring.reports.given import Given, attempt
from monitoring.reports.metric_data import is_sum
from monitoring.reports.periods import days_between
from monitoring.reports.queries import NAMES, Slice, day_asks, read_answers, slice_of
from monitoring.reports.sources import AlarmState, Episode, Lack, Series, Sources, Wanted, lack_of
from monitoring.reports.spending import Spending, ask_spending, first_of_spending, from_days

LOOKED_BACK: Final = 90
"""Days in which an alarm that never fired did not fire, and from which open incidents are still listed."""
_POINTS: Final = {"day": 900, "week": 3600, "month": 10_800}
"""Seconds between the points of a graph. CloudWatch keeps points of an hour for 455 days."""


class Gathered(NamedTuple):
    """All of it; what stands under a metric's or a query's name is a Lack when it could not be had."""

    days: Mapping[date, Day]
    queries: Mapping[str, Answer]
    graphs: Mapping[str, Series | Lack]
    spending: Mapping[str, Spending]
    episodes: tuple[Episode, ...] | Lack
    alarms: tuple[AlarmState, ...] | Lack
    lacks: tuple[Lack, ...]
    people: frozenset[tuple[str, str]] = frozenset()
    """Fields and ids of whoever stands in a row."""


def gather(given: Given, sources: Sources, pseudonyms: Pseudonyms) -> Gathered:
    """Ask for everything; never fails."""
    spending = ask_spending(given, sources)
    wanted = _wanted_days(given, more=any(found.lack for found in spending.values()))
    days, answers, lacks, people = _ask(given, sources, pseudonyms, wanted)
    return Gathered(
        days=days,
        queries=answers,
        graphs={name: _graph(given, sources, name) for name in given.named("graph")},
        spending={name: from_days(given, name, found, days) for name, found in spending.items()},
        episodes=attempt("incidents", lambda: _episodes(given, sources)),
        alarms=attempt("alarms", lambda: tuple(sources.alarms())),
        lacks=lacks,
        people=people,
    )


def _wanted_days(given: Given, *, more: bool) -> tuple[date, ...]:
    """The days of the period and of the one before; more when logs have to tell what the month costs."""
    first = given.period.before().first
    return days_between(min(first, first_of_spending(given.period)) if more else first, given.period.end)


def _ask(
    given: Given, sources: Sources, pseudonyms: Pseudonyms, wanted: tuple[date, ...]
) -> tuple[dict[date, Day], dict[str, Answer], tuple[Lack, ...], frozenset[tuple[str, str]]]:
    """Days, the answers to saved queries, the days of the period that could not be had, and who is in rows.

    All queries are one round, so that none waits for another's deadline; the saved ones come first.
    """
    kept = _kept_days(sources, wanted)
    gone, slices = _within_retention(given, [day for day in wanted if day not in kept])
    shown = _query_asks(given)
    asks = [ask for of in slices for ask in day_asks(of, given.log_groups)]
    answers = sources.ask([*shown.values(), *asks])
    asked, failed = _asked_days(slices, answers[len(shown) :], pseudonyms)
    for day in asked.values():
        # What is not kept is asked for again by the next report.
        attempt("days", partial(sources.keep, day))
    first = given.period.first.isoformat()
    lacks = tuple(lack for lack in (*gone, *failed) if lack.what >= first)
    found = dict(zip(shown, answers, strict=False))
    return {**kept, **asked}, found, lacks, _people(answers, pseudonyms)


def _people(answers: Iterable[Answer], pseudonyms: Pseudonyms) -> frozenset[tuple[str, str]]:
    cells = (cell for answer in answers for row in answer.rows for cell in row.items())
    return frozenset((field, text) for field, text in cells if text and pseudonyms.is_personal(field))


def _kept_days(sources: Sources, days: Iterable[date]) -> dict[date, Day]:
    found = {day: attempt("days", partial(sources.kept, day)) for day in days}
    return {day: one for day, one in found.items() if isinstance(one, Day)}


def _within_retention(given: Given, days: Sequence[date]) -> tuple[list[Lack], list[Slice]]:
    """Days whose log is gone, of which a query would say that nothing happened, and those to ask about."""
    slices = [slice_of(day, given.period.timezone) for day in days]
    kept = given.catalogue.content["facts"].get("logRetention")
    earliest = 0 if kept is None else given.made - round(kept * 1000)
    gone = [Lack(of.day.isoformat(), "missing", "retention") for of in slices if of.start < earliest]
    return gone, [of for of in slices if of.start >= earliest]


def _query_asks(given: Given) -> dict[str, Ask]:
    """The saved queries over the period; its last millisecond is the last that belongs to it."""
    queries = {name: given.catalogue.query(name) for name in given.named("query")}
    start, end = given.period.start_ms, given.period.end_ms - 1
    return {
        name: Ask(query.text, query.log_groups, start, end)
        for name, query in queries.items()
        if query is not None
    }


def _asked_days(
    slices: Sequence[Slice], answers: Sequence[Answer], pseudonyms: Pseudonyms
) -> tuple[dict[date, Day], list[Lack]]:
    """Days whose every query was answered, and the others by name."""
    days: dict[date, Day] = {}
    lacks: list[Lack] = []
    for of, some in _by_slice(slices, answers):
        bad = next((answer for answer in some if answer.status != "done"), None)
        if bad is None:
            rows = {name: answer.rows for name, answer in zip(NAMES, some, strict=True)}
            days[of.day] = read_answers(of, rows, pseudonyms)
        else:
            lacks.append(lack_of(of.day.isoformat(), bad))
    return days, lacks


def _by_slice(slices: Sequence[Slice], answers: Sequence[Answer]) -> Iterator[tuple[Slice, Sequence[Answer]]]:
    for at, of in enumerate(slices):
        yield of, answers[at * len(NAMES) : (at + 1) * len(NAMES)]


def _episodes(given: Given, sources: Sources) -> tuple[Episode, ...]:
    """What was opened up to now: an incident of this morning is going on when the report is read."""
    first = given.period.end - timedelta(days=LOOKED_BACK)
    days = days_between(min(first, given.period.first), given.period.end + timedelta(days=1))
    return tuple(episode for day in days for episode in sources.episodes(day))


def _graph(given: Given, sources: Sources, name: str) -> Series | Lack:
    metric = given.catalogue.metric(name)
    if metric is None:
        return Lack(name, "missing")
    # Sums are shown by local day, and CloudWatch's own days are those of UTC.
    usual = min(3600, _POINTS[given.period.covers]) if is_sum(metric) else _POINTS[given.period.covers]
    period = max(usual, metric.period)
    wanted = Wanted(metric, given.period.start_ms, given.period.end_ms, period)
    return attempt(metric.title, lambda: sources.points(wanted))
