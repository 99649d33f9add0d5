"""The state of one alarm against tables: AWS's own, and more of the same kind.

A case is a text file: ``M of N``, then a table with a row of points (``0`` within the threshold, ``X`` beyond
it, ``-`` missing; the newest stands last) and the state for each treatment of missing data; ``kept`` is the
state from before.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.alarm import (
    BAND_OPERATORS,
    MISSING,
    AlarmError,
    UnsupportedAlarm,
    alarm_state,
    evaluation_range,
)
from monitoring.evaluator.state import State

FOLDER = Path(__file__).with_name("cases") / "alarm"
# Threshold 10: what is within it and what is beyond it, the nearest values there are.
WITHIN_AND_BEYOND = {
    "GreaterThanThreshold": (10.0, 10.5),
    "GreaterThanOrEqualToThreshold": (9.5, 10.0),
    "LessThanThreshold": (10.0, 9.5),
    "LessThanOrEqualToThreshold": (10.5, 10.0),
}


class Row(NamedTuple):
    """A line of a table for one treatment of missing data."""

    m: int
    n: int
    points: str
    missing: str
    expected: str


def rows() -> Iterator[Row]:
    """Every cell of every table."""
    for file in sorted(FOLDER.glob("*.txt")):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
        m, n = map(int, lines[0].split(" of "))
        heads = [cell.strip() for cell in lines[1].split("|")]
        for line in lines[2:]:
            cells = [cell.strip() for cell in line.split("|")]
            for missing, expected in zip(heads[1:], cells[1:], strict=True):
                yield Row(m, n, cells[0], missing, expected)


def judged(row: Row, operator: str, previous: State) -> State:
    within, beyond = WITHIN_AND_BEYOND[operator]
    points = [{"0": within, "X": beyond, "-": None}[sign] for sign in row.points.split()]
    return alarm_state(
        points,
        threshold=10.0,
        operator=operator,
        m=row.m,
        n=row.n,
        missing=row.missing,
        previous=previous,
    )


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.m}of{row.n} {row.points} {row.missing}")
def test_a_table_gives_the_state(row: Row) -> None:
    for operator in WITHIN_AND_BEYOND:
        for previous in State:
            expected = previous if row.expected == "kept" else State(row.expected)
            assert judged(row, operator, previous) is expected


def test_the_range_is_five_for_three_as_documented_and_ten_for_eight_as_observed() -> None:
    assert [evaluation_range(n) for n in (1, 2, 3, 8, 9)] == [3, 4, 5, 10, 12]


def state(points: list[float | None], **changes: object) -> State:
    given = {
        "threshold": 1.0,
        "operator": "GreaterThanThreshold",
        "m": 1,
        "n": 1,
        "missing": "missing",
        "previous": "OK",
    }
    return alarm_state(points, **{**given, **changes})  # type: ignore[arg-type]


def test_of_a_long_series_the_evaluation_range_is_looked_at() -> None:
    # AWS about `0 - - - -`: one evaluation later "that non-breaching data point will no longer be in the
    # evaluation range".
    gone: list[float | None] = [0.0, *[None] * 5]
    assert state(gone[:-1], m=3, n=3, missing="breaching") is State.OK
    assert state(gone, m=3, n=3, missing="breaching") is State.ALARM
    assert state([2.0, *[None] * 50]) is State.INSUFFICIENT_DATA


def test_plain_words_are_taken_and_states_compare_with_them() -> None:
    assert state([None], missing="ignore", previous="ALARM") == "ALARM"
    assert state([2], threshold=1) == "ALARM"


@pytest.mark.parametrize("operator", BAND_OPERATORS)
def test_bands_are_refused_by_name(operator: str) -> None:
    with pytest.raises(UnsupportedAlarm, match=operator):
        state([2.0], operator=operator)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"operator": "above"}, "no operator 'above'; there are GreaterThanOrEqualToThreshold"),
        ({"m": 2}, "2 of 1: M is at least 1 and at most N"),
        ({"m": 0}, "0 of 1: M is at least 1 and at most N"),
        (
            {"missing": "not_breaching"},
            "'not_breaching'; it is one of missing, ignore, breaching, notBreaching",
        ),
        ({"threshold": float("nan")}, "threshold is not a number"),
    ],
)
def test_settings_that_no_alarm_can_have_are_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(AlarmError, match=message):
        state([2.0], **changes)


def test_a_value_that_is_no_number_is_an_error() -> None:
    with pytest.raises(AlarmError, match="NaN"):
        state([float("nan")])


POINTS = st.lists(st.sampled_from([0.0, 2.0, None]), max_size=14)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(POINTS, st.integers(1, 5), st.integers(0, 4), st.sampled_from(MISSING), st.sampled_from(list(State)))
def test_enough_real_points_make_the_treatment_of_missing_ones_irrelevant(
    points: list[float | None], m: int, more: int, missing: str, previous: State
) -> None:
    n = m + more
    points = points[-evaluation_range(n) :]
    real = [point for point in points if point is not None]
    if len(real) < n:
        points = [*points, *[0.0] * n]
        real = [point for point in points if point is not None]
    expected = State.ALARM if sum(point > 1 for point in real[-n:]) >= m else State.OK
    assert state(points, m=m, n=n, missing=missing, previous=previous) is expected
