"""Samples sorted into periods."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.series import (
    Datum,
    Sample,
    SampleError,
    Series,
    StatisticSet,
    Window,
    align,
    gather,
    measure,
)

MINUTE = 60_000


def test_a_period_holds_what_comes_before_the_next_begins() -> None:
    data = [Sample(0, 1), Sample(59_999, 2), Sample(60_000, 4), Sample(179_999, 8)]
    assert measure(data, "Sum", Window(0, 60, 3)) == Series(0, 60, [3, 4, 8])


def test_samples_outside_the_window_are_left_out() -> None:
    data = [Sample(-1, 1), Sample(0, 2), Sample(60_000, 4), Sample(120_000, 8)]
    assert measure(data, "Sum", Window(0, 60, 2)).points == [2, 4]


def test_periods_are_counted_from_the_start_that_is_asked_for() -> None:
    data = [Sample(minute * MINUTE, 1) for minute in range(20)]
    assert measure(data, "SampleCount", Window(120, 300, 3)) == Series(120, 300, [5, 5, 5])


def test_a_start_on_the_clock_is_a_multiple_of_the_period() -> None:
    assert [align(time, 300) for time in (0, 299, 300, 1_795_386_661)] == [0, 0, 300, 1_795_386_600]
    assert align(1_795_386_661, 86_400) % 86_400 == 0


def test_periods_without_samples_have_no_datapoint_and_no_count() -> None:
    buckets = gather([Sample(0, 5, 3), Sample(130_000, 1)], Window(0, 60, 4))
    assert buckets.series("Average").points == [5, None, 1, None]
    assert buckets.counts() == [3, 0, 1, 0]


def test_finer_statistic_sets_make_coarser_plain_statistics() -> None:
    data: list[Datum] = [StatisticSet(0, 2, 10, 1, 9), StatisticSet(MINUTE, 3, 30, 5, 20)]
    buckets = gather(data, Window(0, 120, 1))
    found = {
        word: buckets.series(word).points[0]
        for word in ("SampleCount", "Sum", "Average", "Minimum", "Maximum")
    }
    assert found == {"SampleCount": 5, "Sum": 40, "Average": 8, "Minimum": 1, "Maximum": 20}


@pytest.mark.parametrize(
    "datum",
    [
        Sample(0, float("nan")),
        Sample(0, float("inf")),
        Sample(0, -(2.0**361)),
        Sample(0, 1, 0),
        Sample(0, 1, float("nan")),
        StatisticSet(0, 0, 0, 0, 0),
        StatisticSet(0, 1, float("nan"), 0, 0),
        StatisticSet(0, 2, 3, 2, 1),
    ],
)
def test_samples_that_cloudwatch_refuses_are_refused(datum: Datum) -> None:
    with pytest.raises(SampleError):
        gather([datum], Window(0, 60, 1))


@pytest.mark.parametrize(
    "window", [Window(0, 0, 1), Window(0, -60, 1), Window(0, 60, -1), Window(0, 60, 10**9)]
)
def test_a_window_without_periods_or_without_end_is_refused(window: Window) -> None:
    with pytest.raises(SampleError, match="no window"):
        gather([], window)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3_600_000), st.integers(0, 50))), st.sampled_from([60, 300, 900]))
def test_every_sample_is_in_exactly_one_period(samples: list[tuple[int, int]], period: int) -> None:
    data = [Sample(time, float(value)) for time, value in samples]
    buckets = gather(data, Window(0, period, 3600 // period + 1))
    assert sum(buckets.counts()) == len(samples)
    assert sum(point or 0 for point in buckets.series("Sum").points) == sum(value for _, value in samples)
