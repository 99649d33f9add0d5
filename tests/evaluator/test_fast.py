"""The vectorised states are those of the readable loop, point by point."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator import fast, replay
from monitoring.evaluator.alarm import MISSING, OPERATORS, AlarmError, Judging, UnsupportedAlarm
from monitoring.evaluator.state import State


@st.composite
def judgings(draw: st.DrawFn) -> Judging:
    n = draw(st.integers(1, 12))
    return Judging(
        threshold=draw(st.sampled_from([0.0, 1.5, -2.0])),
        operator=draw(st.sampled_from(sorted(OPERATORS))),
        m=draw(st.integers(1, n)),
        n=n,
        missing=draw(st.sampled_from(MISSING)),
    )


# Mostly missing, mostly there, or anything: each takes other ways.
VALUES = st.sampled_from([0.0, 1.5, -2.0, 3.0])
POINTS = st.one_of(
    st.lists(st.one_of(st.none(), VALUES), max_size=60),
    st.lists(st.one_of(st.none(), st.none(), st.none(), st.none(), VALUES), max_size=60),
    st.lists(VALUES, max_size=60),
    st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), max_size=60),
)


@settings(derandomize=True, max_examples=600, deadline=None)
@given(POINTS, judgings(), st.sampled_from(State))
def test_both_give_the_same(points: list[float | None], judging: Judging, first: State) -> None:
    expected = replay.states_over(points, judging, first)
    assert [fast.STATES[code] for code in fast.states_over(points, judging, first)] == expected
    array = np.array(points, dtype=np.float64)
    assert [fast.STATES[code] for code in fast.states_over(array, judging, first)] == expected


def test_long_random_series_agree_in_all_modes() -> None:
    random = np.random.default_rng(1)
    values = random.normal(0.8, 1, 5_000)
    values[random.random(5_000) < np.repeat(random.random(50), 100)] = np.nan
    points = [None if np.isnan(value) else float(value) for value in values]
    for missing in MISSING:
        judging = Judging(threshold=1, operator="GreaterThanThreshold", m=2, n=5, missing=missing)
        expected = replay.states_over(points, judging)
        assert len(set(expected)) > 1
        assert [fast.STATES[code] for code in fast.states_over(values, judging)] == expected


def judging(**changes: object) -> Judging:
    given = {"threshold": 1.0, "operator": "GreaterThanThreshold", "m": 1, "n": 1}
    return Judging(**{**given, **changes})  # type: ignore[arg-type]


def test_both_refuse_the_same() -> None:
    for states_over in (replay.states_over, fast.states_over):
        with pytest.raises(UnsupportedAlarm):
            states_over([1.0], judging(operator="GreaterThanUpperThreshold"))
        with pytest.raises(AlarmError, match="2 of 1"):
            states_over([1.0], judging(m=2))
        with pytest.raises(AlarmError, match="one of missing"):
            states_over([1.0], judging(missing="MISSING"))
        with pytest.raises(AlarmError, match="NaN"):
            states_over([float("nan"), None], judging())


def test_nothing_else_of_the_evaluator_loads_numpy() -> None:
    code = (
        "import pkgutil, sys, monitoring.evaluator as package\n"
        "names = [m.name for m in pkgutil.walk_packages(package.__path__, 'monitoring.evaluator.')]\n"
        "[__import__(name) for name in names if not name.endswith('.fast')]\n"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
