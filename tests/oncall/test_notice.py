"""What comes over SNS is read whatever it is."""

import json
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from monitoring.oncall.clock import from_iso
from monitoring.oncall.notice import MOST_RAW, read_notice
from tests.oncall.rig.notifications import composite_alarm, health_event, log_alarm, metric_alarm

NOW = from_iso("2026-11-20T03:14:00.123+09:00")


def test_a_metric_alarm_says_values_threshold_and_window() -> None:
    notice = read_notice(metric_alarm("duration-warning", NOW), NOW + 900)
    assert (notice.kind, notice.state, notice.previous, notice.changed) == ("metric", "ALARM", "OK", NOW)
    assert notice.alarm == "subgoal-generation-api-production-duration-warning"
    assert notice.values == (48200.0, 47100.0, 46900.0)
    assert (notice.threshold, notice.operator) == (45000.0, "GreaterThanThreshold")
    assert (notice.period, notice.to_alarm, notice.evaluated) == (300, 3, 3)


def test_metric_math_has_its_period_at_its_metrics() -> None:
    found = json.loads(metric_alarm("error-rate", NOW))
    del found["Trigger"]["Period"]
    metrics = [{"Id": "e", "Expression": "a/b"}, {"Id": "a", "MetricStat": {"Period": 900}}]
    found["Trigger"]["Metrics"] = metrics
    assert read_notice(json.dumps(found), NOW).period == 900


@pytest.mark.parametrize(
    ("reason", "values"),
    [
        ("Threshold Crossed: 1 datapoint [1.0 (20/11/26 05:00:00)] was greater", (1.0,)),
        ("Threshold Crossed: 2 datapoints [1.2E-5 (20/11/26 05:00:00), -3 (x)] were", (1.2e-5, -3.0)),
        ("Threshold Crossed: no datapoints were received for 3 periods and 3 missing", ()),
        ("Insufficient Data: 1 datapoint was unknown.", ()),
        ("monitoring drill: by somebody [not a number]", ()),
        ("", ()),
    ],
)
def test_values_are_read_from_the_reason(reason: str, values: tuple[float, ...]) -> None:
    assert read_notice(metric_alarm("duration", NOW, reason=reason), NOW).values == values


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"NewStateReason": "1 datapoint [1e999 (x), 3 (y)]"}, {"values": (3.0,)}),
        ({"NewStateReasonData": '{"recentDatapoints": [1e400, null, 2]}'}, {"values": (2.0,)}),
        ({"Trigger": {"Threshold": 10**400}}, {"threshold": None}),
        ({"Trigger": {"Threshold": 1e308}}, {"threshold": None}),
        ({"Trigger": {"Threshold": -1e108}}, {"threshold": -1e108}),
        ({"Trigger": {"Period": 10**9, "EvaluationPeriods": 9}}, {"period": 604_800, "evaluated": 1}),
        ({"Trigger": {"Period": 3600, "EvaluationPeriods": 10**9}}, {"period": 3600, "evaluated": 168}),
        ({"Trigger": {"Period": -5, "EvaluationPeriods": 0}}, {"period": None, "evaluated": None}),
        ({"StateChangeTime": "0001-01-01T00:00:00.000+0000"}, {"changed": NOW}),
        ({"StateChangeTime": "9999-12-31T23:59:59.999-1400"}, {"changed": NOW}),
    ],
)
def test_what_cannot_be_meant_is_left_out_or_as_large_as_can_be(
    fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    notice = read_notice(json.dumps({**json.loads(metric_alarm("duration", NOW)), **fields}), NOW)
    assert {name: getattr(notice, name) for name in expected} == expected


def test_names_that_are_too_long_are_cut_and_stay_apart() -> None:
    names = [f"{'x' * 5000}{number}" for number in range(2)]
    found = json.loads(log_alarm("forbidden", NOW, {}))
    told = [
        read_notice(
            json.dumps({**found, "AlarmName": name, "AlarmContributorAttributes": {"userId": name}}), NOW
        )
        for name in names
    ]
    assert [len(notice.alarm) for notice in told] == [255, 255]
    assert len({notice.alarm for notice in told}) == 2
    assert len({notice.contributor for notice in told}) == 2
    assert all(len(value) == 1024 for notice in told for _, value in notice.contributor)


@pytest.mark.parametrize(
    "attributes",
    [
        {"AlarmContributorAttributes": {"userId": "u"}},
        {"AlarmContributor": {"ContributorId": "1", "ContributorAttributes": {"userId": "u"}}},
        {"Trigger": {"ContributorAttributes": {"userId": "u"}}},
    ],
)
def test_a_contributor_is_found_wherever_it_stands(attributes: dict[str, Any]) -> None:
    found = json.loads(log_alarm("forbidden", NOW, {}))
    notice = read_notice(json.dumps({**found, **attributes}), NOW)
    assert (notice.kind, notice.contributor) == ("log", (("userId", "u"),))


def test_a_log_alarm_without_contributor_is_one_all_the_same() -> None:
    assert read_notice(log_alarm("authentication", NOW, {}), NOW).kind == "log"


def test_a_composite_is_known_by_its_rule() -> None:
    assert read_notice(composite_alarm("both", NOW, ["a", "b"]), NOW).kind == "composite"


def test_an_event_of_health_has_its_service_and_its_text() -> None:
    notice = read_notice(health_event(NOW), NOW)
    assert (notice.kind, notice.state, notice.contributor) == ("health", "ALARM", (("service", "BEDROCK"),))
    assert notice.changed == NOW // 1000 * 1000
    assert notice.description.startswith("We are investigating")
    assert read_notice(health_event(NOW, "closed"), NOW).state == "OK"


@pytest.mark.parametrize("message", ["test", " Test message ", '{"Event": "s3:TestEvent"}'])
def test_tests_are_tests(message: str) -> None:
    assert read_notice(message, NOW).kind == "test"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "null",
        "[1, 2]",
        "{",
        "[" * 100_000,
        '{"NewStateValue": "ALARM"}',
        '{"NewStateValue": "BROKEN", "AlarmName": "a"}',
        '{"NewStateValue": "ALARM", "AlarmName": 3}',
        '{"NewStateValue": ["ALARM"], "AlarmName": "a"}',
    ],
)
def test_what_is_no_alarm_is_kept_as_it_came(message: str) -> None:
    notice = read_notice(message, NOW)
    assert (notice.kind, notice.raw, notice.changed) == ("unknown", message[:MOST_RAW], NOW)


def test_one_change_has_one_key_and_another_has_another() -> None:
    same = [read_notice(metric_alarm("duration", NOW, reason=reason), NOW) for reason in ("a", "b")]
    assert same[0].key == same[1].key
    others = [
        read_notice(metric_alarm("duration", NOW + 1), NOW),
        read_notice(metric_alarm("duration", NOW, "OK"), NOW),
        read_notice(log_alarm("duration", NOW, {"userId": "u"}), NOW),
        read_notice(log_alarm("duration", NOW, {"userId": "v"}), NOW),
    ]
    assert len({same[0].key, *(other.key for other in others)}) == 5


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = ("NewStateReason", "StateChangeTime", "Trigger", "AlarmContributorAttributes", "LogLines")


@seed(1)
@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, JSON)), JSON)
def test_any_values_in_any_field_are_read(fields: dict[str, Any], trigger: object) -> None:
    found = {"AlarmName": "a", "NewStateValue": "ALARM", **fields}
    notice = read_notice(json.dumps({**found, "Trigger": fields.get("Trigger", trigger)}), NOW)
    assert notice.kind in ("metric", "log", "composite", "unknown")
    assert notice.key.encode()
