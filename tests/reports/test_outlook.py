"""What a month will come to."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.reports.outlook import look_ahead
from monitoring.reports.report import Bill

MONTH = date(2026, 11, 1)


def days(first: date, values: list[float]) -> dict[date, float]:
    """Values day by day."""
    return {first + timedelta(days=at): value for at, value in enumerate(values)}


def test_coming_days_are_as_their_weekday_was() -> None:
    # Monday the 16th to Sunday the 22nd; 8 days follow, Monday to Monday.
    known = days(date(2026, 11, 16), [10, 20, 30, 40, 50, 5, 1])
    outlook = look_ahead(known, MONTH, date(2026, 11, 23))
    assert outlook.so_far == 156
    assert list(outlook.expected.values()) == [10, 20, 30, 40, 50, 5, 1, 10]
    assert outlook.total == 156 + 166
    assert (outlook.lowest, outlook.highest, outlook.learnt) == (1, 50, 7)


def test_only_the_last_seven_days_are_learnt_from() -> None:
    known = days(date(2026, 11, 1), [1000.0] * 15 + [1.0] * 7)
    outlook = look_ahead(known, MONTH, date(2026, 11, 23))
    assert outlook.total == 15_000 + 7 + 8


def test_days_of_the_month_before_teach_but_do_not_count() -> None:
    known = days(date(2026, 10, 26), [2.0] * 7)  # up to November 1
    outlook = look_ahead(known, MONTH, date(2026, 11, 2))
    assert outlook.so_far == 2
    assert outlook.total == 2 + 29 * 2


def test_a_month_that_is_over_is_what_it_was() -> None:
    outlook = look_ahead(days(MONTH, [3.0] * 30), MONTH, date(2026, 12, 1))
    assert (outlook.so_far, outlook.total, outlook.expected) == (90, 90, {})


def test_the_next_month_is_all_expected() -> None:
    outlook = look_ahead(days(MONTH, [3.0] * 30), date(2026, 12, 1), date(2026, 12, 1))
    assert (outlook.so_far, outlook.total) == (0, 93)


def test_weekdays_that_nobody_saw_are_taken_as_the_mean() -> None:
    known = days(date(2026, 11, 20), [10, 20])
    outlook = look_ahead(known, MONTH, date(2026, 11, 22))
    assert outlook.learnt == 2
    assert outlook.expected[date(2026, 11, 23)] == 15
    assert outlook.expected[date(2026, 11, 27)] == 10


def test_where_nothing_is_known_nothing_is_foretold() -> None:
    assert look_ahead({}, MONTH, date(2026, 11, 22)).total is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=29))
@settings(derandomize=True, deadline=None)
def test_the_total_is_what_was_and_what_comes(values: list[float]) -> None:
    until = MONTH + timedelta(days=len(values))
    outlook = look_ahead(days(MONTH, values), MONTH, until)
    assert outlook.total == pytest.approx(outlook.so_far + sum(outlook.expected.values()))
    assert len(outlook.expected) == 30 - len(values)


@pytest.mark.parametrize(
    ("budget", "is_over"), [(321.9, True), (322.0, False), (400.0, False), (None, False)]
)
def test_a_bill_is_over_when_the_month_comes_to_more(budget: float | None, is_over: bool) -> None:
    known = days(date(2026, 11, 16), [10, 20, 30, 40, 50, 5, 1])
    assert Bill(budget, look_ahead(known, MONTH, date(2026, 11, 23))).is_over is is_over
