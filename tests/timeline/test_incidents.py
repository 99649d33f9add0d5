"""Which alarms belong to which incident."""

from typing import Any

import pytest

from monitoring.evaluator.series import Sample
from monitoring.timeline.build import build_timeline
from monitoring.timeline.incidents import open_incidents
from monitoring.timeline.inputs import Inputs, MetricKey, Period, metric_key
from monitoring.timeline.states import Timeline
from tests.timeline.making import START, THROTTLES, base_plan, changes, samples, timeline

FUNCTION = [("FunctionName", "demo-api-production")]
CONCURRENCY = metric_key("AWS/Lambda", "ConcurrentExecutions", FUNCTION)
DURATION = metric_key("AWS/Lambda", "Duration", FUNCTION)
BAD: dict[MetricKey, list[Sample]] = {
    THROTTLES: samples([1.0] * 60),
    CONCURRENCY: samples([9.0] * 60),
    DURATION: samples([50_000.0] * 60),
}


def incidents(explained: dict[str, list[str]], minute: int = 60) -> dict[str, tuple[str, ...]]:
    alarms: dict[str, Any] = {entry: {"explained-by": causes} for entry, causes in explained.items()}
    return open_incidents(timeline(base_plan({"alarms": alarms}), BAD), START + minute * 60)


@pytest.mark.parametrize(
    ("explained", "found"),
    [
        ({}, {"duration": ("duration",), "throttles": ("throttles",), "concurrency": ("concurrency",)}),
        (
            {"throttles": ["concurrency"], "concurrency": ["duration"]},
            {"duration": ("duration", "throttles", "concurrency")},
        ),
        (
            {"throttles": ["probe", "concurrency", "duration"]},
            {"duration": ("duration",), "concurrency": ("concurrency", "throttles")},
        ),
    ],
)
def test_what_explains_takes_in(explained: dict[str, list[str]], found: dict[str, tuple[str, ...]]) -> None:
    assert incidents(explained) == found


def test_a_cause_only_takes_in_while_it_is_in_alarm() -> None:
    explained = {"throttles": ["duration"]}
    assert incidents(explained, minute=5) == {"throttles": ("throttles",), "concurrency": ("concurrency",)}
    assert incidents(explained, minute=12)["duration"] == ("duration", "throttles")


def test_alarms_that_explain_each_other_are_one_incident() -> None:
    found = incidents({"throttles": ["concurrency"], "concurrency": ["throttles"]})
    assert found == {"duration": ("duration",), "throttles": ("throttles", "concurrency")}


def test_a_timeline_is_pure() -> None:
    first: Timeline = timeline(base_plan(), BAD)
    again = timeline(base_plan(), {key: list(reversed(BAD[key])) for key in reversed(BAD)})
    assert [changes(track) for track in first.tracks] == [changes(track) for track in again.tracks]
    assert first.messages == again.messages


def test_inputs_may_lie_outside_of_the_period() -> None:
    early = {THROTTLES: samples([1.0], start=START - 60) + samples([1.0], start=START + 7200)}
    found = build_timeline(base_plan(), Inputs(early), Period(START, START + 3600))
    assert [changes(track) for track in found.tracks] == [[(0, "OK"), (1, "ALARM"), (15, "OK")]]
