"""Whatever comes to the notifier is told: it raises for no shape, and something readable goes out."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from monitoring.notifier import handler
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import FUNCTION, Night
from tests.oncall.rig.notifications import ACCOUNT, PREFIX, REGION, metric_alarm
from tests.oncall.rig.slack import FakeSlack

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:{PREFIX}-alarms-development"
CONTEXT: Any = SimpleNamespace(aws_request_id="one", invoked_function_arn=FUNCTION)
DAYTIME = "2026-11-20T14:00:00+09:00"
LEAST = "最小限の通知"

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
NUMBERS = st.sampled_from([0, -1, 1e308, -1e308, 1e-320, 10**400, 10**9, 604_800]) | JSON
TIMES = st.sampled_from(["0001-01-01T00:00:00.000+0000", "9999-12-31T23:59:59.999-1400", "yesterday"]) | JSON
REASONS = st.sampled_from(["[1e999 (x)]", "[-1e999, 9e300]", "no datapoints", "x" * 9000]) | JSON
TRIGGERS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("Threshold", "Period", "EvaluationPeriods", "DatapointsToAlarm"), NUMBERS),
        "Metrics": JSON,
        "ComparisonOperator": JSON,
    },
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "AlarmName": st.sampled_from(["x" * 5000, "障" * 3000, "", "a\nb", "../../x"]) | st.text(),
        "AlarmDescription": JSON,
        "StateChangeTime": TIMES,
        "NewStateReason": REASONS,
        "NewStateReasonData": JSON,
        "OldStateValue": JSON,
        "Trigger": TRIGGERS | JSON,
        "AlarmContributorAttributes": JSON,
        "AlarmRule": JSON,
        "LogLines": JSON,
    },
)


@pytest.fixture
def day(aws: Aws, slack: FakeSlack) -> Iterator[Night]:
    """The notifier in the daytime, when nothing is held."""
    night = Night(aws, slack)
    with patch.object(handler, "_chains", [night.chain]):
        yield night


def told(night: Night, event: Any) -> str:
    """All that goes out for an event, on a day when nothing else has happened."""
    night.aws.dynamo.items.clear()
    night.aws.published.clear()
    night.slack.reset()
    night.hand.set(DAYTIME)
    handler.handle(event, CONTEXT)
    texts = [one.text for one in night.aws.published]
    return "\n".join([*texts, *(one.text for one in night.slack.posted)])


def sns(message: Any) -> dict[str, Any]:
    return {"Records": [{"Sns": {"Message": message, "TopicArn": TOPIC, "MessageId": "1"}}]}


@pytest.mark.parametrize(
    "event",
    [
        None,
        [1],
        {},
        {"Records": []},
        {"Records": None},
        {"Records": [None]},
        {"Records": [1]},
        {"Records": ["Sns"]},
        {"Records": [{"Sns": None}]},
        {"Records": [{"Sns": "text"}]},
        {"Records": [{"EventSource": "aws:s3"}]},
    ],
)
def test_what_is_no_event_of_sns_is_shown_as_it_came(event: Any, day: Night) -> None:
    assert json.dumps(event) in told(day, event)
    assert len(day.slack.posted) == 1


def test_a_broken_record_hides_no_other(day: Night) -> None:
    alarm = sns(metric_alarm("duration-critical", day.now))["Records"][0]
    text = told(day, {"Records": [None, alarm, {"odd": 1}]})
    assert '{"odd": 1}' in text
    assert "処理時間超過" in text
    assert len(day.slack.posted) == 3


def test_two_odd_events_that_begin_alike_are_two(day: Night) -> None:
    odd = {"detail": "x" * 500}
    told(day, odd)
    handler.handle({**odd, "end": 2}, SimpleNamespace(aws_request_id="two", invoked_function_arn=FUNCTION))
    assert len(day.slack.posted) == 2


@seed(1)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=FIELDS)
@example(fields={"Trigger": {"Threshold": 1e308, "Period": 1e300, "EvaluationPeriods": 3}})
@example(fields={"StateChangeTime": "0001-01-01T00:00:00.000+0000"})
@example(fields={"AlarmName": "x" * 5000})
@example(fields={"Trigger": {"Threshold": 5, "Period": 604_800, "EvaluationPeriods": 10**9}})
@example(fields={"NewStateReason": "[1e999 (x)]"})
def test_an_alarm_with_any_values_is_told_as_an_alarm(fields: dict[str, Any], day: Night) -> None:
    alarm = {**json.loads(metric_alarm("duration-critical", day.now)), **fields}
    text = told(day, sns(json.dumps(alarm)))
    assert text.strip()
    assert LEAST not in text


@seed(2)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(event=JSON | st.fixed_dictionaries({"Records": st.lists(JSON | st.fixed_dictionaries({"Sns": JSON}))}))
def test_any_event_is_told(event: Any, day: Night) -> None:
    text = told(day, event)
    assert text.strip()
    assert LEAST not in text


@seed(3)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=JSON, detail=st.dictionaries(st.sampled_from(["eventArn", "service", "startTime"]), JSON))
def test_any_message_is_told(message: Any, detail: Any, day: Night) -> None:
    for one in (message, {"source": "aws.health", "detail": detail}):
        text = told(day, sns(json.dumps(one)))
        assert text.strip()
        assert LEAST not in text
