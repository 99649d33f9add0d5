"""A metric alarm over time: when it is evaluated, on what, what it says and what it does."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.alarm import MISSING, AlarmError, Judging
from monitoring.evaluator.machine import AlarmMachine, Change, Datum, MetricAlarm, Source
from monitoring.evaluator.replay import states_over
from monitoring.evaluator.state import State

REASONS = yaml.safe_load(
    (Path(__file__).with_name("cases") / "alarm" / "reasons.yaml").read_text(encoding="utf-8")
)
DAY = int(datetime(2026, 8, 19, tzinfo=UTC).timestamp())


def at(clock: str, day: int = 0) -> int:
    """The epoch second of a wall clock time in UTC on the day of the tests."""
    hours, minutes, seconds = (f"{clock}:00" if clock.count(":") == 1 else clock).split(":")
    return DAY + day * 86_400 + int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def clock(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%H:%M")


def summed(samples: dict[int, float]) -> Source:
    """The sum of samples over any period."""

    def source(start: int, end: int) -> Datum | None:
        found = [value for second, value in samples.items() if start <= second < end]
        return Datum(sum(found), len(found)) if found else None

    return source


def alarm(**changes: Any) -> MetricAlarm:
    given: dict[str, Any] = {
        "threshold": 0.0,
        "operator": "GreaterThanThreshold",
        "m": 1,
        "n": 1,
        "missing": "notBreaching",
        "period": 60,
        "statistic": "Sum",
        "actions": {state: (f"topic-{state.lower()}",) for state in State},
    }
    return MetricAlarm(**{**given, **changes})


def told(changes: list[Change]) -> list[tuple[str, str]]:
    return [(clock(change.at), change.after.value) for change in changes]


def run(settings: MetricAlarm, samples: dict[int, float], *, created: str, until: str) -> list[Change]:
    return list(AlarmMachine(settings, summed(samples), at(created)).run(at(until)))


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


def test_a_sliding_window_moves_with_each_minute() -> None:
    changes = run(alarm(period=3600), {at("13:07:30"): 1.0}, created="13:00", until="17:00")
    assert told(changes) == [("13:01", "OK"), ("13:08", "ALARM"), ("16:08", "OK")]
    changes = run(
        alarm(period=3600, n=1, missing="missing"), {at("13:07:30"): 1.0}, created="13:00", until="18:00"
    )
    assert told(changes)[-1] == ("16:08", "INSUFFICIENT_DATA")


def test_a_wall_clock_window_sees_a_period_only_when_it_is_over() -> None:
    changes = run(alarm(period=3600, timezone="UTC"), {at("13:07:30"): 1.0}, created="13:00", until="14:30")
    assert told(changes) == [("13:01", "OK"), ("14:00", "ALARM")]
    india = alarm(period=3600, timezone="Asia/Kolkata")
    assert told(run(india, {at("13:07:30"): 1.0}, created="13:00", until="14:30"))[-2:] == [
        ("13:30", "ALARM"),
        ("14:30", "OK"),
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "-04:00", "UTC-04:00"])
def test_days_of_a_wall_clock_window_begin_at_local_midnight(zone: str) -> None:
    daily = alarm(period=86_400, timezone=zone)
    assert told(run(daily, {at("13:00"): 1.0}, created="13:00", until="23:59")) == [("13:01", "OK")]
    late = list(AlarmMachine(daily, summed({at("13:00"): 1.0}), at("13:00")).run(at("04:01", day=1)))
    assert told(late)[-1] == ("04:00", "ALARM")


def test_a_day_on_which_the_clock_goes_back_has_25_hours_in_its_window() -> None:
    windows = []

    def source(start: int, end: int) -> Datum | None:
        windows.append((start, end))
        return None

    morning = int(datetime(2026, 11, 2, 6, tzinfo=UTC).timestamp())
    AlarmMachine(alarm(period=86_400, n=3, timezone="America/New_York"), source, 0).evaluate(morning)
    assert [(end - start) // 3600 for start, end in windows] == [24, 24, 25]


def test_a_wall_clock_window_looks_no_further_back_than_its_n_periods() -> None:
    """The datum of the hour before the last complete one is out of reach; a sliding window would find it."""
    settings = alarm(period=3600, missing="breaching", timezone="UTC")
    assert told(run(settings, {at("12:30"): 0.0}, created="13:00", until="14:30")) == [
        ("13:01", "OK"),
        ("14:00", "ALARM"),
    ]


def test_weeks_of_a_wall_clock_window_begin_on_monday() -> None:
    windows = []
    source: Callable[[int, int], Datum | None] = lambda start, end: windows.append(start)  # noqa: E731
    AlarmMachine(alarm(period=604_800, timezone="UTC"), source, 0).evaluate(at("12:00"))
    assert datetime.fromtimestamp(windows[-1], UTC) == datetime(2026, 8, 10, tzinfo=UTC)


def test_a_warm_up_ends_when_the_window_is_full_as_documented() -> None:
    """5 minutes, 3 periods, created at 10:00, the first datum at 10:04: evaluated from about 10:19 on."""
    warming = alarm(period=300, n=3, warm_up=60)
    samples = {at("10:04") + 60 * minute: 1.0 for minute in range(60)}
    assert told(run(warming, samples, created="10:00", until="11:00")) == [("10:19", "ALARM")]


def test_a_warm_up_can_be_waited_out_and_ends_without_data() -> None:
    samples = {at("10:04") + 60 * minute: 1.0 for minute in range(60)}
    waiting = alarm(period=300, n=3, warm_up=30, wait_out=True)
    assert told(run(waiting, samples, created="10:00", until="11:00")) == [("10:30", "ALARM")]
    assert told(run(alarm(warm_up=30), {}, created="10:00", until="11:00")) == [("10:30", "OK")]


def test_dynamodb_always_ignores_missing_data() -> None:
    samples = {at("10:00"): 1.0}
    table = alarm(namespace="AWS/DynamoDB", missing="notBreaching")
    assert told(run(table, samples, created="10:00", until="12:00")) == [("10:01", "ALARM")]
    assert told(run(alarm(), samples, created="10:00", until="12:00"))[-1] == ("10:04", "OK")


@pytest.mark.parametrize(
    ("statistic", "samples", "state"),
    [
        ("p99", 999, "OK"),
        ("p99", 1000, "ALARM"),
        ("p99.9", 9_999, "OK"),
        ("p99.9", 10_000, "ALARM"),
        ("p50", 19, "OK"),
        ("p50", 20, "ALARM"),
        ("p10", 99, "OK"),
        ("p10", 100, "ALARM"),
        ("p100", 10**9, "OK"),
        ("Average", 1, "ALARM"),
    ],
)
def test_percentiles_of_few_samples_can_be_ignored(statistic: str, samples: int, state: str) -> None:
    def source(start: int, end: int) -> Datum | None:
        return Datum(0.0, 10**9) if start < at("10:05") else Datum(1.0, samples)

    for choice, expected in (("ignore", state), ("evaluate", "ALARM")):
        percentile = alarm(statistic=statistic, low_samples=choice)
        machine = AlarmMachine(percentile, source, at("10:00"))
        machine.state = State.OK
        list(machine.run(at("10:10")))
        assert machine.state == expected


def test_a_mute_stops_actions_but_no_evaluation_and_they_follow_when_it_ends() -> None:
    samples = {at("10:02") + 60 * minute: 1.0 for minute in range(20)}
    muted = range(at("10:00"), at("10:10"))
    machine = AlarmMachine(alarm(), summed(samples), at("10:00"), lambda second: second in muted)
    first, second, third, *rest = machine.run(at("10:30"))
    assert (first.muted, first.actions, second.after, second.muted, second.actions) == (
        True,
        (),
        "ALARM",
        True,
        (),
    )
    assert (clock(third.at), third.before, third.after) == ("10:10", "ALARM", "ALARM")
    assert (third.actions, third.warnings) == (("topic-alarm",), ())
    assert told(rest) == [("10:25", "OK")]


def test_of_an_alarm_that_is_over_within_a_mute_only_the_end_is_told_when_the_mute_ends() -> None:
    muted = range(at("10:00"), at("10:10"))
    machine = AlarmMachine(alarm(), summed({at("10:02"): 1.0}), at("10:00"), lambda second: second in muted)
    changes = list(machine.run(at("10:30")))
    assert told(changes) == [("10:01", "OK"), ("10:03", "ALARM"), ("10:06", "OK"), ("10:10", "OK")]
    assert [clock(change.at) for change in changes if change.actions] == ["10:10"]


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
