"""How values print, compare and sort."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitoring.insights.values import (
    LARGEST,
    Timestamp,
    Value,
    at_least,
    at_most,
    differ,
    equal,
    greater,
    is_true,
    keep_finite,
    less,
    sort_key,
    to_number,
    to_output,
    to_text,
)

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
INTEGERS = st.integers(-LARGEST, LARGEST)
TEXTS = st.text(st.characters(), max_size=12) | st.text("0123456789aA.-_ ", max_size=12)
SCALARS: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | INTEGERS | FLOATS | TEXTS | INTEGERS.map(Timestamp)
)
often = settings(derandomize=True, max_examples=200, database=None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("0.000037", "0.000037"),
        ("1e3", "1e3"),
        ("007", "007"),
        (12, "12"),
        (-9223372036854775807, "-9223372036854775807"),
        (2.0, "2"),
        (2.5, "2.5"),
        (1234.56789, "1234.5679"),
        (-1.00004, "-1"),
        (1e21, "1000000000000000000000"),
        (1 / 3, "0.3333"),
        (0.1, "0.1"),
        (0.000012345678, "0.00001235"),
        (-0.00002, "-0.00002"),
        (0.99999, "1"),
        (0.0, "0"),
        (-0.0, "0"),
        (True, "1"),
        (False, "0"),
        (Timestamp(1642195111000), "2022-01-14 21:18:31.000"),
        (Timestamp(-1), "1969-12-31 23:59:59.999"),
        (Timestamp(253402300799999), "9999-12-31 23:59:59.999"),
        (Timestamp(253402300800000), "253402300800000"),
        ([1, "a"], None),
        ({"a": 1}, None),
    ],
)
def test_a_value_prints_as_aws_prints_it(value: Value, text: str | None) -> None:
    assert to_text(value) == text


def test_a_result_shows_maps_and_lists_as_json() -> None:
    assert to_output({"a": [1, "日本", None, True]}) == '{"a":[1,"日本",null,true]}'
    assert to_output([]) == "[]"
    assert to_output(1.5) == "1.5"


@given(number=FLOATS)
@example(number=5e-324)
@example(number=1.7976931348623157e308)
@often
def test_a_number_never_prints_in_scientific_notation_and_reads_back_within_its_precision(
    number: float,
) -> None:
    text = to_text(number)
    assert text is not None
    assert not set(text) - set("-.0123456789")
    assert not text.endswith(".")
    assert "." not in text or not text.endswith("0")
    printed, exact = Decimal(text), Decimal(number)
    allowed = Decimal("0.00005") if abs(exact) >= 1 else abs(exact) * Decimal("0.0005")
    assert abs(printed - exact) <= allowed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("-1.5", -1.5),
        ("+3", 3),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("1E-2", 0.01),
        ("007", 7),
        ("123456789012345678901", 123456789012345678901),
        ("-9223372036854775807", -9223372036854775807),
        ("1" * 101, float("1" * 101)),
        *((text, None) for text in ("", " ", "-", ".", "e3", "1e", "1_000", " 12", "12 ", "0x10", "1,5")),
        *((text, None) for text in ("inf", "NaN", "1e999", "9" * 5000, "١٢", "²", "12ms")),
    ],
)
def test_text_is_a_number_when_it_is_written_as_one(text: str, number: float | None) -> None:
    assert to_number(text) == number


def test_a_result_that_is_not_finite_is_no_value_and_a_whole_one_is_an_integer() -> None:
    assert keep_finite(float("inf")) is None
    assert keep_finite(float("nan")) is None
    assert repr(keep_finite(3.0)) == "3"
    assert repr(keep_finite(1e300)) == "1e+300"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("200", 200, True),
        ("200.0", "200", True),
        ("1e2", 100, True),
        ("abc", "abc", True),
        ("abc", "ABC", False),
        ("10", "9", False),
        ("12", "12ms", False),
        ("1234567890123456789", "1234567890123456788", False),
        (True, 1, True),
        (True, "1", True),
        (Timestamp(5), 5, True),
        ("", "", True),
    ],
)
def test_equality_is_of_numbers_when_both_are_and_of_texts_otherwise(
    left: Value, right: Value, same: bool
) -> None:
    assert equal(left, right) is same
    assert equal(right, left) is same
    assert differ(left, right) is not same


def test_an_order_is_of_numbers_when_both_are_and_of_texts_otherwise() -> None:
    assert less("9", "10")
    assert less("10a", "9a")
    assert greater(10, "9.5")
    assert at_least("5", 5)
    assert at_most("abc", "abc")
    assert not less("abc", 5)
    assert less(5, "abc")


def test_a_missing_side_only_differs() -> None:
    assert differ(None, "a")
    assert differ("a", None)
    assert not differ(None, None)
    for compare in (equal, less, at_most, greater, at_least):
        assert not compare(None, "a")
        assert not compare("a", None)
        assert not compare(None, None)


@pytest.mark.parametrize("structure", [{}, [], {"a": 1}, [1]])
def test_every_comparison_with_a_map_or_list_is_false(structure: Value) -> None:
    for compare in (equal, differ, less, at_most, greater, at_least):
        assert not compare(structure, "a")
        assert not compare(None, structure)
        assert not compare(structure, structure)


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        *((value, True) for value in (True, 1, 0.5, -1, "1", "0.5")),
        *((value, False) for value in (False, 0, 0.0, "0", "abc", "", None, [1])),
    ],
)
def test_a_condition_holds_for_numbers_other_than_zero(value: Value, holds: bool) -> None:
    assert is_true(value) is holds


def test_the_documented_example_of_natural_order() -> None:
    ordered = ["!", "#", "*%04", "0#", "5A", "111A", "2345_", "@", "@_", "A", "A9876fghj", "a12345hfh"]
    ordered += ["0", "01", "1", "2", "3"]
    assert sorted(set(ordered), key=sort_key) == ordered


def test_numbers_come_last_and_by_value_whatever_their_type() -> None:
    values: list[Value] = ["10", 9, "8.5", -1, "b2", "b10", "b1", None, ""]
    assert sorted(values, key=sort_key) == [None, "", "b1", "b2", "b10", -1, "8.5", 9, "10"]


@given(values=st.lists(SCALARS, max_size=8))
@often
def test_the_order_is_total_and_descending_is_its_exact_reverse(values: list[Value]) -> None:
    keys = sorted(map(sort_key, values))
    assert all(first <= second for first, second in pairwise(keys))
    assert sorted(map(sort_key, values), reverse=True) == keys[::-1]


@given(first=TEXTS, second=TEXTS)
@often
def test_different_texts_have_different_places(first: str, second: str) -> None:
    assert (sort_key(first) == sort_key(second)) is (first == second)


def _is_time_beside_text(left: Value, right: Value) -> bool:
    return (isinstance(left, Timestamp) and to_number(right) is None) or (
        isinstance(right, Timestamp) and to_number(left) is None
    )


@pytest.mark.parametrize("text", ["2026-11-25 00:00:00.000", "1970-01-01T00:00:00Z", ""])
def test_a_time_is_neither_equal_to_a_text_nor_before_or_after_it(text: str) -> None:
    for compare in (less, equal, greater, at_most, at_least):
        assert not compare(Timestamp(0), text)
        assert not compare(text, Timestamp(0))
    assert differ(Timestamp(0), text)


@given(left=SCALARS, right=SCALARS)
@often
def test_comparisons_of_what_is_present_agree_with_one_another(left: Value, right: Value) -> None:
    if left is None or right is None or _is_time_beside_text(left, right):
        return
    assert [less(left, right), equal(left, right), greater(left, right)].count(True) == 1
    assert at_most(left, right) is not greater(left, right)
    assert at_least(left, right) is not less(left, right)
    assert differ(left, right) is not equal(left, right)
