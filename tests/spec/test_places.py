"""Places of settings, and lengths of time as findings write them."""

from typing import Any

import pytest

from monitoring.spec.places import at_own_setting, at_setting, at_watch, span, written
from monitoring.spec.resolve import AlarmRule, alarm_rules
from tests.support.specs import spec


def rules(changes: dict[str, Any], entry: str) -> list[AlarmRule]:
    return [rule for rule in alarm_rules(spec(changes)) if rule.entry == entry]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (2.5, "2.5 s"),
        (45, "45 s"),
        (60, "1 m"),
        (70, "1 m 10 s"),
        (300, "5 m"),
        (5400, "1 h 30 m"),
        (86400, "1 d"),
        (90061, "1 d 1 h"),
    ],
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_the_nearest_place_of_a_setting() -> None:
    changes = {"alarms": {"throttles": {"warning": {"over": "1 m"}, "datapoints": "1 of 2"}}}
    whole, rule = spec(changes), rules(changes, "throttles")[0]
    assert at_setting(whole, rule, "over") == ("alarms", "throttles", "warning", "over")
    assert at_setting(whole, rule, "datapoints") == ("alarms", "throttles", "datapoints")
    assert at_setting(whole, rule, "missing") == ("defaults", "missing")
    assert at_own_setting(rule, "missing") == ("alarms", "throttles", "warning")
    assert at_setting(whole, rule, "judge_from") == ("alarms", "throttles", "warning")


def test_the_place_of_what_is_watched() -> None:
    assert at_watch(rules({}, "throttles")[0]) == ("alarms", "throttles", "watch")
    assert at_watch(rules({}, "error-rate")[0]) == ("alarms", "error-rate", "watch", "lambda")
    assert at_watch(rules({}, "forbidden")[0]) == ("alarms", "forbidden", "watch", "rows-of")


def test_conditions_as_the_file_writes_them() -> None:
    assert written(rules({}, "duration")[0]) == "`above: 45 s`"
    expected = "`at-least: 80 % of facts.function.reserved-concurrency` (8)"
    assert written(rules({}, "concurrency")[0]) == expected
