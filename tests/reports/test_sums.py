"""What a report adds up is what the log says, whatever the log."""

import json
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.commands.local_logs import LocalLogs
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import HOUR
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.compute import compute
from monitoring.reports.day import FAILURES
from monitoring.reports.gather import gather
from monitoring.reports.given import Given
from monitoring.reports.periods import Covers, period_on
from monitoring.reports.report import Report
from tests.oncall.rig.shipped import content
from tests.reports.rig.desk import moment
from tests.reports.rig.service_month import Request, events

KEY = Pseudonyms(b"key", ("userId", "sourceIp"))
FIRST, LAST = moment("2026-10-30T00:00"), moment("2026-11-10T00:00")
CODES = ("", "", *FAILURES, "VALIDATION_ERROR", "AUTHENTICATION_ERROR", "FORBIDDEN_ERROR")
MIDNIGHTS = [moment(f"2026-11-{day:02}T00:00") + off for day in range(1, 10) for off in (-1, 0, 1, 999)]


class Made(NamedTuple):
    """A report's name with a day and the kind of its period."""

    name: str
    covers: Covers
    day: date


REPORTS = [
    Made("daily", "day", date(2026, 11, 3)),
    Made("weekly", "week", date(2026, 11, 3)),
    Made("monthly", "month", date(2026, 11, 3)),
]


def some_requests() -> st.SearchStrategy[list[Request]]:
    """Requests, many of them around midnight."""
    at = st.one_of(st.sampled_from(MIDNIGHTS), st.integers(FIRST, LAST - 1))
    return st.lists(
        st.builds(
            Request,
            at,
            st.sampled_from(["a", "b", "user|*_`<@U1>", "日本"]),
            st.integers(1, 10**6),
            st.sampled_from(CODES),
            st.just("message"),
            st.integers(1, 58_000),
            st.integers(0, 10**6),
        ),
        min_size=1,
        max_size=40,
    )


@pytest.mark.parametrize("made", REPORTS, ids=lambda made: made.name)
@given(requests=some_requests())
@settings(derandomize=True, max_examples=25, deadline=None)
def test_sums_are_those_of_the_log(made: Made, requests: list[Request]) -> None:
    requests.append(Request(moment("2026-11-03T12:00"), "a", 1, "", "", 900, 10))
    report = report_on(made, requests)
    period = report.period
    inside = [one for one in requests if period.start_ms <= one.at < period.end_ms]
    assert report.totals is not None
    codes = Counter(one.code for one in inside if one.code)
    assert report.totals.requests == len(inside)
    assert report.totals.codes == codes
    assert report.totals.failures == sum(codes[code] for code in FAILURES)
    assert report.totals.failures + report.totals.refused + report.totals.succeeded == len(inside)
    assert report.totals.tokens == sum(one.tokens for one in inside)
    assert report.totals.cost == pytest.approx(sum(one.cost for one in inside), rel=1e-6, abs=1e-8)
    assert sum(hour.succeeded + hour.failed for hour in report.hours) == len(inside)
    assert report.totals.users == len({one.user for one in inside})
    used = Counter[str]()
    for one in inside:
        used[KEY.of("userId", one.user)] += one.tokens
    assert {usage.user: usage.tokens for usage in report.users} == dict(used)


@given(requests=some_requests())
@settings(derandomize=True, max_examples=20, deadline=None)
def test_a_weeks_days_come_to_the_week(requests: list[Request]) -> None:
    requests.append(Request(moment("2026-11-03T12:00"), "a", 1, "", "", 900, 10))
    report = report_on(REPORTS[1], requests)
    assert report.totals is not None
    days = report.trend
    assert sum(one.succeeded + one.refused + one.failures for one in days) == report.totals.requests
    assert sum(one.tokens for one in days) == report.totals.tokens


@given(durations=st.lists(st.integers(1, 58_000), min_size=2, max_size=60))
@settings(derandomize=True, max_examples=25, deadline=None)
def test_percentiles_of_several_days_are_right_to_within_one_percent(durations: list[int]) -> None:
    days = [moment(f"2026-11-{day:02}T12:00") for day in (2, 3, 4)]
    requests = [
        Request(days[at % 3] + at, "a", at, "", "", duration, 1) for at, duration in enumerate(durations)
    ]
    report = report_on(REPORTS[1], requests)
    assert report.totals is not None
    assert report.totals.percentiles is not None
    for share, found in zip((50, 95, 99), report.totals.percentiles, strict=True):
        ranked = sorted(durations)
        exact = ranked[-(-share * len(ranked) // 100) - 1]
        assert found == pytest.approx(exact, rel=0.0101)


def test_days_outside_the_files_are_missing_and_not_empty() -> None:
    report = report_on(REPORTS[1], [Request(moment("2026-11-04T12:00"), "a", 1, "", "", 900, 10)])
    gone = {lack.what for lack in report.missing if lack.why == "outside"}
    monday = date(2026, 11, 2)
    assert gone == {(monday + timedelta(days=at)).isoformat() for at in (0, 1, 3, 4, 5, 6)}
    assert report.before is None


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", date(2026, 11, 1), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Asia/Kolkata", date(2026, 11, 1), 24),
    ],
)
def test_a_day_of_another_zone_has_the_requests_of_all_its_hours(zone: str, day: date, hours: int) -> None:
    begins = period_on("day", day, zone).start_ms
    moments = [begins + at * HOUR // 2 for at in range(-2, 2 * hours + 2)]
    requests = [Request(at, "a", number, "", "", 900, 10) for number, at in enumerate(moments)]
    report = report_on(REPORTS[0]._replace(day=day), requests, zone)
    assert report.totals is not None
    assert report.totals.requests == 2 * hours
    counts = {one.hour: one.succeeded for one in report.hours}
    assert sum(counts.values()) == 2 * hours
    assert {hour: count for hour, count in counts.items() if count != 2} == {
        24: {},
        25: {1: 4},
        23: {2: 0},
    }[hours]


def report_on(made: Made, requests: list[Request], zone: str = "Asia/Tokyo") -> Report:
    """The report from these requests' lines."""
    lines = [json.dumps(event).encode() for event in events(iter(requests))]
    catalogue = Catalogue(content("en"))
    period = period_on(made.covers, made.day, zone)
    given = Given(catalogue, made.name, period, period.end_ms)
    return compute(given, gather(given, LocalLogs(lines, zone), KEY), KEY)
