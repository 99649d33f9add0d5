"""Metric alarms over time."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from monitoring.evaluator.series import Sample
from monitoring.plan.resources import MetricAlarm, Plan
from monitoring.timeline import metric_alarms
from monitoring.timeline.inputs import metric_key
from monitoring.timeline.looks import every_look, looks
from tests.timeline.making import (
    START,
    THROTTLES,
    alarm_of,
    base_plan,
    changes,
    samples,
    timeline,
    with_alarm,
)

PLAN = base_plan()
fixed = settings(derandomize=True, deadline=None, max_examples=200)


def throttles(planned: Plan, values: Sequence[float | None], **options: Any) -> list[tuple[float, str]]:
    """The changes of the alarm on throttles."""
    found = timeline(planned, {THROTTLES: samples(values)}, **options)
    (track,) = [each for each in found.tracks if each.alarm.entry == "throttles"]
    return changes(track)


def test_windows_slide_and_a_sample_counts_from_the_next_minute_on() -> None:
    assert throttles(PLAN, [0] * 10 + [1] + [0] * 20) == [(0, "OK"), (11, "ALARM"), (16, "OK")]


def test_only_alarms_with_data_are_judged() -> None:
    found = timeline(PLAN, {THROTTLES: samples([0] * 10)})
    assert [track.alarm.entry for track in found.tracks] == ["throttles"]


def test_an_alarm_is_judged_when_it_is_wanted() -> None:
    found = timeline(PLAN, {THROTTLES: []})
    assert [changes(track) for track in found.tracks] == [[(0, "OK")]]


@pytest.mark.parametrize(
    ("missing", "ends"),
    [
        ("notBreaching", [(0, "OK"), (1, "ALARM"), (16, "OK")]),
        ("missing", [(0, "OK"), (1, "ALARM"), (16, "INSUFFICIENT_DATA")]),
        ("ignore", [(0, "OK"), (1, "ALARM")]),
        ("breaching", [(0, "OK"), (1, "ALARM")]),
    ],
)
def test_data_that_stops(missing: str, ends: list[tuple[float, str]]) -> None:
    """The last real point stays in sight for the two periods that CloudWatch looks further back."""
    planned = with_alarm(PLAN, "throttles-warning", treat_missing_data=missing)
    assert throttles(planned, [1.0]) == ends


def test_before_the_start_all_was_well() -> None:
    planned = with_alarm(PLAN, "throttles-warning", treat_missing_data="breaching")
    assert throttles(planned, [None] * 30, minutes=30) == [(0, "OK"), (15, "ALARM")]


def test_a_new_alarm_warms_up_until_data_fills_its_periods() -> None:
    waiting = throttles(PLAN, [None] * 3 + [0.0] * 20, new=True)
    assert waiting == [(0, "INSUFFICIENT_DATA"), (5, "OK")]
    planned = with_alarm(PLAN, "throttles-warning", warm_up=60)
    assert throttles(planned, [0.0] * 20, new=True) == [(0, "INSUFFICIENT_DATA"), (5, "OK")]


def test_few_samples_may_be_ignored() -> None:
    duration = metric_key("AWS/Lambda", "Duration", [("FunctionName", "demo-api-production")])
    slow = [Sample((START + minute * 60) * 1000, 60_000.0) for minute in range(60)]
    for choice, states in (("evaluate", [(0, "OK"), (11, "ALARM")]), ("ignore", [(0, "OK")])):
        planned = with_alarm(PLAN, "duration-warning", low_samples=choice)
        found = timeline(planned, {duration: slow}, minutes=50)
        assert changes(found.of("demo-api-production-duration-warning")[0]) == states


def test_before_the_start_all_was_well_whatever_is_filled_in() -> None:
    found = timeline(with_math("FILL(m, 5)"), {THROTTLES: samples([None] * 30)}, minutes=30)
    assert changes(found.of("demo-api-production-made-warning")[0]) == [(0, "OK"), (5, "ALARM")]


def with_math(expression: str) -> Plan:
    metric = {"math": expression, "with": {"m": "throttles"}, "title": "Made of throttles"}
    alarm = {"watch": "made", "title": "Made", "over": "5 m", "warning": {"at-least": 1}}
    shared = {"route": "application", "runbook": "slow", "impact": "None"}
    return base_plan({"metrics": {"made": metric}, "alarms": {"made": {**alarm, **shared}}})


@pytest.mark.parametrize(
    ("expression", "states"),
    [
        ("m", [(0, "OK"), (11, "ALARM"), (16, "OK")]),
        ("FILL(m, 5) * 0 + 1", [(0, "OK"), (1, "ALARM")]),
        ("1 - m", [(0, "OK"), (1, "ALARM"), (11, "OK"), (16, "ALARM")]),
        ("IF(HOUR(m) == 0 AND MINUTE(m) >= 12, 1, 0)", [(0, "OK"), (17, "ALARM")]),
        ("RUNNING_SUM(m)", [(0, "OK"), (11, "ALARM"), (26, "OK")]),
    ],
)
def test_math_sees_its_own_period_the_clock_or_the_periods_before(
    expression: str, states: list[tuple[float, str]]
) -> None:
    found = timeline(with_math(expression), {THROTTLES: samples([0.0] * 10 + [1.0] + [0.0] * 30)}, minutes=40)
    assert changes(found.of("demo-api-production-made-warning")[0]) == states


points = st.lists(st.sampled_from([None, None, 0.0, 1.0, 2.0]), max_size=40)
pauses = st.lists(st.tuples(st.integers(0, 300), points), max_size=3)
shapes = st.tuples(st.integers(1, 4), st.integers(0, 3)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@fixed
@given(
    pauses,
    shapes,
    st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
    st.sampled_from([60, 300, 900]),
)
def test_leaving_out_looks_changes_nothing(
    stretches: list[tuple[int, list[float | None]]], shape: tuple[int, int], missing: str, period: int
) -> None:
    """A look is left out only when it sees what the one before saw."""
    values = [value for pause, some in stretches for value in [*[None] * pause, *some]]
    m, n = shape
    alarm = alarm_of(PLAN, "throttles-warning")
    assert isinstance(alarm, MetricAlarm)
    assert alarm.stat is not None
    stat = replace(alarm.stat, period=period)
    shape_of = {"datapoints_to_alarm": m, "evaluation_periods": n, "treat_missing_data": missing}
    planned = with_alarm(PLAN, "throttles-warning", **shape_of, period=period, stat=stat)
    minutes = len(values) + 200
    lazy = throttles(planned, values, minutes=minutes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metric_alarms, "looks", lambda period, pace, data: every_look(period, pace))
        assert throttles(planned, values, minutes=minutes) == lazy


def test_ten_years_without_data_are_a_few_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def counted(*arguments: Any) -> list[int]:
        seen.extend(found := list(looks(*arguments)))
        return found

    monkeypatch.setattr(metric_alarms, "looks", counted)
    throttles(PLAN, [1.0], minutes=10 * 365 * 1440)
    assert len(seen) < 100
