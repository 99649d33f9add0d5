"""Something on the way is away, slow, wrong or late: people are told all the same."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from monitoring.notifier import handler
from monitoring.notifier.looking import SECONDS
from monitoring.notifier.telling import TextFailed
from monitoring.oncall.catalogue import CatalogueError
from monitoring.oncall.clock import DAY, MINUTE
from tests.notifier.kinds import answers
from tests.notifier.sending import critical
from tests.oncall.rig.aws import Aws, Failure, Rows
from tests.oncall.rig.night import FUNCTION, PARAMETER, Night
from tests.oncall.rig.notifications import ACCOUNT, PREFIX, REGION, metric_alarm
from tests.oncall.rig.slack import FakeSlack


def test_a_query_that_never_ends_is_left_after_its_time(night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.answers = lambda text: (
        answers(text)._replace(polls=None) if "max(duration)" in text else answers(text)
    )
    before = night.now
    critical(night)
    text = aws.texts()[0].text
    assert "5秒では終わりませんでした" in text
    assert "U-" in text
    assert night.now - before <= (SECONDS + 1) * 1000 * 2
    assert len(aws.named("StopQuery")) == 1
    assert len(slack.posted) == 1


@pytest.mark.parametrize("operation", ["StartQuery", "GetQueryResults"])
def test_queries_that_fail_are_named(operation: str, night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.failures[operation] = Failure("LimitExceededException")
    critical(night)
    assert "LimitExceededException" in aws.texts()[0].text
    assert len(slack.posted) == 1


def test_a_graph_that_cannot_be_drawn_is_named(night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.failures["GetMetricWidgetImage"] = Failure("InvalidParameterValueException")
    critical(night)
    assert "InvalidParameterValueException" in json.dumps(slack.posted[0].blocks)
    assert not [block for block in slack.posted[0].blocks if block["type"] == "image"]


def test_an_escalation_that_cannot_be_started_is_said(night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.failures["StartExecution"] = Failure("AccessDeniedException")
    critical(night)
    assert "エスカレーションを開始できませんでした" in aws.texts()[0].text
    assert "エスカレーションを開始できませんでした" in json.dumps(slack.posted[0].blocks, ensure_ascii=False)


def test_an_old_catalogue_is_named(night: Night, aws: Aws) -> None:
    aws.objects["/assets/catalogue.json"] = b'{"alarms": {}}'
    with pytest.raises(CatalogueError, match="older"):
        night.chain.catalogue.read()


def test_when_nobody_can_be_told_lambda_tries_again_and_the_second_go_tells(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    message = metric_alarm("duration-critical", night.now)
    aws.failures["Publish"] = Failure("AuthorizationError")
    with pytest.raises(TextFailed):
        night.send(message, delivery="one")
    aws.failures.clear()
    night.send(message, delivery="one")
    assert len(aws.texts()) == 1
    assert len(slack.posted) == 1


def test_one_topic_that_works_is_enough(night: Night, aws: Aws) -> None:
    aws.refused_topics = ("messages",)
    critical(night)
    assert len(aws.texts("urgent")) == 1


@pytest.mark.parametrize("word", ["ALARM", "OK"])
def test_a_phone_that_does_not_ring_is_tried_again_without_a_second_mail(
    word: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    message = metric_alarm("duration-critical", night.now)
    aws.refused_topics = ("urgent",)
    for _ in range(2):
        with pytest.raises(TextFailed):
            night.send(message, delivery="one")
        night.hand.go(minutes=1)
    aws.refused_topics = ()
    night.send(message, delivery="one")
    assert (len(aws.texts()), len(aws.texts("urgent"))) == (1, 1)
    assert (len(slack.posted), len(aws.executions)) == (1, 1)
    night.hand.go(minutes=5)
    night.send(metric_alarm("duration-critical", night.now, word))
    assert (len(aws.texts()), len(aws.texts("urgent"))) == ((2, 2) if word == "OK" else (1, 1))


def test_nobody_is_woken_once_more_because_an_end_could_not_ring(night: Night, aws: Aws) -> None:
    critical(night)
    night.hand.go(minutes=5)
    aws.refused_topics = ("urgent",)
    night.send(metric_alarm("duration-critical", night.now, "OK"))
    assert len(aws.texts()) == 2


def test_what_gets_worse_and_does_not_ring_is_tried_again(night: Night, aws: Aws) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    night.send(metric_alarm("duration-warning", night.now))
    night.hand.go(minutes=5)
    message = metric_alarm("duration-critical", night.now)
    aws.refused_topics = ("urgent",)
    with pytest.raises(TextFailed):
        night.send(message, delivery="two")
    aws.refused_topics = ()
    night.send(message, delivery="two")
    assert [one.subject.split()[0] for one in aws.texts()] == ["[WARNING]", "[CRITICAL]"]
    assert len(aws.texts("urgent")) == 1


def test_the_largest_message_of_sns_is_told(night: Night, aws: Aws, slack: FakeSlack) -> None:
    night.send("あ" * (256 * 1024 // 3))
    assert len(slack.posted) == 1
    assert len(aws.texts()[0].text.encode()) > 150_000


def test_the_largest_alarm_is_told(night: Night, aws: Aws, slack: FakeSlack) -> None:
    night.send(metric_alarm("duration-critical", night.now, reason="x" * 200_000))
    assert len(slack.posted) == 1


def test_an_alarm_that_was_deleted_meanwhile_is_told_with_what_is_known(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    night.send(metric_alarm("gone-warning", night.now))
    text = aws.texts()[0].text
    assert "gone-warning" in text
    assert "カタログにありません" in text
    night.hand.go(minutes=5)
    night.send(metric_alarm("gone-warning", night.now, "OK"))
    assert "復旧" in slack.now(slack.posted[0].ts).blocks[0]["text"]["text"]


def test_alarms_that_nobody_planned_are_incidents_of_their_own_whatever_their_names(
    night: Night, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    for name in ("本番障害", "決済停止", "a b", "a-b", "a/b"):
        night.send(json.dumps({**json.loads(metric_alarm("x", night.now)), "AlarmName": name}))
    assert len(slack.posted) == 5
    assert night.store.incident("production/a-b") is not None


@pytest.mark.parametrize("skew", [-10 * MINUTE, 10 * MINUTE, DAY])
def test_clocks_that_differ_make_no_negative_times(
    skew: int, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.send(metric_alarm("duration-critical", night.now + skew))
    night.send(metric_alarm("duration-critical", night.now + skew + 1000, "OK"))
    incident = night.store.incident("production/duration")
    assert incident is not None
    assert incident.opened <= night.now
    assert "-" not in slack.replies[-1].text
    for given in aws.executions.values():
        assert all(step["at"] >= "2026-11-19T18:44" for step in given["steps"])


def test_the_handler_reads_events_of_sns_and_shows_anything_else(
    aws: Aws, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = Night(aws, slack)
    monkeypatch.setattr(handler, "_chains", [night.chain])
    context: Any = SimpleNamespace(aws_request_id="one", invoked_function_arn=FUNCTION)
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:{PREFIX}-alarms-infrastructure"
    message = metric_alarm("database-cpu-warning", night.now)
    handler.handle({"Records": [{"Sns": {"Message": message, "TopicArn": topic, "MessageId": "1"}}]}, context)
    assert slack.posted[0].channel == "C0INFRA"
    handler.handle({"something": "else"}, context)
    handler.handle([1, 2], context)
    assert [one.text for one in slack.posted[1:] if "未知の形式" not in one.text] == []


def test_a_catalogue_that_is_deployed_anew_is_read_within_a_minute(night: Night, aws: Aws) -> None:
    assert night.chain.catalogue.read().title == "サブ目標生成API"
    changed = json.loads(aws.objects["/assets/catalogue.json"])
    aws.objects["/assets/second.json"] = json.dumps({**changed, "title": "新しい名前"}).encode()
    aws.parameters[PARAMETER] = "s3://assets/second.json"
    night.hand.go(minutes=2)
    assert night.chain.catalogue.read().title == "新しい名前"


def test_rows_come_from_queries_over_the_evaluated_window_and_ten_minutes(night: Night, aws: Aws) -> None:
    critical(night)
    asked = aws.named("StartQuery")[0]
    assert asked["endTime"] == night.now // 1000
    assert asked["endTime"] - asked["startTime"] == 3 * 300 + 600


def test_three_queries_take_as_long_as_one(aws: Aws, slack: FakeSlack) -> None:
    night = Night(aws, slack)
    aws.answers = lambda _text: Rows((), polls=4)
    night.send(metric_alarm("error-rate-lambda-critical", night.now))
    assert len(aws.named("StartQuery")) == 3
    assert len(aws.named("GetQueryResults")) == 15


@pytest.mark.parametrize("name", ["本番障害", "障害" * 120, "a\nb", "\u202e", "-" * 255])
def test_an_alarm_of_any_name_is_mailed(name: str, night: Night, aws: Aws) -> None:
    night.hand.set("2026-11-20T14:20:00+09:00")
    night.send(json.dumps({**json.loads(metric_alarm("x", night.now)), "AlarmName": name}))
    assert len(aws.texts()) == 1
    aws.failures["PutItem"] = Failure("InternalServerError", 500)
    with pytest.raises(ClientError):
        night.send(json.dumps({**json.loads(metric_alarm("x", night.now + 1)), "AlarmName": name}))
    assert len(aws.texts()) == 2
