"""Which days a report covers."""

from datetime import date, time

import pytest

from monitoring.oncall.clock import HOUR, from_iso, local
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.periods import Covers, period_at, period_on
from monitoring.reports.queries import read_answers, slice_of

CASES = [
    # covers, made at, first day, end
    ("day", "2026-11-20T09:00:00+09:00", date(2026, 11, 19), date(2026, 11, 20)),
    ("day", "2026-11-20T00:00:00Z", date(2026, 11, 19), date(2026, 11, 20)),
    ("day", "2026-11-19T23:30:00Z", date(2026, 11, 19), date(2026, 11, 20)),
    ("day", "2026-11-20T00:00:00+09:00", date(2026, 11, 19), date(2026, 11, 20)),
    ("day", "2026-11-19T23:59:59+09:00", date(2026, 11, 18), date(2026, 11, 19)),
    ("day", "2027-01-01T09:00:00+09:00", date(2026, 12, 31), date(2027, 1, 1)),
    ("day", "2028-03-01T09:00:00+09:00", date(2028, 2, 29), date(2028, 3, 1)),
    ("week", "2026-11-23T09:30:00+09:00", date(2026, 11, 16), date(2026, 11, 23)),
    ("week", "2026-11-25T09:30:00+09:00", date(2026, 11, 16), date(2026, 11, 23)),
    ("week", "2026-11-22T23:59:00+09:00", date(2026, 11, 9), date(2026, 11, 16)),
    ("week", "2027-01-04T09:30:00+09:00", date(2026, 12, 28), date(2027, 1, 4)),
    ("month", "2026-12-01T10:00:00+09:00", date(2026, 11, 1), date(2026, 12, 1)),
    ("month", "2026-12-31T10:00:00+09:00", date(2026, 11, 1), date(2026, 12, 1)),
    ("month", "2027-01-01T10:00:00+09:00", date(2026, 12, 1), date(2027, 1, 1)),
    ("month", "2028-03-01T10:00:00+09:00", date(2028, 2, 1), date(2028, 3, 1)),
]


@pytest.mark.parametrize(("covers", "at", "first", "end"), CASES)
def test_a_report_covers_the_last_whole_period(covers: Covers, at: str, first: date, end: date) -> None:
    period = period_at(covers, from_iso(at), "Asia/Tokyo")
    assert (period.first, period.end) == (first, end)


@pytest.mark.parametrize(
    ("covers", "zone", "at", "first", "hours"),
    [
        ("day", "America/New_York", "2026-11-02T04:59:00Z", date(2026, 10, 31), 24),
        ("day", "America/New_York", "2026-11-02T05:00:00Z", date(2026, 11, 1), 25),
        ("day", "America/New_York", "2026-03-09T04:00:00Z", date(2026, 3, 8), 23),
        ("week", "America/New_York", "2026-11-02T12:00:00Z", date(2026, 10, 26), 169),
        ("week", "Europe/Berlin", "2026-03-30T12:00:00Z", date(2026, 3, 23), 167),
        ("month", "Europe/Berlin", "2026-04-01T12:00:00Z", date(2026, 3, 1), 743),
        ("month", "Asia/Tokyo", "2026-04-01T12:00:00Z", date(2026, 3, 1), 744),
        ("day", "Pacific/Kiritimati", "2026-11-19T10:00:00Z", date(2026, 11, 19), 24),
        ("day", "UTC", "2026-11-20T00:00:00Z", date(2026, 11, 19), 24),
    ],
)
def test_periods_of_other_zones_begin_and_end_at_their_midnights(
    covers: Covers, zone: str, at: str, first: date, hours: int
) -> None:
    period = period_at(covers, from_iso(at), zone)
    assert period.first == first
    assert period.end_ms - period.start_ms == hours * HOUR
    assert period.end_ms <= from_iso(at)
    assert local(period.start_ms, zone).time() == local(period.end_ms, zone).time() == time()


@pytest.mark.parametrize(
    ("covers", "day", "name", "before"),
    [
        ("day", date(2026, 3, 1), "2026-03-01", "2026-02-28"),
        ("week", date(2027, 1, 3), "2026-W53", "2026-W52"),
        ("month", date(2026, 3, 31), "2026-03", "2026-02"),
        ("month", date(2027, 1, 31), "2027-01", "2026-12"),
    ],
)
def test_periods_have_names_and_others_before_them(covers: Covers, day: date, name: str, before: str) -> None:
    period = period_on(covers, day, "Asia/Tokyo")
    assert (period.name, period.before().name) == (name, before)
    assert period.before().end == period.first


def test_tokyos_days_have_24_hours_and_begin_at_15_in_utc() -> None:
    year = period_on("month", date(2026, 3, 1), "Asia/Tokyo")
    for day in year.days:
        one = slice_of(day, "Asia/Tokyo")
        assert one.end - one.start == 24 * HOUR
        assert one.start % (24 * HOUR) == 15 * HOUR


@pytest.mark.parametrize(
    ("day", "hours", "slot", "shown"),
    [
        (date(2026, 3, 8), 23, 2, 3),  # the clock goes from 2 to 3
        (date(2026, 11, 1), 25, 2, 1),  # 1 o'clock comes twice
        (date(2026, 11, 1), 25, 24, 23),
    ],
)
def test_days_of_other_lengths_keep_the_hours_of_the_clock(
    day: date, hours: int, slot: int, shown: int
) -> None:
    one = slice_of(day, "America/New_York")
    assert one.end - one.start == hours * HOUR
    rows = [{"hour": str(slot), "action": "subgoal_generation_success", "requests": "4", "tokens": "9"}]
    found: dict[str, list[dict[str, str]]] = {
        name: [] for name in ("codes", "durations", "classes", "users", "calls")
    }
    made = read_answers(one, {**found, "hours": rows}, Pseudonyms(b"key"))
    assert [(hour.hour, hour.succeeded) for hour in made.hours] == [(shown, 4)]


def test_zones_that_are_half_an_hour_off_have_their_own_midnight() -> None:
    one = slice_of(date(2026, 11, 1), "Asia/Kolkata")
    assert one.start == from_iso("2026-10-31T18:30:00Z")
