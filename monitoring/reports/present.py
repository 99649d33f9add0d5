"""A report as a document in its locale: the same sections for text, Markdown, HTML and Slack."""

from collections.abc import Iterator
from typing import Final

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import local
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Link
from monitoring.reports import charts
from monitoring.reports.day import FAILURES
from monitoring.reports.document import (
    Check,
    Checks,
    Document,
    Grid,
    Item,
    Lines,
    Missing,
    Picture,
    Section,
)
from monitoring.reports.lacks import lack_lines
from monitoring.reports.present_blocks import Linker, block_section, query_links
from monitoring.reports.present_figures import tiles
from monitoring.reports.present_money import bill_items
from monitoring.reports.report import AlarmsBlock, BudgetBlock, Report, Task
from monitoring.reports.say import Teller, money, spark, stamp
from monitoring.reports.words import words

_TELLS_USERS: Final = ("userId", "total_tokens")


def present(report: Report, catalogue: Catalogue, locale: str) -> Document:
    """The document."""
    teller = Teller(words(locale), report)
    linker = Linker(catalogue, Console(catalogue.region), report.period)
    period = report.period
    first, last = teller.day(period.first, "date-year"), teller.day(period.last)
    form = "day-span" if period.covers == "day" else "span"
    made = stamp(local(report.made, period.timezone))
    return Document(
        locale=locale,
        title=teller.say(
            "report-title", title=report.title, service=report.service, environment=report.environment
        ),
        subtitle=teller.say(form, first=first, last=last, zone=period.zone),
        footer=teller.say("made", at=made, zone=period.zone),
        sections=tuple(_sections(teller, linker)),
    )


def _sections(teller: Teller, linker: Linker) -> Iterator[Section]:
    report = teller.report
    yield Section(teller.say("section-first"), (_points(teller, linker),), brief=True)
    yield Section(teller.say("section-figures"), tuple(_figures(teller)), brief=True)
    yield from _over_time(teller)
    if report.totals and report.totals.codes:
        yield Section(teller.say("section-codes"), (_codes(teller),), brief=True)
    if not any(isinstance(block, BudgetBlock) for block in report.blocks):
        month = teller.month(report.period.last.replace(day=1))
        yield Section(teller.say("section-money", month=month), tuple(bill_items(teller)), brief=True)
    for block in report.blocks:
        yield block_section(teller, linker, block)
    if report.users and not _shows_users(report):
        yield Section(teller.say("section-users"), (_users(teller),))
    if report.lacks:
        yield Section(teller.say("section-lacks"), (Missing(tuple(lack_lines(teller, report.lacks))),))
    if report.tasks:
        yield Section(teller.say("section-tasks"), (_tasks(teller, linker),), brief=True)


def _points(teller: Teller, linker: Linker) -> Lines:
    return Lines(tuple(_notable(teller, linker)) or (teller.say("nothing"),), marked=True)


def _notable(teller: Teller, linker: Linker) -> Iterator[str]:
    """What a person would want to know before anything else; no numbers are judged but the budget."""
    report, say = teller.report, teller.say
    for one in report.open:
        since, age = teller.moment(one.opened), teller.span(report.made - one.opened)
        severity, title = teller.words.severity(one.severity), linker.alarm_title(one.entry)
        yield say("point-open", severity=severity, title=title, since=since, age=age)
    if report.tickets:
        oldest = teller.moment(min(one.opened for one in report.tickets))
        yield say("point-tickets", count=len(report.tickets), since=oldest)
    outlook = report.bill.outlook
    if report.bill.is_over and outlook is not None:
        total, budget = money(outlook.total or 0), money(report.bill.budget or 0)
        yield say("point-over", month=teller.month(outlook.month), total=total, budget=budget)
    yield from _standing(teller, linker)
    if report.lacks:
        which = say("item-separator").join(line.split(":")[0] for line in lack_lines(teller, report.lacks))
        yield say("point-lacks", count=len(report.lacks), which=which)


def _standing(teller: Teller, linker: Linker) -> Iterator[str]:
    going_on = {one.entry for one in teller.report.open}
    blocks = [block for block in teller.report.blocks if isinstance(block, AlarmsBlock)]
    for one in dict.fromkeys(found for block in blocks for found in block.standing):
        if one.entry not in going_on:
            state, since = teller.say(f"state-{one.state}"), teller.moment(one.since)
            yield teller.say("point-standing", title=linker.alarm_title(one.entry), state=state, since=since)


