"""Expressions that refer to each other, as the queries of an alarm do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitoring.evaluator import MathError, UnspecifiedMath
from monitoring.evaluator.expressions.queries import evaluate
from monitoring.evaluator.series import Series

GOLDEN = Path(__file__).parents[1] / "golden" / "production.plan.json"
METRICS = {"errors": Series(600, 300, [1, None, 3]), "calls": Series(600, 300, [10, 20, None])}


def queries_of_plan(part: Any) -> Iterator[list[dict[str, Any]]]:
    """Every list of queries in the golden plan."""
    if isinstance(part, dict):
        if queries := part.get("queries"):
            yield queries
        for value in part.values():
            yield from queries_of_plan(value)
    elif isinstance(part, list):
        for value in part:
            yield from queries_of_plan(value)


def refusal_of(expressions: dict[str, str], metrics: dict[str, Series] = METRICS) -> MathError:
    with pytest.raises(MathError) as refusal:
        evaluate(expressions, metrics, "value")
    return refusal.value


def test_an_expression_uses_the_result_of_another() -> None:
    expressions = {"value": "IF(calls > 5, rate)", "rate": "100 * errors / calls", "unused": "no + such"}
    assert evaluate(expressions, METRICS, "value").series == Series(600, 300, [10.0, 0.0, None])


def test_an_expression_may_give_several_series_to_another() -> None:
    expressions = {"value": "SUM(both)", "both": "[errors, calls]"}
    assert evaluate(expressions, METRICS, "value").series.points == [11.0, 20.0, 3.0]


def test_metrics_are_those_of_the_request_without_its_expressions() -> None:
    expressions = {"value": "SUM(METRICS()) + twice * 0", "twice": "2 * errors"}
    assert evaluate(expressions, METRICS, "value").series.points == [11.0, 20.0, 3.0]


def test_what_aws_leaves_open_about_a_value_is_said() -> None:
    answer = evaluate({"value": "errors + STDDEV(errors)"}, METRICS, "value")
    assert answer.series.points == [2.0, None, 4.0]
    assert [text for text in answer.warnings if "STDDEV" in text] == list(answer.warnings)


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("RUNNING_SUM(gap)", "RUNNING_SUM"),
        ("FILL(gap, REPEAT)", "REPEAT"),
        ("FILL(gap, LINEAR)", "LINEAR"),
        ("DATAPOINT_COUNT([gap, gap])", "DATAPOINT_COUNT"),
        ("TIME_SERIES(MAX(none))", "MAX"),
    ],
)
def test_a_value_that_gaps_leave_open_comes_with_a_warning(expression: str, word: str) -> None:
    gaps = {"gap": Series(0, 60, [None, 1]), "none": Series(0, 60, [None, None])}
    full = {name: Series(0, 60, [2, 1]) for name in gaps}
    assert [word in text for text in evaluate({"value": expression}, gaps, "value").warnings] == [True]
    assert evaluate({"value": expression}, full, "value").warnings == ()


def test_an_error_names_the_query_that_it_is_in() -> None:
    problem = refusal_of({"value": "inner + 1", "inner": "errors + missing"})
    assert (problem.query, problem.offset, problem.length) == ("inner", 9, 7)


def test_a_scalar_is_no_result_of_an_inner_expression_either() -> None:
    assert refusal_of({"value": "inner + errors", "inner": "SUM(errors)"}).query == "inner"


def test_a_period_is_that_of_a_metric_only() -> None:
    problem = refusal_of({"value": "errors / PERIOD(inner)", "inner": "errors"})
    assert problem.message == "`PERIOD` takes a metric, and `inner` is an expression"


@pytest.mark.parametrize(
    "expressions",
    [{"value": "value"}, {"value": "a + 1", "a": "b", "b": "a + errors"}],
)
def test_a_circle_is_refused_by_name(expressions: dict[str, str]) -> None:
    assert "in a circle" in refusal_of(expressions).message


def test_a_thousand_expressions_in_a_row_are_no_circle() -> None:
    expressions = {f"e{place}": f"e{place + 1} + 1" for place in range(1000)}
    expressions |= {"value": "e0", "e1000": "errors"}
    assert evaluate(expressions, METRICS, "value").series.points == [1001.0, None, 1003.0]


def test_a_query_that_is_not_there_is_refused() -> None:
    assert refusal_of({"other": "errors"}).message == "there is no expression `value`"


@pytest.mark.parametrize(
    "other", [Series(600, 60, [1, 2, 3]), Series(900, 300, [1, 2, 3]), Series(600, 300, [])]
)
def test_metrics_share_one_period_one_start_and_one_length(other: Series) -> None:
    assert isinstance(refusal_of({"value": "errors + calls"}, {**METRICS, "calls": other}), MathError)


def test_every_expression_of_the_plan_can_be_evaluated() -> None:
    groups = list(queries_of_plan(json.loads(GOLDEN.read_text(encoding="utf-8"))))
    assert len(groups) > 10
    for queries in groups:
        metrics = {query["id"]: Series(0, 60, [0, 50, None]) for query in queries if "stat" in query}
        expressions = {query["id"]: query["expression"] for query in queries if "expression" in query}
        for name in expressions:
            answer = evaluate(expressions, metrics, name)
            assert (len(answer.series.points), answer.warnings) == (3, ())


def test_a_refusal_that_depends_on_the_data_comes_with_the_data() -> None:
    expressions = {"value": "MIN([errors, calls])"}
    full = {name: Series(0, 60, [2, 3]) for name in METRICS}
    assert evaluate(expressions, full, "value").series.points == [2.0, 3.0]
    assert isinstance(refusal_of(expressions), UnspecifiedMath)
