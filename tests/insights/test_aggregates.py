"""Aggregates: their table, and how far sketches may be from the truth."""

import random
from statistics import fmean, pstdev

import pytest

from monitoring.insights.aggregates import AGGREGATES
from monitoring.insights.aggregates.numbers import Average, StandardDeviation, Sum
from monitoring.insights.aggregates.sketches import (
    APPROXIMATE_DISTINCT,
    APPROXIMATE_PERCENTILE,
    Distinct,
    Percentile,
)
from monitoring.insights.signatures import AGGREGATE_KEYS
from tests.insights.test_run import FILES


def ignore(text: str) -> None:
    """Nobody listens."""


def test_the_table_has_the_aggregates_that_the_parser_knows() -> None:
    arities = {name: (each.minimum + each.constants, 1 + each.constants) for name, each in AGGREGATES.items()}
    assert arities == AGGREGATE_KEYS


def test_every_aggregate_has_a_case() -> None:
    queries = "\n".join(case["query"] for file in FILES.values() for case in file["cases"]).lower()
    assert [name for name in AGGREGATES if f"{name}(" not in queries] == []


@pytest.mark.parametrize("percent", [0, 1, 50, 90, 99, 99.9, 100])
def test_a_percentile_of_up_to_10_000_values_is_exact(percent: float) -> None:
    percentile = Percentile(ignore, percent)
    numbers = list(range(1, 10_001))
    random.Random(1).shuffle(numbers)
    for number in numbers:
        percentile.add(number)
    assert percentile.result() == max(1, round(percent * 100))


@pytest.mark.parametrize("percent", [1, 50, 95, 99.9])
def test_a_percentile_of_many_values_is_within_a_thousandth(percent: float) -> None:
    said: list[str] = []
    percentile = Percentile(said.append, percent)
    source = random.Random(3)
    numbers = [source.lognormvariate(3, 2) * source.choice((1, 1, 1, -1)) for _ in range(50_000)]
    for number in numbers:
        percentile.add(number)
    exact = sorted(numbers)[max(1, -int(-percent * 500 // 1)) - 1]
    assert percentile.result() == pytest.approx(exact, rel=0.0011)
    assert said == [APPROXIMATE_PERCENTILE]


@pytest.mark.parametrize("count", [0, 1, 100_000])
def test_distinct_values_are_counted_exactly_up_to_100_000(count: int) -> None:
    distinct = Distinct(ignore)
    for value in range(count):
        distinct.add(str(value))
        distinct.add(str(value))
    assert distinct.result() == count


def test_more_distinct_values_are_counted_within_3_percent() -> None:
    said: list[str] = []
    distinct = Distinct(said.append)
    for value in range(250_000):
        distinct.add(f"user-{value}")
        distinct.add(f"user-{value // 2}")
    assert distinct.result() == pytest.approx(250_000, rel=0.03)
    assert said == [APPROXIMATE_DISTINCT]


def test_the_spread_is_that_of_a_population_and_stable() -> None:
    numbers = [1e9 + place % 7 for place in range(1000)]
    spread = StandardDeviation(ignore)
    for number in numbers:
        spread.add(number)
    assert spread.result() == pytest.approx(pstdev(numbers))


def test_sum_and_average_stay_exact_for_integers() -> None:
    total, mean = Sum(ignore), Average(ignore)
    numbers = [2**53 + place for place in range(9)]
    for number in numbers:
        total.add(number)
        mean.add(number)
    assert total.result() == sum(numbers)
    assert mean.result() == pytest.approx(fmean(numbers))


def test_a_sum_beyond_64_bits_is_warned_of() -> None:
    said: list[str] = []
    total = Sum(said.append)
    for _ in range(3):
        total.add(2**62)
    assert total.result() == pytest.approx(3 * 2.0**62)
    assert said == ["the sum has more than 64 bits: AWS does not say what that gives"]
