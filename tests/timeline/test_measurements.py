"""What windows of samples measure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.series import Sample, StatisticSet, Window, gather
from monitoring.plan.parts import MetricStat
from monitoring.timeline.inputs import MetricKey, key_of
from monitoring.timeline.measurements import Measurements

STATISTICS = ("Sum", "SampleCount", "Average", "Minimum", "Maximum", "p95", "tm50")
fixed = settings(derandomize=True, deadline=None, max_examples=200)

whole = st.integers(-(10**6), 10**6).map(float)
values = whole | st.integers(-1000, 1000).map(lambda n: n / 8) | st.just(2.0**60)
samples = st.lists(
    st.builds(Sample, st.integers(0, 3_600_000), whole)
    | st.builds(Sample, st.integers(0, 3_600_000), values),
    max_size=40,
)


def stat(statistic: str) -> MetricStat:
    return MetricStat(namespace="N", name="M", dimensions={}, statistic=statistic, period=60)


KEY: MetricKey = key_of(stat("Sum"))


@fixed
@given(samples, st.integers(0, 60), st.integers(1, 60), st.sampled_from(STATISTICS))
def test_a_window_measures_what_the_reference_measures(
    some: list[Sample], first: int, minutes: int, statistic: str
) -> None:
    start, end = first * 60, (first + minutes) * 60
    reference = gather(some, Window(start, end - start, 1))
    (value,), (count,) = reference.series(statistic).points, reference.counts()
    found = Measurements({KEY: some}).source(stat(statistic))(start, end)
    assert (found and found.value) == pytest.approx(value)
    assert (found.samples if found else 0) == (count if value is not None else 0)


def test_sets_of_samples_are_measured() -> None:
    sets = [StatisticSet(0, 4, 10, 1, 5), StatisticSet(59_000, 1, 2, 2, 2)]
    source = Measurements({KEY: sets}).source(stat("Average"))
    assert source(0, 60) == (2.4, 5)


def test_equal_values_of_a_minute_are_one_sample() -> None:
    some = [Sample(at * 1000, 1.0) for at in range(120)]
    measured = Measurements({KEY: some})
    assert [(each.timestamp, each.count) for each in measured.samples(KEY, 0, 120)] == [(0, 60), (60_000, 60)]
    assert measured.times([KEY]) == [0, 60]
    assert Measurements({KEY: some}, resolution=1).times([KEY]) == list(range(120))


def test_a_metric_may_be_there_without_samples() -> None:
    measured = Measurements({KEY: []})
    assert measured.has(KEY)
    assert measured.source(stat("Sum"))(0, 60) is None
    assert not Measurements({}).has(KEY)
