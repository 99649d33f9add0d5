"""Units: every word belongs to one dimension, and values survive the way to CloudWatch and back."""

import pytest

from monitoring.aws.units import CLOUDWATCH, UNITS, WORDS, Unit, convert

DIMENSIONS = {"time", "share", "data", "count", "money", "capacity"}
CLOUDWATCH_UNITS = {  # the enum of Unit in the CloudFormation schema of AWS::CloudWatch::Alarm
    *("Seconds", "Milliseconds", "Microseconds", "Percent", "Count", "Count/Second", "None"),
    *("Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"),
    *("Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"),
    *("Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second"),
    *("Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second"),
}


def test_every_word_measures_one_of_the_six_dimensions() -> None:
    assert {unit.dimension for unit in UNITS.values()} == DIMENSIONS
    assert all(unit.factor > 0 for unit in UNITS.values())


def test_each_dimension_has_a_base_unit() -> None:
    for dimension in DIMENSIONS:
        assert any(unit == Unit(dimension, 1.0) for unit in UNITS.values()), dimension


def test_exactly_the_units_of_cloudformation_are_known() -> None:
    assert set(CLOUDWATCH) == CLOUDWATCH_UNITS
    assert len(CLOUDWATCH_UNITS) == 27
    assert all(unit.factor > 0 for unit in CLOUDWATCH.values())


def test_our_word_for_a_cloudwatch_unit_means_the_same() -> None:
    for name, word in WORDS.items():
        assert CLOUDWATCH[name] == UNITS[word], name


@pytest.mark.parametrize(
    ("value", "word", "unit", "expected"),
    [
        (45, "s", "Milliseconds", 45000),
        (1, "m", "Seconds", 60),
        (0.3, "s", "Milliseconds", 300),
        (30, "d", "Seconds", 2592000),
        (80, "%", "Percent", 80),
        (1024, "MB", "Bytes", 2**30),
        (1, "GB", "Megabytes", 1024),
        (20, "requests", "Count", 20),
        (1, "request", "None", 1),
    ],
)
def test_a_threshold_is_converted_to_the_unit_of_its_metric(
    value: float, word: str, unit: str, expected: float
) -> None:
    assert convert(value, UNITS[word], CLOUDWATCH[unit]) == expected


def test_ten_percent_are_a_tenth_as_a_ratio() -> None:
    assert convert(10, UNITS["%"], UNITS["ratio"]) == 0.1
    assert convert(0.05, UNITS["ratio"], UNITS["%"]) == 5


@pytest.mark.parametrize(
    ("word", "unit"), [("s", "Percent"), ("USD", "Count"), ("ACU", "Count"), ("%", "Count")]
)
def test_different_dimensions_do_not_convert(word: str, unit: str) -> None:
    assert convert(1, UNITS[word], CLOUDWATCH[unit]) is None


def test_units_a_second_never_mix_with_plain_ones() -> None:
    assert convert(1, CLOUDWATCH["Bytes/Second"], CLOUDWATCH["Bytes"]) is None
    assert convert(8, CLOUDWATCH["Kilobits/Second"], CLOUDWATCH["Bytes/Second"]) == 1024


def test_counted_things_are_known_in_singular_and_plural() -> None:
    for word in ("requests", "users", "calls", "failures", "connections"):
        assert UNITS[word] == UNITS[word[:-1]] == UNITS["count"]
