"""The queries that a day's figures come from, and how their rows are read.

Each is bound to the exact milliseconds of a local day: StartQuery takes whole seconds, both ends included
(CloudWatch Logs API Reference). Money is asked for in millionths, because computed numbers below 1 come with
four digits (observed).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

from monitoring.oncall.clock import HOUR, local
from monitoring.oncall.insights import Ask
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.day import CLASSES, Day, Hour, Usage
from monitoring.reports.periods import midnight

Row: TypeAlias = Mapping[str, str]
Rows: TypeAlias = Sequence[Row]

MOST_USERS: Final = 1000
_SUCCESS, _ERROR = "subgoal_generation_success", "subgoal_generation_error"
_ENDED = f'action in ["{_SUCCESS}", "{_ERROR}"]'
_SPENT = "sum(metadata.tokensUsed) as tokens, sum(metadata.estimatedCost * 1000000) as micros"
_QUERIES: Final = {
    "hours": f"""filter {_ENDED} and {{exactly}}
| stats count(*) as requests, percentile(duration, 95) as p95, {_SPENT}
        by floor((toMillis(@timestamp) - {{start}}) / {HOUR}) as hour, action
| sort hour asc, action asc""",
    "codes": f"""filter action = "{_ERROR}" and {{exactly}}
| stats count(*) as requests by error.code
| sort requests desc""",
    "durations": f"""filter action = "{_SUCCESS}" and {{exactly}}
| stats percentile(duration, 50) as p50, percentile(duration, 95) as p95, percentile(duration, 99) as p99""",
    "classes": f"""filter action = "{_SUCCESS}" and duration > 0 and {{exactly}}
| stats count(*) as requests by floor(log(duration) * {CLASSES}) as class
| sort class asc""",
    "users": f"""filter {_ENDED} and ispresent(userId) and {{exactly}}
| stats count(*) as requests, {_SPENT}
        by userId
| sort tokens desc, userId asc
| limit {MOST_USERS}""",
    "calls": """filter action = "bedrock_invoke_model" and {exactly}
| stats count(*) as calls, count(error.code) as errors""",
}
NAMES: Final = tuple(_QUERIES)


class Slice(NamedTuple):
    """A local day in epoch milliseconds; ``end`` does not belong to it."""

    day: date
    start: int
    end: int
    timezone: str


def slice_of(day: date, timezone: str) -> Slice:
    """When a local day begins and ends."""
    return Slice(day, midnight(day, timezone), midnight(day + timedelta(days=1), timezone), timezone)


def day_asks(of: Slice, log_groups: tuple[str, ...]) -> list[Ask]:
    """The questions about a day, in the order of ``NAMES``."""
    exactly = f"toMillis(@timestamp) >= {of.start} and toMillis(@timestamp) < {of.end}"
    texts = (text.format(exactly=exactly, start=of.start) for text in _QUERIES.values())
    return [Ask(text, log_groups, of.start, of.end) for text in texts]


def read_answers(of: Slice, found: Mapping[str, Rows], pseudonyms: Pseudonyms) -> Day:
    """The day from the rows of its queries, by their names."""
    hours, durations, calls = found["hours"], _first(found["durations"]), _first(found["calls"])
    return Day(
        day=of.day.isoformat(),
        succeeded=_sum(_only(hours, _SUCCESS), "requests"),
        failed=_sum(_only(hours, _ERROR), "requests"),
        tokens=sum(number(row, "tokens") for row in hours),
        cost=sum(_dollars(row) for row in hours),
        hours=_hours(of, hours),
        codes={row.get("error.code", "?"): round(number(row, "requests")) for row in found["codes"]},
        percentiles=(number(durations, "p50"), number(durations, "p95"), number(durations, "p99")),
        classes={round(number(row, "class")): round(number(row, "requests")) for row in found["classes"]},
        # Without a key every pseudonym is the same, which would make one user of all.
        users=tuple(_usage(row, pseudonyms) for row in found["users"]) if pseudonyms.key else (),
        is_cut=len(found["users"]) == MOST_USERS or not pseudonyms.key,
        calls=round(number(calls, "calls")),
        call_errors=round(number(calls, "errors")),
    )


def number(row: Row, name: str) -> float:
    """A number of a row; 0 where it has none."""
    try:
        return float(row.get(name) or 0)
    except ValueError:
        return 0.0


def _dollars(row: Row) -> float:
    return number(row, "micros") / 1e6


def _hours(of: Slice, rows: Rows) -> tuple[Hour, ...]:
    """By the hour of the local clock, also on days that have 23 or 25 hours."""
    found: dict[int, Hour] = {}
    for row in rows:
        hour = local(of.start + round(number(row, "hour")) * HOUR, of.timezone).hour
        had = found.get(hour, Hour(hour, 0, 0))
        count = round(number(row, "requests"))
        if row.get("action") == _SUCCESS:
            found[hour] = had._replace(succeeded=had.succeeded + count, p95=max(had.p95, number(row, "p95")))
        else:
            found[hour] = had._replace(failed=had.failed + count)
    return tuple(found[hour] for hour in sorted(found))


def _usage(row: Row, pseudonyms: Pseudonyms) -> Usage:
    user = pseudonyms.of("userId", row.get("userId", ""))
    return Usage(user, round(number(row, "requests")), number(row, "tokens"), _dollars(row))


def _only(rows: Rows, action: str) -> list[Row]:
    return [row for row in rows if row.get("action") == action]


def _sum(rows: Rows, name: str) -> int:
    return round(sum(number(row, name) for row in rows))


def _first(rows: Rows) -> Row:
    return rows[0] if rows else {}
