"""A report as a document in its locale: the same sections for text, Markdown, HTML and Slack."""

from collections.abc import Iterator
from typing import Final

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.cells import money, places_of
from monitoring.oncall.clock import local
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Link
from monitoring.reports.day import FAILURES
from monitoring.reports.document import (
    Check,
    Checks,
    Document,
    Grid,
    Item,
    Lines,
    Missing,
    Section,
)
from monitoring.reports.lacks import lack_lines
from monitoring.reports.linker import Linker
from monitoring.reports.points import notable
from monitoring.reports.present_blocks import block_section, query_links
from monitoring.reports.present_figures import tiles
from monitoring.reports.present_graphs import durations_picture, hours_picture, trend_picture
from monitoring.reports.present_money import bill_items
from monitoring.reports.report import BudgetBlock, Report, Task
from monitoring.reports.say import Teller, stamp
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
    return Lines(tuple(notable(teller, linker)) or (teller.say("nothing"),), marked=True)


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
        yield Section(teller.say("section-trend"), (trend_picture(teller),), brief=True)
        yield Section(teller.say("section-p95"), (durations_picture(teller),))
    yield Section(teller.say("section-hours"), (hours_picture(teller),), brief=True)


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
    users = teller.report.users
    places = places_of(one.cost for one in users)
    rows = tuple(
        (one.user, f"{one.requests:,}", f"{one.tokens:,.0f}", money(one.cost, places)) for one in users
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
