"""Log alarms: when the query runs, over which window, and what becomes of each contributor."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.alarm import MISSING, AlarmError
from monitoring.evaluator.log_alarm import VANISHED, ContributorChange, LogAlarm, LogAlarmMachine, parse_rate
from monitoring.evaluator.state import State

RATE = 300


def alarm(**changes: Any) -> LogAlarm:
    given: dict[str, Any] = {
        "threshold": 5.0,
        "operator": "GreaterThanOrEqualToThreshold",
        "m": 1,
        "n": 1,
        "missing": "notBreaching",
        "rate": RATE,
        "start_offset": 3600,
        "by": True,
        "actions": {State.ALARM: ("topic",), State.OK: ("topic",)},
    }
    return LogAlarm(**{**given, **changes})


def run(settings: LogAlarm, *results: Mapping[str, float]) -> list[ContributorChange]:
    """The changes when the first, second, .. run of the query gives these results."""
    given = iter(results)
    machine = LogAlarmMachine(settings, lambda start, end: next(given), 0)
    return list(machine.run(RATE * len(results)))


def told(changes: list[ContributorChange]) -> list[tuple[int, str, str]]:
    return [(change.at // RATE, change.contributor, change.after.value) for change in changes]


def test_each_contributor_has_its_own_state_and_notification() -> None:
    changes = run(
        alarm(), {"a": 4}, {"a": 5, "b": 9, "c": 1}, {"a": 4, "b": 9, "c": 5}, {"a": 0, "b": 0, "c": 5}
    )
    assert told(changes) == [
        (2, "a", "ALARM"),
        (2, "b", "ALARM"),
        (3, "a", "OK"),
        (3, "c", "ALARM"),
        (4, "b", "OK"),
    ]
    assert all(change.actions == ("topic",) for change in changes)
    assert changes[0].reason == (
        "Threshold Crossed: 1 out of the last 1 query results [5.0 (01/01/70 00:10:00)] was greater than or "
        "equal to the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )


def test_the_query_runs_at_its_rate_over_its_window() -> None:
    windows = []

    def query(start: int, end: int) -> dict[str, float]:
        windows.append((start, end))
        return {}

    machine = LogAlarmMachine(alarm(start_offset=3600, end_offset=60), query, 10_000)
    assert list(machine.run(10_700)) == []
    assert windows == [(10_300 - 3600, 10_300 - 60), (10_600 - 3600, 10_600 - 60)]


def test_m_of_the_last_n_results_must_breach() -> None:
    changes = run(alarm(m=2, n=3), {"a": 5}, {"a": 0}, {"a": 5}, {"a": 0}, {"a": 0})
    assert told(changes) == [(3, "a", "ALARM"), (4, "a", "OK")]


def test_an_alarm_without_contributors_begins_without_data() -> None:
    changes = run(alarm(by=False, missing="missing"), {}, {"": 0}, {"": 7}, {})
    assert told(changes) == [(2, "", "OK"), (3, "", "ALARM"), (4, "", "INSUFFICIENT_DATA")]


@pytest.mark.parametrize("missing", MISSING)
def test_a_contributor_that_disappears_is_well_whatever_is_said_of_missing_data(missing: str) -> None:
    first, second = run(alarm(missing=missing), {"a": 5}, {}, {})
    assert (first.after, second.after) == (State.ALARM, State.OK)
    assert (second.value, second.reason) == (None, VANISHED)


def test_it_is_judged_from_n_results_on_or_at_once_when_it_has_stood_for_long() -> None:
    settings = alarm(by=False, m=2, n=3)
    assert told(run(settings, *[{"": 7}] * 4)) == [(3, "", "ALARM")]
    machine = LogAlarmMachine(settings, lambda start, end: {"": 7.0 if end > 0 else 0.0}, 0)
    machine.recall()
    assert told(list(machine.run(2 * RATE))) == [(1, "", "OK"), (2, "", "ALARM")]


def test_the_reason_is_worded_as_in_the_documented_notification() -> None:
    values = [0.0, 0.0, 120.0, 135.0, 142.0]
    settings = alarm(by=False, m=3, n=5, threshold=100.0, operator="GreaterThanThreshold")
    (change,) = run(settings, *[{"": value} for value in values])
    assert change.reason == (
        "Threshold Crossed: 3 out of the last 5 query results [142.0 (01/01/70 00:25:00), "
        "135.0 (01/01/70 00:20:00), 120.0 (01/01/70 00:15:00)] were greater than the threshold (100.0) "
        "(minimum 3 datapoints for OK -> ALARM transition)."
    )


def test_the_alarm_is_in_alarm_while_a_contributor_is() -> None:
    results: list[dict[str, float]] = [{}, {"a": 5, "b": 1}, {"b": 1}, {}]
    machine = LogAlarmMachine(alarm(), lambda start, end: results.pop(0), 0)
    states = []
    for index in range(4):
        machine.evaluate(RATE * (index + 1))
        states.append(machine.state.value)
    assert states == ["INSUFFICIENT_DATA", "ALARM", "OK", "INSUFFICIENT_DATA"]


def test_contributors_of_the_past_are_forgotten() -> None:
    machine = LogAlarmMachine(alarm(n=2), lambda start, end: {f"user-{end}": 1.0}, 0)
    list(machine.run(RATE * 1000))
    assert len(machine.contributors) == 2


def test_a_warm_up_ends_with_enough_results_or_in_time() -> None:
    results: list[dict[str, float]] = [{"": 7}] * 6
    assert told(run(alarm(by=False, n=3, warm_up=60), *results)) == [(3, "", "ALARM")]
    assert told(run(alarm(by=False, n=3, warm_up=25, wait_out=True), *results)) == [(5, "", "ALARM")]
    assert told(run(alarm(by=False, n=3, warm_up=25), *[{}] * 6)) == [(5, "", "OK")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n": 101}, "at most 100 results"),
        ({"rate": 90}, "the rate is 90 s: it is whole minutes"),
        ({"start_offset": 0}, "from 0 s to 0 s before the run is not possible"),
        ({"start_offset": 60, "end_offset": 60}, "it begins first"),
        ({"start_offset": 30 * 86_400 + 1}, "30 days before at most"),
        ({"operator": "LessThanLowerThreshold"}, "LessThanLowerThreshold compares with a band"),
        ({"warm_up": 3000}, "the warm-up is 3000 minutes"),
    ],
)
def test_settings_that_no_log_alarm_can_have_are_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(AlarmError, match=message):
        alarm(**changes)


@pytest.mark.parametrize(
    ("text", "seconds"), [("rate(1 minute)", 60), ("rate(5 minutes)", 300), ("rate(1 hour)", 3600)]
)
def test_rates_are_read(text: str, seconds: int) -> None:
    assert parse_rate(text) == seconds


@pytest.mark.parametrize(
    "text", ["rate(5 minute)", "rate(1 minutes)", "rate(0 minutes)", "5 minutes", "rate(5m)"]
)
def test_what_is_no_rate_is_named(text: str) -> None:
    with pytest.raises(AlarmError, match="is no rate"):
        parse_rate(text)


RESULTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from([0.0, 5.0]))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(RESULTS, max_size=12), st.sampled_from(MISSING))
def test_contributors_do_not_touch_each_other(results: list[dict[str, float]], missing: str) -> None:
    settings = alarm(m=2, n=3, missing=missing)
    together = told(run(settings, *results))
    for name in "abc":
        alone = told(
            run(settings, *[{key: value for key, value in r.items() if key == name} for r in results])
        )
        assert alone == [change for change in together if change[1] == name]
