"""A long series that is judged at once gives the track that one evaluation after the other gives."""

import sys
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.alarm import MISSING, OPERATORS
from monitoring.evaluator.expressions.errors import MathError
from monitoring.evaluator.machine import AlarmMachine
from monitoring.evaluator.series import Sample
from monitoring.plan.parts import MetricQuery, MetricStat
from monitoring.plan.resources import Plan
from monitoring.timeline import metric_alarms, sweep
from monitoring.timeline.inputs import MetricKey, metric_key
from monitoring.timeline.states import Track
from tests.timeline.making import THROTTLES, base_plan, samples, timeline, with_alarm

PLAN = base_plan()
ERRORS: MetricKey = metric_key("AWS/Lambda", "Errors", [("FunctionName", "demo-api-production")])
EXPRESSIONS = (
    "100 * errors / throttles",
    "IF(FILL(errors, 0) > 1, 0, MAX([FILL(throttles, 0), FILL(errors, 1)]))",
    "IF(errors >= 2, throttles)",
    "RUNNING_SUM(errors)",
    "MAX([errors, throttles])",
)

# Mostly there, mostly missing, or anything; long enough for several windows.
VALUES = st.sampled_from([0.0, 1.0, 2.5, 3.0])
POINTS = st.one_of(
    st.lists(st.one_of(st.none(), VALUES), max_size=80),
    st.lists(st.one_of(st.none(), st.none(), st.none(), st.none(), VALUES), max_size=80),
    st.lists(VALUES, max_size=80),
)


@st.composite
def alarms(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(1, 6))
    return {
        "threshold": draw(st.sampled_from([0.0, 1.0, 2.5])),
        "operator": draw(st.sampled_from(sorted(OPERATORS))),
        "datapoints_to_alarm": draw(st.integers(1, n)),
        "evaluation_periods": n,
        "treat_missing_data": draw(st.sampled_from(MISSING)),
        "period": draw(st.sampled_from([60, 120, 300, 7200])),
        "low_samples": draw(st.sampled_from([None, "ignore"])),
        "warm_up": 0,
    }


def stat(name: str, statistic: str, period: int) -> MetricStat:
    return MetricStat(
        namespace="AWS/Lambda",
        name=name,
        dimensions={"FunctionName": "demo-api-production"},
        statistic=statistic,
        period=period,
    )


def queries(expression: str, period: int) -> tuple[MetricQuery, ...]:
    return (
        MetricQuery(id="errors", stat=stat("Errors", "Sum", period)),
        MetricQuery(id="throttles", stat=stat("Throttles", "Average", period)),
        MetricQuery(id="judged", expression=expression, returned=True),
    )


def track(planned: Plan, values: Sequence[Sequence[float | None]], new: bool, long: int) -> Track | str:
    """The track of the alarm on throttles, swept from so many looks on; or why there is none."""
    given = {key: samples(each) for key, each in zip((THROTTLES, ERRORS), values, strict=False)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep, "LONG", long)
        try:
            found = timeline(planned, given, minutes=90, new=new)
        except MathError as problem:
            return str(problem)
    (own,) = [each for each in found.tracks if each.alarm.entry == "throttles"]
    return own


@settings(derandomize=True, max_examples=400, deadline=None)
@given(POINTS, alarms(), st.sampled_from(["Sum", "Average", "Maximum", "p90"]), st.booleans())
def test_statistics_give_the_same_track(
    points: list[float | None], changes: dict[str, Any], statistic: str, new: bool
) -> None:
    watched = stat("Throttles", statistic, changes["period"])
    planned = with_alarm(PLAN, "throttles-warning", stat=watched, **changes)
    assert track(planned, [points], new, long=0) == track(planned, [points], new, long=1_000)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(POINTS, POINTS, alarms(), st.sampled_from(EXPRESSIONS), st.booleans())
def test_metric_math_gives_the_same_track(
    throttles: list[float | None],
    errors: list[float | None],
    changes: dict[str, Any],
    expression: str,
    new: bool,
) -> None:
    watched = queries(expression, changes["period"])
    planned = with_alarm(PLAN, "throttles-warning", stat=None, queries=watched, **changes)
    given = [throttles, errors]
    assert track(planned, given, new, long=0) == track(planned, given, new, long=1_000)


def looked_at(planned: Plan, monkeypatch: pytest.MonkeyPatch, **options: Any) -> int:
    """How often the alarm on throttles is evaluated one by one, over four days with a change each hour."""
    count = 0

    class Counting(AlarmMachine):
        def evaluate(self, at: int) -> Any:
            nonlocal count
            count += 1
            return super().evaluate(at)

    monkeypatch.setattr(metric_alarms, "AlarmMachine", Counting)
    values: list[Sample] = samples(([0.0] * 30 + [1.0] * 30) * 96)
    timeline(planned, {THROTTLES: values}, minutes=96 * 60, **options)
    return count


def test_a_long_series_is_evaluated_where_the_state_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(PLAN, monkeypatch) == 96 * 2 - 1


def test_without_numpy_every_look_is_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "monitoring.evaluator.fast", None)
    assert looked_at(PLAN, monkeypatch) > 5_000


@pytest.mark.parametrize(
    ("changes", "new", "looks"),
    [
        ({"low_samples": "ignore"}, False, 96 * 60),
        ({"warm_up": 5}, True, 96 * 60),
        ({"period": 86_400}, False, 96),
    ],
)
def test_what_more_than_datapoints_decide_is_evaluated_at_every_look(
    changes: dict[str, Any], new: bool, looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = stat("Throttles", "p90", 300)
    planned = with_alarm(PLAN, "throttles-warning", stat=watched, evaluation_periods=2, **changes)
    assert looked_at(planned, monkeypatch, new=new) >= looks
