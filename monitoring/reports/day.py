"""The figures of one local day, and what days come to together.

A day is small enough to be kept as JSON, so that a month can be told after its log lines are gone. Durations
are kept in classes 2 % wide: percentiles of several days are right to within 1 %.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import exp
from typing import Any, Final, NamedTuple

CLASSES: Final = 50
"""Classes of duration for each factor of e: a class is 2 % wide."""
FAILURES: Final = ("AI_SERVICE_ERROR", "DATABASE_ERROR", "INTERNAL_ERROR", "QUALITY_ERROR")
"""Codes of failures that are not the caller's (service contract: "Failures")."""
_VERSION: Final = 1


class Hour(NamedTuple):
    """Requests that ended in an hour of the local day; ``p95`` of successes in milliseconds, 0 for none."""

    hour: int
    succeeded: int
    failed: int
    p95: float = 0.0


class Usage(NamedTuple):
    """What a user, by pseudonym, used."""

    user: str
    requests: int
    tokens: float
    cost: float


class Day(NamedTuple):
    """A day: durations of successes in milliseconds, cost in USD with that of failed requests.

    ``failed`` counts all that did not succeed, ``codes`` says why. ``is_cut``: there were more users than
    ``users`` holds.
    """

    day: str
    succeeded: int
    failed: int
    tokens: float
    cost: float
    hours: tuple[Hour, ...]
    codes: Mapping[str, int]
    percentiles: tuple[float, float, float]
    classes: Mapping[int, int]
    users: tuple[Usage, ...]
    is_cut: bool
    calls: int
    call_errors: int


class Totals(NamedTuple):
    """Some days together; ``percentiles`` are p50, p95, p99, exact for one day, None without successes.

    ``failures`` are ours, ``refused`` the callers'; ``users`` is a least number when ``is_cut``.
    """

    days: int
    requests: int
    succeeded: int
    failures: int
    refused: int
    tokens: float
    cost: float
    percentiles: tuple[float, float, float] | None
    users: int
    is_cut: bool
    calls: int
    call_errors: int
    codes: Mapping[str, int]

    @property
    def failure_rate(self) -> float:
        """Percent of requests that failed for a reason of ours."""
        return 100 * self.failures / self.requests if self.requests else 0.0

    @property
    def call_success_rate(self) -> float | None:
        """Percent of model calls that succeeded; None when there was none."""
        return 100 - 100 * self.call_errors / self.calls if self.calls else None


def add_days(days: Sequence[Day]) -> Totals:
    """What some days come to."""
    codes: Counter[str] = Counter()
    for day in days:
        codes.update(day.codes)
    failed = sum(day.failed for day in days)
    failures = sum(codes[code] for code in FAILURES)
    succeeded = sum(day.succeeded for day in days)
    return Totals(
        days=len(days),
        requests=succeeded + failed,
        succeeded=succeeded,
        failures=failures,
        refused=failed - failures,
        tokens=sum(day.tokens for day in days),
        cost=sum(day.cost for day in days),
        percentiles=_percentiles(days),
        users=len({usage.user for day in days for usage in day.users}),
        is_cut=any(day.is_cut for day in days),
        calls=sum(day.calls for day in days),
        call_errors=sum(day.call_errors for day in days),
        codes=dict(codes.most_common()),
    )


def add_hours(days: Iterable[Day]) -> tuple[Hour, ...]:
    """The 24 hours of the day, over some days; the p95 is that of a single day only."""
    alone = list(days)
    at: dict[int, list[Hour]] = {hour: [] for hour in range(24)}
    for day in alone:
        for hour in day.hours:
            at[hour.hour].append(hour)
    return tuple(
        Hour(
            hour,
            sum(one.succeeded for one in some),
            sum(one.failed for one in some),
            some[0].p95 if len(alone) == len(some) == 1 else 0.0,
        )
        for hour, some in at.items()
    )


def top_users(days: Iterable[Day], most: int) -> tuple[Usage, ...]:
    """Those who used most tokens."""
    found: dict[str, Usage] = {}
    for usage in (usage for day in days for usage in day.users):
        had = found.get(usage.user, Usage(usage.user, 0, 0, 0))
        found[usage.user] = Usage(
            usage.user, had.requests + usage.requests, had.tokens + usage.tokens, had.cost + usage.cost
        )
    ranked = sorted(found.values(), key=lambda usage: (-usage.tokens, usage.user))
    return tuple(ranked[:most])


def _percentiles(days: Sequence[Day]) -> tuple[float, float, float] | None:
    counted: Counter[int] = Counter()
    for day in days:
        counted.update(day.classes)
    if not counted:
        return None
    busy = [day for day in days if day.classes]
    if len(busy) == 1:
        return busy[0].percentiles
    low, high, top = (_percentile(counted, share) for share in (0.5, 0.95, 0.99))
    return low, high, top


def _percentile(counted: Mapping[int, int], share: float) -> float:
    """The middle of the class in which a share of the sorted values ends."""
    left = share * sum(counted.values())
    found = 0
    for found in sorted(counted):
        left -= counted[found]
        if left <= 0:
            break
    return exp((found + 0.5) / CLASSES)


def write_day(day: Day) -> str:
    """A day as JSON."""
    kept = {
        **day._asdict(),
        "hours": [hour._asdict() for hour in day.hours],
        "users": [usage._asdict() for usage in day.users],
        "version": _VERSION,
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def read_day(text: str | bytes) -> Day | None:
    """The day in a JSON text; None for what another version wrote."""
    try:
        kept: dict[str, Any] = json.loads(text)
        if kept.pop("version") != _VERSION:
            return None
        low, high, top = kept.pop("percentiles")
        return Day(
            **{
                **kept,
                "hours": tuple(Hour(**hour) for hour in kept["hours"]),
                "users": tuple(Usage(**usage) for usage in kept["users"]),
                "classes": {int(one): count for one, count in kept["classes"].items()},
            },
            percentiles=(low, high, top),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
