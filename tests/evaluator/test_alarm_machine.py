"""A metric alarm over time: when it is evaluated, on what, and what it says."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.alarm import MISSING, AlarmError, Judging
from monitoring.evaluator.machine import AlarmMachine, Datum, MetricAlarm
from monitoring.evaluator.replay import states_over
from monitoring.evaluator.state import State
from tests.evaluator.making import DAY, alarm, at, run, summed, told

REASONS = yaml.safe_load(
    (Path(__file__).with_name("cases") / "alarm" / "reasons.yaml").read_text(encoding="utf-8")
)


def test_an_observed_alarm_on_silence_fires_when_aws_fired() -> None:
    """8 of 8 periods of 900 s: the last datum at 05:43:53, ALARM at 08:14, OK again after one at 09:50."""
    silence = alarm(
        operator="LessThanOrEqualToThreshold", m=8, n=8, missing="breaching", period=900, actions={}
    )
    samples = {at("05:00") + 180 * index + 53: 1.0 for index in range(15)} | {
        at("05:43:53"): 1.0,
        at("09:50:20"): 1.0,
        at("09:50:35"): 1.0,
    }
    changes = run(silence, samples, created="05:00", until="09:55")
    assert told(changes) == [("05:01", "OK"), ("08:14", "ALARM"), ("09:51", "OK")]
    assert changes[1].reason == (
        "Threshold Crossed: no datapoints were received for 8 periods and 8 missing datapoints were treated "
        "as [Breaching]."
    )
    assert changes[2].reason == (
        "Threshold Crossed: 1 datapoint [2.0 (19/08/26 09:36:00)] was not less than or equal to the "
        "threshold (0.0) and 7 missing datapoints were treated as [Breaching]."
    )


def test_an_observed_alarm_on_errors_judges_periods_that_end_at_the_evaluation() -> None:
    errors = alarm(m=3, n=3, period=180)
    samples = {at("05:46:52"): 1.0, at("05:49:52"): 3.0, at("05:52:52"): 2.0}
    (first, second) = run(errors, samples, created="05:30", until="05:53")
    assert (told([first, second])) == [("05:31", "OK"), ("05:53", "ALARM")]
    assert second.reason == (
        "Threshold Crossed: 3 out of the last 3 datapoints [2.0 (19/08/26 05:50:00), "
        "3.0 (19/08/26 05:47:00), 1.0 (19/08/26 05:44:00)] were greater than the threshold (0.0) "
        "(minimum 3 datapoints for OK -> ALARM transition)."
    )
    assert second.actions == ("topic-alarm",)
    assert second.data == {
        "version": "1.0",
        "queryDate": "2026-08-19T05:53:00.000+0000",
        "startDate": "2026-08-19T05:44:00.000+0000",
        "statistic": "Sum",
        "period": 180,
        "recentDatapoints": [1.0, 3.0, 2.0],
        "threshold": 0.0,
        "evaluatedDatapoints": [
            {"timestamp": "2026-08-19T05:50:00.000+0000", "sampleCount": 1, "value": 2.0},
            {"timestamp": "2026-08-19T05:47:00.000+0000", "sampleCount": 1, "value": 3.0},
            {"timestamp": "2026-08-19T05:44:00.000+0000", "sampleCount": 1, "value": 1.0},
        ],
    }


@pytest.mark.parametrize("case", REASONS, ids=lambda case: str(case["alarm"]))
def test_reasons_have_the_words_of_observed_notifications(case: dict[str, Any]) -> None:
    samples = {at(clock): value for clock, value in case["samples"].items()}
    machine = AlarmMachine(alarm(**case["alarm"]), summed(samples), at("12:00"))
    change = machine.evaluate(at("12:16"))
    assert change is not None
    assert change.reason == case["reason"]


def test_a_new_alarm_has_insufficient_data_and_says_so_again_when_data_end() -> None:
    changes = run(alarm(missing="missing"), {at("10:05"): 0.0}, created="10:00", until="10:20")
    assert told(changes) == [("10:06", "OK"), ("10:09", "INSUFFICIENT_DATA")]
    assert changes[1].reason == "Insufficient Data: 1 datapoint was unknown."
    assert changes[1].actions == ("topic-insufficient_data",)


@pytest.mark.parametrize(
    ("period", "n", "step"), [(10, 3, 10), (60, 5, 60), (300, 12, 60), (3600, 24, 60), (3600, 25, 3600)]
)
def test_evaluations_come_each_minute_ten_seconds_or_hour(period: int, n: int, step: int) -> None:
    times = []
    machine = AlarmMachine(alarm(period=period, n=n), lambda start, end: times.append(end), at("00:00"))
    list(machine.run(at("02:00", day=1)))
    assert {
        later - sooner for sooner, later in zip(sorted(set(times)), sorted(set(times))[1:], strict=False)
    } == {min(step, period)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"period": 90}, "period is 90 s: it is 10, 20, 30 or a multiple of 60"),
        ({"period": 0}, "period is 0 s"),
        ({"period": 600, "timezone": "UTC"}, "a wall clock window takes 60, 300, 3600"),
        ({"low_samples": "keep"}, "'keep'; it is one of evaluate, ignore"),
        ({"warm_up": 2881}, "the warm-up is 2881 minutes"),
        ({"m": 3}, "3 of 1"),
        ({"timezone": "Tokyo"}, "no time zone 'Tokyo'"),
        ({"timezone": "../../etc/passwd"}, "no time zone"),
        ({"timezone": "+01:03"}, "in steps of 5 minutes"),
    ],
)
def test_settings_that_no_alarm_can_have_are_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        alarm(**changes)
    assert issubclass(AlarmError, ValueError)


def final_states(settings: MetricAlarm, points: list[float | None]) -> list[State]:
    """The state after each minute."""
    created = at("00:00")
    machine = AlarmMachine(settings, lambda start, end: minute_of(points, (start - created) // 60), created)
    states = []
    for minute in range(1, len(points) + 1):
        machine.evaluate(created + 60 * minute)
        states.append(machine.state)
    return states


def minute_of(points: list[float | None], minute: int) -> Datum | None:
    value = points[minute] if 0 <= minute < len(points) else None
    return None if value is None else Datum(value)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 1.0, None]), max_size=40),
    st.integers(1, 4),
    st.integers(0, 3),
    st.sampled_from(MISSING),
)
def test_a_machine_that_steps_gives_what_the_loop_gives(
    points: list[float | None], m: int, more: int, missing: str
) -> None:
    judging = Judging(threshold=0, operator="GreaterThanThreshold", m=m, n=m + more, missing=missing)
    stepped = final_states(alarm(m=m, n=m + more, missing=missing), points)
    assert stepped == states_over(points, judging)


def test_a_hundred_days_of_minutes_alarm_once_a_day() -> None:
    def source(start: int, end: int) -> Datum | None:
        return Datum(float(start % 86_400 < 600))

    machine = AlarmMachine(alarm(n=3, m=3), source, DAY)
    changes = list(machine.run(DAY + 100 * 86_400))
    assert sum(change.after is State.ALARM for change in changes) == 100
