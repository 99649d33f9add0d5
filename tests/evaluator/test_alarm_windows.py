"""Which periods a metric alarm looks at: sliding windows, and windows on the wall clock."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from monitoring.evaluator.machine import AlarmMachine, Datum
from tests.evaluator.making import alarm, at, run, summed, told


def test_a_sliding_window_moves_with_each_minute() -> None:
    changes = run(alarm(period=3600), {at("13:07:30"): 1.0}, created="13:00", until="17:00")
    assert told(changes) == [("13:01", "OK"), ("13:08", "ALARM"), ("16:08", "OK")]
    changes = run(
        alarm(period=3600, n=1, missing="missing"), {at("13:07:30"): 1.0}, created="13:00", until="18:00"
    )
    assert told(changes)[-1] == ("16:08", "INSUFFICIENT_DATA")


def test_a_wall_clock_window_sees_a_period_only_when_it_is_over() -> None:
    changes = run(alarm(period=3600, timezone="UTC"), {at("13:07:30"): 1.0}, created="13:00", until="14:30")
    assert told(changes) == [("13:01", "OK"), ("14:00", "ALARM")]
    india = alarm(period=3600, timezone="Asia/Kolkata")
    assert told(run(india, {at("13:07:30"): 1.0}, created="13:00", until="14:30"))[-2:] == [
        ("13:30", "ALARM"),
        ("14:30", "OK"),
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "-04:00", "UTC-04:00"])
def test_days_of_a_wall_clock_window_begin_at_local_midnight(zone: str) -> None:
    daily = alarm(period=86_400, timezone=zone)
    assert told(run(daily, {at("13:00"): 1.0}, created="13:00", until="23:59")) == [("13:01", "OK")]
    late = list(AlarmMachine(daily, summed({at("13:00"): 1.0}), at("13:00")).run(at("04:01", day=1)))
    assert told(late)[-1] == ("04:00", "ALARM")


def test_a_day_on_which_the_clock_goes_back_has_25_hours_in_its_window() -> None:
    windows = []

    def source(start: int, end: int) -> Datum | None:
        windows.append((start, end))
        return None

    morning = int(datetime(2026, 11, 2, 6, tzinfo=UTC).timestamp())
    AlarmMachine(alarm(period=86_400, n=3, timezone="America/New_York"), source, 0).evaluate(morning)
    assert [(end - start) // 3600 for start, end in windows] == [24, 24, 25]


def test_a_wall_clock_window_looks_no_further_back_than_its_n_periods() -> None:
    """The datum of the hour before the last complete one is out of reach; a sliding window would find it."""
    settings = alarm(period=3600, missing="breaching", timezone="UTC")
    assert told(run(settings, {at("12:30"): 0.0}, created="13:00", until="14:30")) == [
        ("13:01", "OK"),
        ("14:00", "ALARM"),
    ]


def test_weeks_of_a_wall_clock_window_begin_on_monday() -> None:
    windows = []
    source: Callable[[int, int], Datum | None] = lambda start, end: windows.append(start)  # noqa: E731
    AlarmMachine(alarm(period=604_800, timezone="UTC"), source, 0).evaluate(at("12:00"))
    assert datetime.fromtimestamp(windows[-1], UTC) == datetime(2026, 8, 10, tzinfo=UTC)
