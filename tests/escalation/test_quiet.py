"""Quiet hours across midnight, on the wall clock of Tokyo, which never changes, and of one that does."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.oncall.catalogue import QuietHours
from monitoring.oncall.schedule import quiet_until
from tests.escalation.rig.catalogues import catalogue

fuzz = settings(derandomize=True, database=None, max_examples=300, deadline=None)
NIGHT = QuietHours("22:00", "08:00", ("investigate", "warning"))
NOON = QuietHours("12:00", "13:30", ("warning",))
TOKYO = "Asia/Tokyo"


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def until_of(hours: QuietHours | None, severity: str, zone: str, now: int) -> int:
    said = (
        {"quietHours": {"from": hours.start, "until": hours.until, "holds": list(hours.holds)}}
        if hours
        else {}
    )
    return quiet_until(
        catalogue(timezone=zone, escalation={"levels": {}, "routes": {}, **said}), severity, now
    )


def held(hours: QuietHours, severity: str, moment: str, zone: str = TOKYO) -> int:
    return until_of(hours, severity, zone, at(moment))


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-25T21:59:59.999+09:00", None),
        ("2026-11-25T22:00+09:00", "2026-11-26T08:00+09:00"),
        ("2026-11-25T23:59:59+09:00", "2026-11-26T08:00+09:00"),
        ("2026-11-26T00:00+09:00", "2026-11-26T08:00+09:00"),
        ("2026-11-26T07:59:59.999+09:00", "2026-11-26T08:00+09:00"),
        ("2026-11-26T08:00+09:00", None),
        ("2026-12-31T22:30+09:00", "2027-01-01T08:00+09:00"),
    ],
)
def test_a_warning_waits_until_the_morning(moment: str, until: str | None) -> None:
    assert held(NIGHT, "warning", moment) == (at(until) if until else 0)


@pytest.mark.parametrize("moment", ["2026-11-25T22:00+09:00", "2026-11-26T03:14+09:00"])
def test_a_critical_alarm_never_waits(moment: str) -> None:
    assert held(NIGHT, "critical", moment) == 0


def test_a_severity_that_is_not_held_does_not_wait() -> None:
    assert held(NOON, "investigate", "2026-11-25T12:10+09:00") == 0


@pytest.mark.parametrize(
    ("moment", "until"), [("12:00", "13:30"), ("13:29", "13:30"), ("11:59", ""), ("13:30", "")]
)
def test_hours_within_a_day_end_on_that_day(moment: str, until: str) -> None:
    expected = at(f"2026-11-25T{until}+09:00") if until else 0
    assert held(NOON, "warning", f"2026-11-25T{moment}+09:00") == expected


def test_without_quiet_hours_nothing_waits() -> None:
    assert until_of(None, "warning", TOKYO, at("2026-11-25T23:00+09:00")) == 0


def test_a_night_in_which_the_clock_goes_back_ends_in_the_morning_of_the_wall_clock() -> None:
    assert held(NIGHT, "warning", "2026-10-25T00:30+02:00", "Europe/Berlin") == at("2026-10-25T08:00+01:00")


@fuzz
@given(st.integers(at("2026-01-01T00:00+09:00"), at("2027-01-01T00:00+09:00")))
def test_when_the_quiet_hours_end_they_are_over(now: int) -> None:
    until = until_of(NIGHT, "warning", TOKYO, now)
    if until:
        assert now < until <= now + 10 * 3_600_000
        assert until_of(NIGHT, "warning", TOKYO, until) == 0
        assert until_of(NIGHT, "warning", TOKYO, until - 1) == until
