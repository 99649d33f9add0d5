"""The report from what was gathered; pure."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from monitoring.oncall.incident import Incident
from monitoring.oncall.insights import Answer
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.day import Day, add_days, add_hours, top_users
from monitoring.reports.gather import Gathered
from monitoring.reports.given import Given, Shown
from monitoring.reports.hiding import Hider, hider_of
from monitoring.reports.history import alarms_block, open_incidents, open_tickets
from monitoring.reports.metric_data import is_sum
from monitoring.reports.outlook import look_ahead
from monitoring.reports.periods import Period
from monitoring.reports.report import (
    Bill,
    Block,
    BudgetBlock,
    ForecastBlock,
    GraphBlock,
    QueryBlock,
    Report,
    Task,
    Trend,
)
from monitoring.reports.sources import Lack, Series, lack_of
from monitoring.reports.spending import Spending, cost_metric

MOST_USERS: Final = 10


def compute(given: Given, gathered: Gathered, pseudonyms: Pseudonyms) -> Report:
    """The report; what could not be had is in it as a Lack."""
    hider = hider_of(gathered, pseudonyms)
    gathered = _without_names(gathered, pseudonyms)
    days, before = (_known(gathered, period) for period in (given.period, given.period.before()))
    return Report(
        name=given.name,
        title=given.report.get("title") or given.name,
        service=given.catalogue.title,
        environment=given.catalogue.environment,
        period=given.period,
        made=given.made,
        totals=add_days(days) if days else None,
        before=add_days(before) if before else None,
        hours=add_hours(days),
        trend=tuple(_trend(day) for day in days) if given.period.covers != "day" else (),
        users=top_users(days, MOST_USERS),
        bill=_bill(given, gathered),
        blocks=tuple(_blocks(given, gathered, hider)),
        open=open_incidents(gathered),
        tickets=open_tickets(given, gathered),
        tasks=tuple(_tasks(given)),
        missing=_missing(gathered),
    )


def _without_names(gathered: Gathered, pseudonyms: Pseudonyms) -> Gathered:
    """Incidents about somebody say so by pseudonym."""
    if isinstance(gathered.episodes, Lack):
        return gathered
    named = tuple((_without_name(one, pseudonyms), ending) for one, ending in gathered.episodes)
    return gathered._replace(episodes=named)


def _without_name(incident: Incident, pseudonyms: Pseudonyms) -> Incident:
    shown = tuple((name, pseudonyms.show(name, value)) for name, value in incident.contributor)
    return incident._replace(contributor=shown)


def _known(gathered: Gathered, period: Period) -> list[Day]:
    return [gathered.days[day] for day in period.days if day in gathered.days]


def _missing(gathered: Gathered) -> tuple[Lack, ...]:
    history = (gathered.episodes, gathered.alarms)
    return (*gathered.lacks, *(found for found in history if isinstance(found, Lack)))


def _trend(day: Day) -> Trend:
    totals = add_days([day])
    p95 = totals.percentiles[1] if totals.percentiles else 0.0
    return Trend(
        date.fromisoformat(day.day),
        totals.succeeded,
        totals.refused,
        totals.failures,
        p95,
        totals.tokens,
        totals.cost,
    )


def _bill(given: Given, gathered: Gathered) -> Bill:
    budget = given.catalogue.content["facts"].get("budget", {}).get("monthly")
    spending = gathered.spending.get(cost_metric(given.catalogue), Spending({}))
    month = given.period.last.replace(day=1)
    outlook = look_ahead(spending.daily, month, given.period.end) if spending.daily else None
    return Bill(budget, outlook, spending.lack)


def _blocks(given: Given, gathered: Gathered, hider: Hider) -> Iterator[Block]:
    bill = _bill(given, gathered)
    for block in given.blocks:
        title = block.get("title") or ""
        match block:
            case {"query": name}:
                yield _query_block(given, title, name, gathered.queries.get(name), hider)
            case {"graph": name}:
                yield _graph_block(given, title, name, gathered.graphs[name])
            case {"forecast": name}:
                yield _forecast_block(given, title, name, gathered.spending[name])
            case {"budget": _}:
                yield BudgetBlock(title, bill)
            case {"alarms": kind}:
                yield alarms_block(given, gathered, title, is_security=kind == "security")
            case _:
                yield _unknown(block)


def _unknown(block: Shown) -> Block:
    """A block of a catalogue that is newer than this function."""
    kind = next((str(key) for key in block if key != "title"), "?")
    return QueryBlock(block.get("title") or kind, kind, (), (), Lack(kind, "missing"))


def _query_block(given: Given, title: str, name: str, answer: Answer | None, hider: Hider) -> QueryBlock:
    query = given.catalogue.query(name)
    shown = title or (query.title if query else name)
    if answer is None or answer.status != "done":
        lack = lack_of(shown, answer) if answer else Lack(shown, "missing")
        return QueryBlock(shown, name, (), (), lack)
    rows = tuple(hider.hide(row) for row in answer.rows)
    return QueryBlock(shown, name, tuple(answer.columns), rows)


def _graph_block(given: Given, title: str, name: str, found: Series | Lack) -> GraphBlock:
    metric = given.catalogue.metric(name)
    shown = title or (metric.title if metric else name)
    unit = metric.unit if metric else ""
    if isinstance(found, Lack):
        return GraphBlock(shown, name, unit, None, found._replace(what=shown))
    is_daily = metric is not None and given.period.covers != "day" and is_sum(metric)
    return GraphBlock(shown, name, "%" if unit == "ratio" else unit, found, is_daily=is_daily)


def _forecast_block(given: Given, title: str, name: str, spending: Spending) -> ForecastBlock:
    metric = given.catalogue.metric(name)
    shown, unit = title or (metric.title if metric else name), metric.unit if metric else ""
    if not spending.daily:
        return ForecastBlock(shown, name, unit, None, spending.lack or Lack(shown, "missing"))
    end = given.period.end
    return ForecastBlock(
        shown, name, unit, look_ahead(spending.daily, end.replace(day=1), end), spending.lack
    )


def _tasks(given: Given) -> Iterator[Task]:
    tasks = given.catalogue.content["maintenance"].get("tasks", {})
    for name in given.report.get("tasks", ()):
        task = tasks.get(name, {})
        yield Task(name, task.get("do") or name, task.get("query") or "", task.get("runbook") or "")
