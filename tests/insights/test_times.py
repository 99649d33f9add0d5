"""Periods, and the rounding of times to them."""

from datetime import datetime
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.insights.functions.errors import FunctionError, UnspecifiedFunction
from monitoring.insights.times import UNITS, Period, rounding_down, rounding_up
from monitoring.insights.values import Timestamp, to_text

HOUR: Final = 3_600_000
ALIGNED = st.builds(Period, st.integers(1, 2000), st.sampled_from(["ms", "s", "m", "h"])) | st.builds(
    Period, st.just(1), st.sampled_from(["d", "mo", "q", "y"])
)
MOMENTS = st.integers(-60_000_000_000_000, 250_000_000_000_000)
often = settings(derandomize=True, max_examples=200, database=None)


def at(text: str) -> int:
    return round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("count", "unit", "moment", "start", "next_start"),
    [
        (5, "m", "2026-03-31 10:59:59.999", "10:55:00.000", "11:00:00.000"),
        (25, "m", "2026-03-31 10:24:59.999", "10:00:00.000", "10:25:00.000"),
        (25, "m", "2026-03-31 10:49:00.000", "10:25:00.000", "10:50:00.000"),
        (25, "m", "2026-03-31 10:51:00.000", "10:50:00.000", "11:00:00.000"),
        (60, "m", "2026-03-31 10:51:00.000", "10:00:00.000", "11:00:00.000"),
        (90, "m", "2026-03-31 10:51:00.000", "10:00:00.000", "11:00:00.000"),
        (300, "s", "2026-03-31 10:51:30.000", "10:51:00.000", "10:52:00.000"),
        (7, "s", "2026-03-31 10:51:58.000", "10:51:56.000", "10:52:00.000"),
        (250, "ms", "2026-03-31 10:51:30.600", "10:51:30.500", "10:51:30.750"),
        (9, "h", "2026-03-31 19:00:00.000", "18:00:00.000", "2026-04-01 00:00:00.000"),
        (1, "mo", "2026-03-31 19:00:00.000", "2026-03-01 00:00:00.000", "2026-04-01 00:00:00.000"),
        (1, "q", "2026-12-31 19:00:00.000", "2026-10-01 00:00:00.000", "2027-01-01 00:00:00.000"),
        (1, "y", "2026-12-31 19:00:00.000", "2026-01-01 00:00:00.000", "2027-01-01 00:00:00.000"),
        (1, "d", "1969-12-31 19:00:00.000", "1969-12-31 00:00:00.000", "1970-01-01 00:00:00.000"),
    ],
)
def test_times_round_within_the_enclosing_unit(
    count: int, unit: str, moment: str, start: str, next_start: str
) -> None:
    period, day = Period(count, unit), moment[:11]
    assert to_text(rounding_down(period)(at(moment))) == (start if " " in start else day + start)
    assert to_text(rounding_up(period)(at(moment))) == (next_start if " " in next_start else day + next_start)


@given(period=ALIGNED, moment=MOMENTS)
@often
def test_rounding_twice_is_rounding_once_and_the_moment_lies_between(period: Period, moment: int) -> None:
    floor, ceiling = rounding_down(period), rounding_up(period)
    start, end = floor(moment), ceiling(moment)
    assert start <= moment <= end
    assert floor(start) == start == ceiling(start)
    assert floor(end) == end == ceiling(end)
    assert isinstance(start, Timestamp)
    assert isinstance(end, Timestamp)


@given(period=ALIGNED, moment=MOMENTS)
@often
def test_no_period_is_longer_than_what_it_was_asked_for(period: Period, moment: int) -> None:
    length = period.milliseconds or 366 * 24 * HOUR
    assert rounding_up(period)(moment) - rounding_down(period)(moment) <= length


@pytest.mark.parametrize(("count", "unit"), [(1, "w"), (2, "d"), (7, "d"), (2, "mo"), (4, "q"), (10, "y")])
def test_periods_whose_start_aws_leaves_open_are_refused(count: int, unit: str) -> None:
    for rounding in (rounding_down, rounding_up):
        with pytest.raises(UnspecifiedFunction, match=r"AWS does not say where .* starts; use 1d"):
            rounding(Period(count, unit))


@pytest.mark.parametrize("unit", sorted(set(UNITS.values())))
def test_a_period_of_nothing_is_refused(unit: str) -> None:
    with pytest.raises(FunctionError, match="a period counts at least 1, not 0"):
        rounding_down(Period(0, unit))


def test_units_have_aws_spellings_and_only_long_ones_a_plural() -> None:
    assert {UNITS[spelling] for spelling in ("ms", "msec", "msecs", "milliseconds")} == {"ms"}
    assert {UNITS[spelling] for spelling in ("h", "hr", "hrs", "hour", "hours")} == {"h"}
    assert {UNITS[spelling] for spelling in ("mo", "mos", "mon", "months")} == {"mo"}
    assert {UNITS[spelling] for spelling in ("q", "qtr", "quarters")} == {"q"}
    assert not {"ss", "hs", "ds", "ws", "qs", "ys"} & UNITS.keys()
    assert UNITS["m"] == "m"


@pytest.mark.parametrize(
    ("period", "length"),
    [
        (Period(5, "m"), 300_000),
        (Period(2, "w"), 14 * 24 * HOUR),
        (Period(1, "mo"), None),
        (Period(3, "ms"), 3),
    ],
)
def test_a_period_has_a_length_unless_it_is_of_months(period: Period, length: int | None) -> None:
    assert period.milliseconds == length
