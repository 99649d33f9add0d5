"""What a person would want to know of a report before anything else; only the budget is judged."""

from collections.abc import Iterator
from typing import Final

from monitoring.oncall.cells import money
from monitoring.oncall.incident import Incident
from monitoring.reports.lacks import lack_lines
from monitoring.reports.linker import Linker
from monitoring.reports.report import AlarmsBlock, Report
from monitoring.reports.say import Teller

_CRITICAL: Final = "critical"
_MOST_OVER: Final = 3


def notable(teller: Teller, linker: Linker) -> Iterator[str]:
    """Sentences, what goes on first."""
    report, say = teller.report, teller.say
    for one in report.open:
        since, age = teller.moment(one.opened), teller.span(report.made - one.opened)
        severity, title = teller.words.severity(one.severity), linker.alarm_title(one.entry)
        yield say("point-open", severity=severity, title=title, since=since, age=age)
    yield from _over(teller, linker)
    if report.totals and not report.totals.requests:
        yield say("point-none")
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


def _over(teller: Teller, linker: Linker) -> Iterator[str]:
    """Critical incidents that are over, the longest first."""
    found = sorted(_recovered(teller.report), key=lambda one: one.opened - one.closed)
    for one in found[:_MOST_OVER]:
        since, lasted = teller.moment(one.opened), teller.span(one.closed - one.opened)
        severity, title = teller.words.severity(one.severity), linker.alarm_title(one.entry)
        yield teller.say("point-recovered", severity=severity, title=title, since=since, lasted=lasted)
    if len(found) > _MOST_OVER:
        yield teller.say("point-more-recovered", count=len(found) - _MOST_OVER)


def _recovered(report: Report) -> Iterator[Incident]:
    blocks = [block for block in report.blocks if isinstance(block, AlarmsBlock) and not block.is_security]
    told = {(one.key, one.opened): one for block in blocks for one, _ in block.episodes}
    yield from (one for one in told.values() if one.severity == _CRITICAL and not (one.is_open or one.drill))


def _standing(teller: Teller, linker: Linker) -> Iterator[str]:
    going_on = {one.entry for one in teller.report.open}
    blocks = [block for block in teller.report.blocks if isinstance(block, AlarmsBlock)]
    for one in dict.fromkeys(found for block in blocks for found in block.standing):
        if one.entry not in going_on:
            state, since = teller.say(f"state-{one.state}"), teller.moment(one.since)
            yield teller.say("point-standing", title=linker.alarm_title(one.entry), state=state, since=since)
