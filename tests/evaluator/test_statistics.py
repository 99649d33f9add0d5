"""Statistics of one period, against the documentation's definitions."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.aws.statistics import is_statistic
from monitoring.evaluator.series import Datum, Sample, StatisticSet, Window, gather
from monitoring.evaluator.statistics import StatisticError, read_statistic

FILE = Path(__file__).with_name("cases") / "statistics" / "documented.yaml"
CASES = [
    (case["samples"], word, expected)
    for case in yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for word, expected in case["give"].items()
]
WORDS = (
    "Sum",
    "Average",
    "p50",
    "p99",
    "tm90",
    "wm90",
    "tc90",
    "ts90",
    "IQM",
    "TM(1:5)",
    "WM(2%:)",
    "PR(:3)",
)
often = settings(derandomize=True, max_examples=200, deadline=None)


def read_samples(given_: Any) -> list[Datum]:
    if isinstance(given_, str):
        first, _, last = given_.partition("..")
        given_ = list(range(int(first), int(last) + 1))
    return [read_datum(datum) for datum in given_]


def read_datum(datum: Any) -> Datum:
    if not isinstance(datum, dict):
        return Sample(0, float(datum))
    if "sum" in datum:
        return StatisticSet(0, datum["count"], datum["sum"], datum["minimum"], datum["maximum"])
    return Sample(0, datum["value"], datum["count"])


def one_point(data: list[Datum], word: str) -> float | None:
    return gather(data, Window(0, 60, 1)).series(word).points[0]


@pytest.mark.parametrize(("samples", "word", "expected"), CASES, ids=lambda value: str(value)[:40])
def test_a_statistic_is_what_its_case_says(samples: Any, word: str, expected: Any) -> None:
    point = one_point(read_samples(samples), word)
    assert point == (None if expected == "none" else pytest.approx(expected))


@pytest.mark.parametrize(
    "word",
    [
        *(
            "sum",
            "P95",
            "p101",
            "p",
            "p99.12345678901",
            "tm",
            "TM90",
            "tm(1:2)",
            "TM()",
            "TM(:)",
            "TM(90%:10%)",
        ),
        *("TM(5:5)", "TM(:101%)", "PR", "pr(1:2)", "PR(-1:2)", "SampleCount ", "IQM(1:2)", ""),
    ],
)
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(StatisticError):
        read_statistic(word)


@pytest.mark.parametrize("word", ["TM(10%:500)", "WM(1:90%)", "PR(10%:90%)", "PR(:99%)"])
def test_bounds_whose_meaning_aws_leaves_open_are_refused(word: str) -> None:
    with pytest.raises(StatisticError, match="AWS does not say"):
        read_statistic(word)


@often
@given(st.one_of(st.text(max_size=12), st.from_regex(r"(p|tm|TM|PR|wc)[(:%0-9.)]{1,9}", fullmatch=True)))
def test_what_can_be_read_is_what_the_compiler_takes_for_a_statistic(word: str) -> None:
    try:
        read_statistic(word)
    except StatisticError:
        return
    assert is_statistic(word)


@often
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.sampled_from(WORDS))
def test_neither_order_nor_grouping_of_samples_matters(values: list[int], word: str) -> None:
    singly: list[Datum] = [Sample(0, float(value)) for value in values]
    counted: list[Datum] = [Sample(0, float(value), values.count(value)) for value in sorted({*values})]
    assert one_point(singly, word) == pytest.approx(one_point(counted, word))


@often
@given(st.lists(st.integers(0, 99), min_size=1, max_size=40), st.integers(0, 100))
def test_a_percentile_is_the_least_value_that_enough_samples_do_not_exceed(
    values: list[int], percent: int
) -> None:
    reached = [
        value for value in values if 100 * sum(one <= value for one in values) >= percent * len(values)
    ]
    assert one_point([Sample(0, float(value)) for value in values], f"p{percent}") == min(reached)


@often
@given(st.lists(st.integers(0, 99), min_size=1, max_size=40), st.integers(1, 100))
def test_a_trimmed_sum_is_trimmed_mean_times_trimmed_count(values: list[int], percent: int) -> None:
    data: list[Datum] = [Sample(0, float(value)) for value in values]
    mean, count, total = (one_point(data, f"{kind}{percent}") for kind in ("tm", "tc", "ts"))
    assert mean is not None
    assert count is not None
    assert total == pytest.approx(mean * count)
