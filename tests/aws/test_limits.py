"""Limits: each has a value and a source, and the rules about periods are AWS's."""

import pytest

from monitoring.aws import limits
from monitoring.aws.limits import Limit, is_period, kept_for, window_limit

UNITS = {"count", "characters", "bytes", "s", "ms", "minutes", "MB", "ACU"}


@pytest.mark.parametrize("name", limits.limits())
def test_every_limit_says_what_it_limits_and_where_that_is_written(name: str) -> None:
    limit = limits.limits()[name]
    assert limit.value > 0
    assert limit.what
    assert limit.source.startswith("https://")
    assert limit.unit in UNITS
    assert limit.certain in ("verified", "secondary")


def test_no_two_limits_limit_the_same_thing() -> None:
    said = [limit.what for limit in limits.limits().values()]
    assert len(set(said)) == len(said) > 60


def test_a_limit_prints_as_its_parts() -> None:
    assert Limit(5, "actions", "page") == (5, "actions", "page", "count", "verified")


@pytest.mark.parametrize("seconds", [10, 20, 30, 60, 120, 300, 3600, 86400])
def test_periods_that_aws_accepts(seconds: int) -> None:
    assert is_period(seconds)


@pytest.mark.parametrize("seconds", [-60, 0, 1, 5, 15, 40, 59, 61, 90])
def test_periods_that_aws_refuses(seconds: int) -> None:
    assert not is_period(seconds)


def test_an_alarm_looks_back_a_day_or_with_long_periods_a_week() -> None:
    assert window_limit(300).value == 86400
    assert window_limit(3599).value == 86400
    assert window_limit(3600).value == 604800


@pytest.mark.parametrize(("period", "days"), [(60, 15), (240, 15), (300, 63), (3600, 455), (86400, 455)])
def test_coarse_points_are_kept_longer(period: int, days: int) -> None:
    assert kept_for(period) == days * 86400


def test_points_finer_than_a_minute_are_gone_after_three_hours() -> None:
    assert kept_for(10) == 3 * 3600


def test_wall_clock_periods_are_alarm_periods() -> None:
    assert all(is_period(seconds) for seconds in limits.WALL_CLOCK_PERIODS)


def test_the_guides_retention_is_one_that_log_groups_know() -> None:
    assert 30 in limits.LOG_RETENTIONS
    assert list(limits.LOG_RETENTIONS) == sorted(set(limits.LOG_RETENTIONS))
