"""What `monitoring report` makes without AWS: the catalogue, the period, the formats."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from monitoring.commands.inspection import Inspection, choose_environment
from monitoring.commands.outcome import WrongUse
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import local
from monitoring.reports.periods import Covers, Period, midnight, period_on

if TYPE_CHECKING:
    from monitoring.commands.local_logs import LocalLogs
    from monitoring.reports.document import Document
    from monitoring.reports.report import Report


_LONGEST: Final = 31
_NEARLY: Final = 60 * 60_000
"""Nights are quiet: logs that end within the hour before midnight have the whole day."""


def plan_catalogue(inspection: Inspection, environment: str | None, locale: str | None) -> Catalogue:
    """The catalogue that would be deployed; addresses in parameters are not known here."""
    from msgspec.structs import replace

    from monitoring.plan.build import plan
    from monitoring.plan.resources import Catalogue as Planned

    name = environment or choose_environment(inspection, None)
    spec = inspection.specs[choose_environment(inspection, name)]
    planned = plan(replace(spec, locale=locale)) if locale else inspection.plans[name]
    found = next(resource for resource in planned.resources if isinstance(resource, Planned))
    content: dict[str, Any] = dict(found.content)
    links: Mapping[str, Any] = content["links"]
    literal = {key: value for key, value in links.items() if isinstance(value, str)}
    # Logs on a desk are kept for as long as somebody likes.
    facts = {key: value for key, value in content["facts"].items() if key != "logRetention"}
    return Catalogue({**content, "links": literal, "facts": facts})


def choose_period(covers: Covers, day: date | None, logs: "LocalLogs") -> Period:
    """The period of a day; without one the last that the logs have whole, else the last that they have."""
    if day is not None:
        return _period_of(covers, day, logs)
    last = period_on(covers, logs.last, logs.timezone)
    earlier = last.before()
    is_whole = logs.ends_ms >= last.end_ms - _NEARLY
    return last if is_whole or earlier.first < logs.first else earlier


def _period_of(covers: Covers, day: date, logs: "LocalLogs") -> Period:
    """The period of a day of which the logs have something; a month has 31 days at most."""
    nearest = min(max(day, logs.first), logs.last)
    found = period_on(covers, day, logs.timezone) if abs((day - nearest).days) <= _LONGEST else None
    if found is None or found.end <= logs.first or found.first > logs.last:
        which = str(day) if covers == "day" else f"the {covers} of {day}"
        raise WrongUse(
            f"the logs have nothing of {which}; they go from {logs.first} to {logs.last}: "
            "choose a --day among these, or name more files with --logs"
        )
    return found


def doubts(period: Period, logs: "LocalLogs") -> Iterator[str]:
    """What a reader would not see in the report: lines that do not count, a last day that is not over."""
    if logs.left_out:
        yield (
            f"{logs.left_out:,} of {logs.count:,} lines have no time and are left out: an event is "
            '{"timestamp": ms, "message": ".."}'
        )
    ends = local(logs.ends_ms, logs.timezone)
    if (
        ends.date() in period.days
        and logs.ends_ms < midnight(ends.date() + timedelta(days=1), logs.timezone) - _NEARLY
    ):
        yield f"the logs end on {ends:%Y-%m-%d at %H:%M}: that day is told up to then, as if it were over"


def render(form: str, report: "Report", document: "Document") -> str:
    """The report in a format."""
    if form == "json":
        from monitoring.output.as_json import to_text

        return to_text(to_plain(report))
    if form == "html":
        from monitoring.reports.as_html import to_html
        from monitoring.reports.charts import draw

        return to_html(document, draw)
    if form == "markdown":
        from monitoring.reports.as_markdown import to_markdown

        return to_markdown(document)
    from monitoring.reports.as_text import to_text as to_plain_text

    return to_plain_text(document)


def to_plain(value: Any) -> Any:
    """Named tuples as objects; dates as ISO 8601."""
    if hasattr(value, "_asdict"):
        return {name: to_plain(item) for name, item in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): to_plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
