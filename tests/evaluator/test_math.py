"""Metric math against cases that a user of CloudWatch can read.

A file of ``cases/math`` names series and expressions, a line each: ``id = 1 - 3`` (``-`` is no datapoint),
``period`` in seconds and ``start`` as a time; ``EXPRESSION => 1 - 3`` is what an expression gives,
``EXPRESSION !! ERROR `WORD` MESSAGE`` what it is refused for, and at which word.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from monitoring.evaluator import MathError, math

CASES = Path(__file__).with_name("cases") / "math"


class Case(NamedTuple):
    """An expression with what it is evaluated over, and what is expected of it."""

    name: str
    expression: str
    expected: str
    refused: bool
    series: dict[str, list[float | None]]
    period: int
    start: int


def read_points(text: str) -> list[float | None]:
    return [None if word == "-" else float(word) for word in text.split()]


def read_file(file: Path) -> Iterator[Case]:
    series: dict[str, list[float | None]] = {}
    times = {"period": 60, "start": 0}
    for line in file.read_text(encoding="utf-8").splitlines():
        for mark in (" => ", " !! "):
            expression, found, expected = line.partition(mark)
            if found:
                yield Case(file.stem, expression.strip(), expected.strip(), mark == " !! ", series, **times)
                break
        else:
            name, found, value = line.partition(" = ")
            if name in times:
                times[name] = read_time(value)
            elif found and not name.startswith("#"):
                series[name] = read_points(value)


def read_time(text: str) -> int:
    return int(text) if text.isdigit() else int(datetime.fromisoformat(text).timestamp())


ALL = [case for file in sorted(CASES.glob("*.txt")) for case in read_file(file)]


def identify(case: Case) -> str:
    return f"{case.name}: {case.expression}"


@pytest.mark.parametrize("case", [case for case in ALL if not case.refused], ids=identify)
def test_an_expression_gives_what_its_case_says(case: Case) -> None:
    result = math(case.expression, case.series, case.period, case.start)
    expected = read_points(case.expected)
    assert [point is None for point in result] == [point is None for point in expected]
    assert [point or 0.0 for point in result] == pytest.approx([point or 0.0 for point in expected])


@pytest.mark.parametrize("case", [case for case in ALL if case.refused], ids=identify)
def test_a_refusal_names_its_kind_its_place_and_its_reason(case: Case) -> None:
    with pytest.raises(MathError) as refusal:
        math(case.expression, case.series, case.period, case.start)
    kind, _, rest = case.expected.partition(" `")
    word, _, message = rest.partition("` ")
    problem = refusal.value
    assert (type(problem).__name__, problem.message) == (kind, message)
    assert case.expression[problem.offset :].startswith(word)
    assert problem.fix


def test_every_function_has_a_case() -> None:
    from monitoring.evaluator.expressions.signatures import FUNCTIONS

    called = " ".join(case.expression for case in ALL)
    assert [name for name in FUNCTIONS if f"{name}(" not in called] == []


@pytest.mark.parametrize("depth", [51, 500])
def test_an_expression_nested_too_deeply_is_refused_by_name(depth: int) -> None:
    fine = "(" * 50 + "a" + ")" * 50
    assert math(fine, {"a": [1.0]}, 60) == [1.0]
    for opened, closed in (("(", ")"), ("[", "]"), ("-", ""), ("ABS(", ")")):
        with pytest.raises(MathError, match=r"nested deeper than 50|takes 2,048"):
            math(opened * depth + "a" + closed * depth, {"a": [1.0]}, 60)


def test_ten_thousand_brackets_are_refused_by_name() -> None:
    with pytest.raises(MathError, match="CloudWatch takes 2,048"):
        math("(" * 10_000, {}, 60)


def test_series_of_different_lengths_are_refused() -> None:
    with pytest.raises(MathError, match="different lengths"):
        math("a + b", {"a": [1.0], "b": [1.0, 2.0]}, 60)


@pytest.mark.parametrize(("period", "start"), [(0, 0), (-60, 0), (60, -1), (60, 10**12)])
def test_a_time_that_is_none_is_refused(period: int, start: int) -> None:
    with pytest.raises(MathError, match="no series has a period"):
        math("a", {"a": [1.0]}, period, start)


def test_what_is_no_number_is_no_datapoint() -> None:
    assert math("a", {"a": [1, float("nan"), float("inf"), None]}, 60) == [1.0, None, None, None]


def test_an_expression_longer_than_cloudwatch_takes_is_refused() -> None:
    longest = "a" + " + a" * 511
    assert math(longest, {"a": [1.0]}, 60) == [512.0]
    with pytest.raises(MathError, match=r"2,049 characters, and CloudWatch takes 2,048") as refusal:
        math(f"{longest} + 1", {"a": [1.0]}, 60)
    assert (refusal.value.offset, refusal.value.length) == (2048, 1)
