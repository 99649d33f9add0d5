"""The compact notation of series."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.testing.notation import NotationError, Run, Values, read_values

fixed = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("46", [(46,)]),
        ("0x3 5 7 _x2", [(0,), (0,), (0,), (5,), (7,), (), ()]),
        ("1+2x3", [(1,), (3,), (5,)]),
        ("9-1.5x3", [(9,), (7.5,), (6,)]),
        ("-1+1x3", [(-1,), (0,), (1,)]),
        ("(0x2 1) _", [(0, 0, 1), ()]),
        ("(1 2)x2", [(1, 2), (1, 2)]),
        ("(1+1x3)", [(1, 2, 3)]),
        ("1.5e1x2", [(15,), (15,)]),
        ("5x0 1", [(1,)]),
        ("  1   2  ", [(1,), (2,)]),
    ],
)
def test_values_of_a_series(text: str, values: list[tuple[float, ...]]) -> None:
    assert list(read_values(text).expand()) == values
    assert len(read_values(text)) == len(values)


@pytest.mark.parametrize(
    ("text", "unit", "every"),
    [("1 2 s", "s", None), ("1 2 every 5 m", "", 300), ("1 requests every 1 h 30 m", "requests", 5400)],
)
def test_unit_and_interval_stand_at_the_end(text: str, unit: str, every: int | None) -> None:
    values = read_values(text)
    assert (values.unit, values.every) == (unit, every)


numbers = st.integers(-999, 999).map(float) | st.integers(-999, 999).map(lambda n: n / 8)
counts = st.integers(1, 40)
items = st.builds(lambda n, times: Run((n,), 0.0, times), numbers, counts) | st.builds(
    lambda times: Run((), 0.0, times), counts
)
ramps = st.builds(lambda n, step, times: Run((n,), step, times), numbers, numbers.filter(bool), counts)
groups = st.builds(
    lambda samples, times: Run(tuple(samples), 0.0, times), st.lists(numbers, min_size=1, max_size=5), counts
)
series = st.builds(
    lambda runs, unit, every: Values(tuple(runs), unit, every),
    st.lists(items | ramps | groups, min_size=1, max_size=6),
    st.sampled_from(["", "s", "%", "requests"]),
    st.sampled_from([None, 60, 5400, 86400]),
)


def number(value: float) -> str:
    return f"{value:.12f}".rstrip("0").rstrip(".")


def to_text(values: Values) -> str:
    """The notation of a series, in the longest form."""
    words = []
    for samples, step, times in values.runs:
        inside = " ".join(map(number, samples)) or "_"
        ramp = ("+" if step > 0 else "") + number(step) if step else ""
        words.append(f"({inside})x{times}" if len(samples) > 1 else f"{inside}{ramp}x{times}")
    ending = f"every {values.every} s" if values.every else ""
    return " ".join(filter(None, [*words, values.unit, ending]))


@fixed
@given(series)
def test_what_is_written_is_read(values: Values) -> None:
    read = read_values(to_text(values))
    assert list(read.expand()) == list(values.expand())
    assert (read.unit, read.every) == (values.unit, values.every)


def refusal(text: str) -> NotationError | None:
    """Why a text is no series; None when it is one."""
    try:
        read_values(text)
    except NotationError as problem:
        return problem
    return None


@settings(fixed, max_examples=400)
@given(st.text("0123456789_x+-.()es vrym%", max_size=30) | st.text(max_size=30))
def test_any_text_is_a_series_or_refused_with_its_place(text: str) -> None:
    problem = refusal(text)
    if problem is not None:
        offset, length = problem.span
        assert 0 <= offset <= len(text)
        assert length >= 1
        assert str(problem)
        assert problem.fix


@pytest.mark.parametrize(
    "text", ["1x400001", "1x999999999", "(1x400001)", "(1 1)x200001", "1x240000 1x240000"]
)
def test_four_hundred_thousand_is_the_most(text: str) -> None:
    with pytest.raises(NotationError, match=r"400,000|more than"):
        read_values(text)
