"""One incident, one thread: what opens it, what goes on in it, what ends it."""

import json

from monitoring.oncall.clock import MINUTE
from tests.notifier.sending import DURATION, alarm
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import health_event, log_alarm, metric_alarm
from tests.oncall.rig.slack import FakeSlack


def test_an_alarm_opens_one_thread_one_execution_and_one_text_for_each_topic(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    alarm(night, "duration-critical")
    (posted,) = slack.posted
    assert posted.channel == "C0DEV"
    assert [one.topic.rpartition("production-")[2] for one in aws.published] == [
        "messages-development",
        "urgent-development",
    ]
    incident = night.store.incident(DURATION)
    assert incident is not None
    assert incident.thread == posted.ts
    assert list(aws.executions) == [incident.id]
    given = aws.executions[incident.id]
    assert given["incident"] == DURATION
    assert given["remind"] == 1800
    assert given["steps"] == [{"level": "infrastructure", "at": "2026-11-19T18:44:00.000Z"}]


def test_critical_after_warning_rises_in_the_same_thread(night: Night, aws: Aws, slack: FakeSlack) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    alarm(night, "duration-warning")
    night.hand.go(minutes=10)
    alarm(night, "duration-critical", threshold=55000.0)
    (posted,) = slack.posted
    assert "エラー" in slack.now(posted.ts).blocks[0]["text"]["text"]
    assert [one.thread for one in slack.replies] == [posted.ts]
    assert [one.subject.split()[0] for one in aws.texts()] == ["[WARNING]", "[CRITICAL]"]
    assert [one.subject.split()[0] for one in aws.texts("urgent")] == ["[CRITICAL]"]
    assert len(aws.executions) == 1


def test_warning_after_critical_says_nothing_new_but_a_line(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "duration-critical")
    before = len(aws.published)
    alarm(night, "duration-warning")
    assert len(aws.published) == before
    assert len(slack.posted) == 1
    assert len(slack.replies) == 1


def test_twins_are_one_incident(night: Night, slack: FakeSlack, aws: Aws) -> None:
    alarm(night, "error-rate-lambda-critical", values=[12.0], threshold=10.0)
    alarm(night, "error-rate-application-critical", values=[12.0], threshold=10.0)
    assert len(slack.posted) == 1
    assert len(aws.executions) == 1
    alarm(night, "error-rate-lambda-critical", "OK")
    incident = night.store.incident("production/error-rate")
    assert incident is not None
    assert incident.is_open
    alarm(night, "error-rate-application-critical", "OK")
    incident = night.store.incident("production/error-rate")
    assert incident is not None
    assert not incident.is_open


def test_ok_edits_the_first_message_and_adds_the_duration(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "duration-critical")
    night.hand.go(minutes=72)
    alarm(night, "duration-critical", "OK")
    (posted,) = slack.posted
    now = slack.now(posted.ts)
    assert "復旧" in now.blocks[0]["text"]["text"]
    status = next(block for block in now.blocks if block.get("block_id") == "status")
    assert "1時間12分" in status["text"]["text"]
    assert not [block for block in now.blocks if block["type"] == "actions"]
    assert "1時間12分" in aws.texts()[-1].text
    assert aws.texts()[-1].subject.startswith("[RECOVERED]")
    ((archived, ending),) = [one for one in night.store.incidents_of_day("2026-11-20") if one[1]]
    assert (archived.key, ending, archived.closed - archived.opened) == (DURATION, "recovered", 72 * MINUTE)


def test_ok_of_nothing_says_nothing(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "duration-critical", "OK")
    assert not slack.said
    assert not aws.published


def test_the_same_change_is_told_once(night: Night, aws: Aws, slack: FakeSlack) -> None:
    message = metric_alarm("duration-critical", night.now)
    for _ in range(3):
        night.send(message)
    assert len(slack.said) == 1
    assert len(aws.texts()) == 1
    assert [write for write in aws.dynamo.writes if write[1].startswith("seen#")] == [
        ("PutItem", aws.dynamo.writes[0][1])
    ]


def test_an_ok_that_overtakes_its_alarm_leaves_nothing_open(night: Night, slack: FakeSlack, aws: Aws) -> None:
    began = night.now
    night.hand.go(minutes=6)
    alarm(night, "duration-critical", "OK")
    night.send(metric_alarm("duration-critical", began))
    (posted,) = slack.posted
    assert "通知の順番が前後しました" in json.dumps(posted.blocks, ensure_ascii=False)
    incident = night.store.incident(DURATION)
    assert incident is not None
    assert not incident.is_open
    assert not aws.executions


def test_an_old_ok_does_not_end_a_new_alarm(night: Night, slack: FakeSlack) -> None:
    began = night.now
    night.hand.go(minutes=10)
    alarm(night, "duration-critical")
    night.send(metric_alarm("duration-critical", began, "OK"))
    incident = night.store.incident(DURATION)
    assert incident is not None
    assert incident.is_open
    assert len(slack.said) == 1


def test_no_data_is_said_in_the_thread_or_alone(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "database-cpu-warning", "INSUFFICIENT_DATA", "infrastructure")
    assert len(slack.posted) == 1
    assert aws.texts()[-1].subject.startswith("[NO DATA]")
    alarm(night, "duration-critical")
    night.hand.go(minutes=5)
    alarm(night, "duration-critical", "INSUFFICIENT_DATA")
    assert len(slack.posted) == 2
    assert slack.replies[-1].thread == slack.posted[1].ts
    night.hand.go(minutes=5)
    alarm(night, "duration-critical", "OK")
    assert "復旧" in slack.now(slack.posted[1].ts).blocks[0]["text"]["text"]


def test_an_event_of_aws_health_joins_the_threads_that_are_open(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    night.send(health_event(night.now), "aws-support")
    assert [one.thread for one in slack.replies] == [slack.posted[0].ts]
    assert "BEDROCK" in slack.replies[0].text
    assert aws.texts()[-1].topic.endswith("messages-aws-support")


def test_a_contributor_is_an_incident_of_its_own_and_its_id_stands_nowhere(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    for user in ("3f0c9a52-7d1e", "77aa12bb-0001"):
        night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": user}))
    assert len(slack.posted) == 2
    shown = json.dumps([one.text for one in aws.published]) + json.dumps(aws.executions)
    assert "3f0c9a52" not in shown
    buttons = [block for one in slack.posted for block in one.blocks if block["type"] == "actions"]
    assert "3f0c9a52" not in json.dumps(buttons)
    # Only the address behind the pseudonym says who it is: that is what it is for.
    outside = [
        block["text"]["text"].split("<")[0]
        for one in slack.posted
        for block in one.blocks
        if block["type"] == "section"
    ]
    assert "3f0c9a52" not in " ".join(outside)
    assert "U-" in " ".join(outside)


def test_what_is_to_be_investigated_goes_to_nobody_else(night: Night, aws: Aws) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    night.send(log_alarm("authentication-errors-investigate", night.now, {}))
    assert [given["steps"] for given in aws.executions.values()] == [[]]
    assert [one.subject.split()[0] for one in aws.published] == ["[INVESTIGATE]"]
