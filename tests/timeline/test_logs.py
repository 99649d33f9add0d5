"""Log alarms, and metrics that log events turn into."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.alarm import AlarmError
from monitoring.timeline import log_alarms
from monitoring.timeline.inputs import Event, metric_key
from monitoring.timeline.looks import every_look
from tests.timeline.making import GROUP, START, base_plan, changes, events, timeline, with_alarm

PLAN = base_plan()
HOURLY = "forbidden-investigate-1h"
fixed = settings(derandomize=True, deadline=None, max_examples=60)


def refused(user: str, at: int) -> tuple[int, str]:
    return at, json.dumps({"error": {"code": "FORBIDDEN_ERROR"}, "userId": user})


def states(lines: list[Event], minutes: int = 90, **options: Any) -> dict[str, list[tuple[float, str]]]:
    """The changes of each contributor of the alarm over an hour."""
    found = timeline(PLAN, lines=lines, minutes=minutes, **options)
    return {track.contributor: changes(track) for track in found.of(f"demo-api-production-{HOURLY}")}


def test_each_contributor_has_its_own_states_and_messages() -> None:
    lines = events(*[refused("a", at) for at in range(0, 250, 50)], refused("b", 10))
    assert states(lines) == {"a": [(0, "OK"), (5, "ALARM"), (65, "OK")], "b": [(0, "OK")]}
    sent = timeline(PLAN, lines=lines, minutes=90).messages
    assert [(each.contributor, each.state.value, each.level) for each in sent] == [
        ("a", "ALARM", "development"),
        ("a", "OK", "development"),
    ]


def test_an_event_at_the_look_itself_is_seen_by_the_next_one() -> None:
    lines = events(*[refused("a", 300)] * 5)
    assert states(lines)["a"][1] == (10, "ALARM")


def test_without_a_contributor_there_is_one_track_that_counted_nothing() -> None:
    found = timeline(PLAN, lines=events((0, "hello")))
    (track,) = found.of(f"demo-api-production-{HOURLY}")
    assert (track.contributor, track.nearest, changes(track)) == ("", 0, [(0, "OK")])


def test_a_count_of_nothing_is_0_and_not_missing() -> None:
    quiet = {"aggregate": "count(*)", "by": "", "operator": "LessThanThreshold", "threshold": 1}
    planned = with_alarm(PLAN, HOURLY, **quiet, treat_missing_data="ignore")
    (track,) = timeline(planned, lines=events((0, "hello"))).of(f"demo-api-production-{HOURLY}")
    assert [state for _, state in changes(track)] == ["OK", "ALARM"]


def test_other_logs_are_not_read() -> None:
    lines = events(*[refused("a", 0)] * 5, log="/aws/lambda/other")
    assert timeline(PLAN, lines=lines).tracks == ()


def test_the_value_nearest_to_the_threshold_is_kept() -> None:
    lines = events(*[refused("a", at) for at in (0, 60, 1000)])
    (track,) = timeline(PLAN, lines=lines).of(f"demo-api-production-{HOURLY}")
    assert track.nearest == 3


def test_an_aggregate_that_is_no_number_is_refused_by_name() -> None:
    planned = with_alarm(PLAN, HOURLY, aggregate="max(error.code) by userId")
    with pytest.raises(AlarmError, match="unspecified by AWS"):
        timeline(planned, lines=events(refused("a", 0)))


moments = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6 * 3600)), max_size=25)


@fixed
@given(moments)
def test_leaving_out_looks_changes_nothing(times: list[tuple[str, int]]) -> None:
    lines = events(*[refused(user, at) for user, at in times])
    lazy = states(lines, minutes=600)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_alarms, "looks", lambda period, pace, data: every_look(period, pace))
        assert states(lines, minutes=600) == lazy


@fixed
@given(moments, st.randoms(use_true_random=False))
def test_the_order_of_what_is_put_in_does_not_matter(times: list[tuple[str, int]], chance: Any) -> None:
    lines = events(*[refused(user, at) for user, at in times])
    mixed = list(lines)
    chance.shuffle(mixed)
    assert states(mixed, minutes=400) == states(lines, minutes=400)


def embedded(at: int, **values: float) -> tuple[int, str]:
    dimensions = {"Environment": "production", "Service": "demo-api"}
    directive = {
        "Namespace": "Demo",
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name} for name in values],
    }
    stamp = {"Timestamp": (START + at) * 1000, "CloudWatchMetrics": [directive]}
    return at, json.dumps({"_aws": stamp, **dimensions, **values})


def test_embedded_metrics_are_measured() -> None:
    lines = events(*[embedded(60 * minute, Requests=10, Failures=1) for minute in range(10)])
    found = timeline(PLAN, lines=lines, minutes=30)
    (track,) = found.of("demo-api-production-error-rate-application-critical")
    assert changes(track) == [(0, "OK"), (2, "ALARM")]
    key = metric_key("Demo", "Requests", [("Service", "demo-api"), ("Environment", "production")])
    assert len(found.measured.samples(key, START, START + 600)) == 10


def test_metric_filters_count_their_own_log_only() -> None:
    for log, alarmed in ((GROUP, ["database-errors"]), ("/aws/other", [])):
        found = timeline(PLAN, lines=events(*[(9, "DatabaseError")] * 5, log=log))
        assert [track.alarm.entry for track in found.tracks if track.alarmed] == alarmed
