"""A log alarm, a report or a forecast looks further back than the data are kept.

Why: what has been deleted is not found, and no query says so: a monthly table over a log that is kept for a
week is a weekly table with the wrong title. Logs are kept for `facts.logs.retention`; CloudWatch keeps a
metric for 15 days at a period of a minute, 63 days at five minutes and 455 days at an hour. A month is
counted as 31 days.

Fix: shorten the window or what the report covers, raise `facts.logs.retention`, show a graph of a metric
instead of a query, or give the metric a longer `period`.

Bad:

    facts:
      logs: {retention: 7 d, archive: 90 d}
    reports:
      monthly: {at: "09:00", covers: month, to: development, show: [{query: tokens-by-day}]}

Good:

    facts:
      logs: {retention: 60 d, archive: 90 d}
    reports:
      monthly: {at: "09:00", covers: month, to: development, show: [{query: tokens-by-day}]}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.aws.limits import kept_for
from monitoring.finding import Finding, Path, error
from monitoring.spec.places import at_setting, span
from monitoring.spec.reports import Report, Shown
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "retention-shorter-than-query"
_DAY: Final = 86400
_COVERS: Final = {"day": _DAY, "week": 7 * _DAY, "month": 31 * _DAY}
_HOUR: Final = 3600


def check(spec: Spec) -> Iterator[Finding]:
    """Windows of log alarms, and blocks of reports, that reach beyond what is kept."""
    kept = spec.facts.logs.retention.seconds
    for rule in alarm_rules(spec):
        if rule.rows_of and rule.over > kept:
            message = f"the log alarm looks back {span(rule.over)}, logs are kept for {span(kept)}"
            fix = "shorten `over`, or raise `facts.logs.retention`"
            yield error(CHECK, at_setting(spec, rule, "over"), message, fix)
    for name, report in spec.reports.items():
        for index, block in enumerate(report.show):
            yield from _block(spec, report, block, ("reports", name, "show", index))


def _block(spec: Spec, report: Report, block: Shown, place: Path) -> Iterator[Finding]:
    covers, kept = _COVERS[report.covers], spec.facts.logs.retention.seconds
    if block.query is not None and covers > kept:
        message = f"the report covers {span(covers)}, logs are kept for {span(kept)}"
        fix = "show a graph instead of the query, or raise `facts.logs.retention`"
        yield error(CHECK, (*place, "query"), message, fix)
    if block.graph is not None:
        yield from _metric(spec, block.graph, covers, (*place, "graph"))
    if block.forecast is not None and block.from_last is not None:
        yield from _metric(spec, block.forecast, block.from_last.seconds, (*place, "from-last"))


def _metric(spec: Spec, name: str, covers: int, path: Path) -> Iterator[Finding]:
    """A metric without a `period` of its own is drawn at whichever period is still kept."""
    metric = spec.metrics.get(name)
    period = metric.period.seconds if metric and metric.period else _HOUR
    kept = kept_for(period)
    if covers > kept:
        message = f"{span(covers)} are looked at, points of {span(period)} are kept for {span(kept)}"
        fix = "look at a shorter time" if period >= _HOUR else f"give `{name}` a longer `period`"
        yield error(CHECK, path, message, fix)
