"""What kind of number a metric is."""

from typing import Any

import pytest

from monitoring.spec.metrics import Metric
from monitoring.spec.traits import clock, finest, is_rate, leaves, significant
from tests.support.specs import spec

VOLUME = {"namespace": "AWS/RDS", "name": "VolumeReadIOPs", "statistic": "Sum", "dimensions": "database"}
QUALITY = {"namespace": "Demo", "name": "Good", "statistic": "Average", "dimensions": "service", "unit": "%"}
MORE: dict[str, Any] = {
    "volume": VOLUME,
    "quality": QUALITY,
    "load": {"math": "cpu + c", "with": {"cpu": "database-cpu", "c": "database-capacity"}},
    "per-request": {"math": "cpu / r", "with": {"cpu": "database-cpu", "r": "requests"}, "unit": "%"},
    "reads": {"math": "r / c", "with": {"r": "volume", "c": "database-cpu"}},
    "twice": {"math": "2 * rate", "with": {"rate": "failure-rate"}, "unit": "%"},
    "circle": {"math": "a + b", "with": {"a": "circle", "b": "requests"}},
    "fast": {"namespace": "Demo", "name": "Fast", "statistic": "Sum", "period": "10 s"},
    "slow-graph": {"namespace": "Demo", "name": "Slow", "statistic": "Sum", "period": "1 h"},
}
SPEC = spec({"metrics": MORE})


def metric(name: str) -> Metric:
    return SPEC.metrics[name]


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("probe-failures", 60),
        ("database-cpu", 60),
        ("volume", 300),
        ("load", 60),
        ("reads", 300),
        ("requests", None),
        ("per-request", None),
        ("failure-rate", None),
        ("database-errors", None),
        ("circle", None),
    ],
)
def test_what_comes_by_the_clock(name: str, seconds: int | None) -> None:
    assert clock(SPEC, metric(name)) == seconds


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("failure-rate", True),
        ("server-errors", True),
        ("quality", True),
        ("twice", True),
        ("database-cpu", False),
        ("requests", False),
        ("function-duration-p95", False),
        ("per-request", False),
    ],
)
def test_what_is_a_rate(name: str, rate: bool) -> None:
    assert is_rate(SPEC, metric(name)) is rate


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("requests", 60), ("volume", 300), ("fast", 10), ("slow-graph", 60), ("probe-failures", 60)],
)
def test_the_finest_period(name: str, seconds: int) -> None:
    assert finest(metric(name)) == seconds


def test_leaves_of_math_in_math_and_of_circles() -> None:
    assert leaves(SPEC, metric("twice")) == (metric("failures"), metric("requests"))
    assert leaves(SPEC, metric("circle")) == (metric("requests"),)


@pytest.mark.parametrize(
    ("percents", "samples"), [(50, 20), (95, 200), (99, 1000), (99.9, 10000), (10, 100), (100, 0), (0, 0)]
)
def test_samples_that_make_a_percentile_significant(percents: float, samples: int) -> None:
    assert significant(percents) == samples