def _figures(teller: Teller) -> Iterator[Item]:
    report = teller.report
    totals, period = report.totals, report.period
    if totals is None:
        yield Lines((teller.say("no-figures"),))
        return
    yield tiles(teller, totals)
    if totals.days < len(period.days):
        yield Lines((teller.say("about-days", known=totals.days, all=len(period.days)),))
    if totals.percentiles:
        yield Lines((teller.say("about-durations" if totals.days > 1 else "about-durations-day"),))


def _over_time(teller: Teller) -> Iterator[Section]:
    report = teller.report
    if report.totals is None or not report.totals.requests:
        return
    if report.trend:
        yield Section(teller.say("section-trend"), (_trend(teller),))
        yield Section(teller.say("section-p95"), (_durations(teller),))
    yield Section(teller.say("section-hours"), (_hours(teller),), brief=True)


def _hours(teller: Teller) -> Picture:
    kinds = (charts.Kind("succeeded", charts.GREEN), charts.Kind("failed", charts.RED))
    hours = teller.report.hours
    bars = [(str(one.hour), {"succeeded": one.succeeded, "failed": one.failed}) for one in hours]
    counts = [float(one.succeeded + one.failed) for one in hours]
    peak = counts.index(max(counts))
    alt = teller.say("peak", at=f"{peak:02}:00", count=f"{counts[peak]:,.0f}")
    return Picture("hours", charts.stacked(bars, kinds), alt, spark(counts), _legend(teller, kinds))


def _trend(teller: Teller) -> Picture:
    kinds = (
        charts.Kind("succeeded", charts.GREEN),
        charts.Kind("refused", charts.AMBER),
        charts.Kind("failures", charts.RED),
    )
    trend = teller.report.trend
    bars = [
        (charts.day_label(one.day), {kind.name: getattr(one, kind.name) for kind in kinds}) for one in trend
    ]
    counts = [float(one.succeeded + one.refused + one.failures) for one in trend]
    peak = counts.index(max(counts))
    alt = teller.say("peak", at=teller.day(trend[peak].day), count=f"{counts[peak]:,.0f}")
    return Picture("trend", charts.stacked(bars, kinds), alt, spark(counts), _legend(teller, kinds))


def _durations(teller: Teller) -> Picture:
    values = [(charts.day_label(one.day), one.p95 / 1000 or None) for one in teller.report.trend]
    known = [one.p95 for one in teller.report.trend if one.p95] or [0.0]
    low, high, last = (teller.amount(round(value), "ms") for value in (min(known), max(known), known[-1]))
    alt = teller.say("graph-range", lowest=low, highest=high, last=last)
    return Picture("p95", charts.by_day(values), alt, spark([value or 0 for _, value in values]))


def _legend(teller: Teller, kinds: tuple[charts.Kind, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((teller.say(f"kind-{kind.name}"), kind.color) for kind in kinds)


def _codes(teller: Teller) -> Grid:
    totals, before = teller.report.totals, teller.report.before
    rows = []
    for code, count in (totals.codes if totals else {}).items():
        was = before.codes.get(code, 0) if before else None
        whose = teller.say("whose-ours" if code in FAILURES else "whose-theirs")
        rows.append((code, whose, f"{count:,}", teller.change(count, was, f"{was or 0:,}")))
    names = tuple(teller.column(name) for name in ("code", "whose", "count", "change"))
    return Grid(names, tuple(rows), (False, False, True, False))


def _users(teller: Teller) -> Grid:
    rows = tuple(
        (one.user, f"{one.requests:,}", f"{one.tokens:,.0f}", money(one.cost)) for one in teller.report.users
    )
    names = tuple(teller.column(name) for name in ("user", "requests", "tokens", "cost"))
    return Grid(names, rows, (False, True, True, True))


def _shows_users(report: Report) -> bool:
    """Whether a saved query already tells who used most."""
    shown = [getattr(block, "columns", ()) for block in report.blocks]
    return any(set(_TELLS_USERS) <= set(columns) for columns in shown)


def _tasks(teller: Teller, linker: Linker) -> Checks:
    return Checks(
        tuple(Check(task.do, tuple(_task_links(teller, linker, task))) for task in teller.report.tasks)
    )


def _task_links(teller: Teller, linker: Linker, task: Task) -> Iterator[Link]:
    yield from query_links(teller, linker, task.query)
    if task.runbook:
        title = teller.say("link-runbook-titled", title=linker.catalogue.runbook_title(task.runbook))
        yield Link(title, linker.runbook(task.runbook))
