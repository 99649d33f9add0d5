"""What keeps a metric alarm from judging or acting: warm-up, gaps, few samples, mutes."""

import pytest

from monitoring.evaluator.machine import AlarmMachine, Datum
from monitoring.evaluator.state import State
from tests.evaluator.making import alarm, at, clock, run, summed, told


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
