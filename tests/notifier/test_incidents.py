"""One incident, one thread: what opens it, what goes on in it, what ends it."""

import json
from typing import Any

import pytest

from monitoring.oncall.clock import MINUTE
from monitoring.oncall.holds import Mute, Stop, save_mute, save_stop
from monitoring.oncall.incident import FLAP_WINDOW
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import health_event, log_alarm, metric_alarm
from tests.oncall.rig.slack import FakeSlack

DURATION = "production/duration"


def alarm(night: Night, name: str, state: str = "ALARM", level: str = "development", **more: Any) -> None:
    """Send a change that happens now."""
    night.send(metric_alarm(name, night.now, state, **more), level)


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


def test_a_warning_that_waits_for_the_morning_escalates_at_once_when_it_becomes_critical(
    night: Night, aws: Aws
) -> None:
    alarm(night, "duration-warning")
    assert not aws.published
    assert [step["at"] for step in next(iter(aws.executions.values()))["steps"]] == [
        "2026-11-19T23:00:00.000Z"
    ]
    night.hand.go(minutes=10)
    alarm(night, "duration-critical")
    assert len(aws.texts()) == 1
    first, second = aws.executions.values()
    assert [step["at"] for step in second["steps"]] == ["2026-11-19T18:54:00.000Z"]
    incident = night.store.incident(DURATION)
    assert incident is not None
    assert incident.id == second["id"] != first["id"]


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


def test_a_symptom_joins_the_incident_of_its_cause(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    texts = len(aws.published)
    alarm(night, "error-rate-lambda-critical", values=[12.0], threshold=10.0)
    (posted,) = slack.posted
    assert [one.thread for one in slack.replies] == [posted.ts]
    assert "エラー率上昇" in slack.replies[0].text
    assert len(aws.executions) == 1
    assert len(aws.published) == texts


def test_a_symptom_that_is_worse_than_its_cause_makes_the_incident_worse(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    alarm(night, "error-rate-lambda-warning", values=[6.0], threshold=5.0)
    alarm(night, "api-server-errors-critical", values=[0.5], threshold=0.05)
    (posted,) = slack.posted
    assert "エラー】" in slack.now(posted.ts).blocks[0]["text"]["text"]
    assert [one.subject.split()[0] for one in aws.texts("urgent")] == ["[CRITICAL]"]


def test_a_cause_ends_only_with_its_symptoms(night: Night, slack: FakeSlack) -> None:
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    alarm(night, "error-rate-lambda-critical", values=[12.0], threshold=10.0)
    night.hand.go(minutes=20)
    alarm(night, "model-errors-critical", "OK")
    (posted,) = slack.posted
    assert "復旧" not in slack.now(posted.ts).blocks[0]["text"]["text"]
    night.hand.go(minutes=10)
    alarm(night, "error-rate-lambda-critical", "OK")
    assert "復旧" in slack.now(posted.ts).blocks[0]["text"]["text"]
    assert "30分" in slack.replies[-1].text


def test_a_cause_that_comes_last_takes_the_incident_to_its_own_route(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    alarm(night, "error-rate-lambda-critical", values=[12.0], threshold=10.0)
    night.hand.go(minutes=3)
    alarm(night, "database-errors-critical", level="infrastructure", values=[9.0], threshold=5.0)
    first, second = slack.posted
    assert (first.channel, second.channel) == ("C0DEV", "C0INFRA")
    assert "統合" in slack.now(first.ts).blocks[0]["text"]["text"]
    assert "https://example.slack.com/archives/C0INFRA/" in json.dumps(slack.now(first.ts).blocks)
    assert aws.texts()[-1].topic.endswith("messages-infrastructure")
    moved, cause = (
        night.store.incident("production/error-rate"),
        night.store.incident("production/database-errors"),
    )
    assert moved is not None
    assert cause is not None
    assert moved.into == cause.key
    assert cause.opened == moved.opened
    assert cause.route == "infrastructure"
    assert aws.executions[cause.id]["route"] == "infrastructure"


def test_a_cause_in_the_same_channel_keeps_the_thread(night: Night, slack: FakeSlack) -> None:
    alarm(night, "api-latency-warning", values=[61000.0], threshold=60000.0)
    night.hand.go(minutes=3)
    alarm(night, "duration-critical")
    (posted,) = slack.posted
    assert "処理時間超過" in slack.now(posted.ts).blocks[0]["text"]["text"]
    night.hand.go(minutes=30)
    alarm(night, "duration-critical", "OK")
    alarm(night, "api-latency-warning", "OK")
    assert "復旧" in slack.now(posted.ts).blocks[0]["text"]["text"]


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


def test_flapping_is_announced_once_and_then_held(night: Night, aws: Aws, slack: FakeSlack) -> None:
    said = []
    for _ in range(6):
        alarm(night, "duration-critical")
        night.hand.go(minutes=4)
        alarm(night, "duration-critical", "OK")
        night.hand.go(minutes=4)
        said.append((len(slack.replies), len(aws.texts())))
    assert len(slack.posted) == 1
    assert sum("繰り返しています" in one.text for one in slack.replies) == 1
    assert said[2:] == [said[2]] * 4
    status = [block for block in slack.now(slack.posted[0].ts).blocks if block.get("block_id") == "status"]
    assert "6回" in status[0]["text"]["text"]


def test_an_alarm_that_comes_back_later_is_a_new_incident(night: Night, slack: FakeSlack) -> None:
    alarm(night, "duration-critical")
    night.hand.go(minutes=4)
    alarm(night, "duration-critical", "OK")
    night.hand.go(minutes=FLAP_WINDOW / MINUTE + 1)
    alarm(night, "duration-critical")
    assert len(slack.posted) == 2
    assert "今日2回目" in json.dumps(slack.posted[1].blocks, ensure_ascii=False)


def test_a_muted_entry_is_held_until_the_mute_ends(night: Night, aws: Aws, slack: FakeSlack) -> None:
    save_mute(night.store, Mute("forbidden", night.now + 60 * MINUTE, "U1", "known"))
    night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": "somebody"}))
    assert not slack.said
    assert not aws.published
    ((_, given),) = aws.executions.items()
    assert given["steps"] == [{"level": "development", "at": "2026-11-19T19:14:00.000Z"}]
    night.hand.go(minutes=10)
    night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": "somebody"}, "OK"))
    assert not slack.said
    assert not aws.published


def test_a_mute_hides_no_symptom_that_nobody_has_muted(night: Night, slack: FakeSlack) -> None:
    save_mute(night.store, Mute("duration", night.now + 60 * MINUTE, "U1", "known"))
    alarm(night, "duration-critical")
    alarm(night, "api-latency-warning", values=[61000.0], threshold=60000.0)
    assert len(slack.posted) == 1
    assert "レイテンシ超過" in slack.posted[0].text


def test_a_mute_that_is_over_holds_nothing(night: Night, slack: FakeSlack) -> None:
    save_mute(night.store, Mute("duration", night.now + 60 * MINUTE, "U1", "known"))
    night.hand.go(minutes=61)
    alarm(night, "duration-critical")
    assert len(slack.posted) == 1


def test_an_emergency_stop_holds_what_it_sets_off_and_nothing_else(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    save_stop(night.store, Stop(10, "U1", "wrong data", night.now, ("throttles",)))
    alarm(night, "throttles-warning", values=[4.0], threshold=1.0)
    assert not slack.said
    assert not aws.executions
    alarm(night, "duration-critical")
    assert len(slack.posted) == 1


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


@pytest.mark.parametrize("severity", ["investigate", "warning"])
def test_what_the_night_holds_is_shown_in_slack_and_mailed_to_nobody(
    severity: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    if severity == "investigate":
        night.send(log_alarm("authentication-errors-investigate", night.now, {}))
    else:
        alarm(night, "duration-warning")
    assert len(slack.posted) == 1
    assert not aws.published


def test_what_is_to_be_investigated_goes_to_nobody_else(night: Night, aws: Aws) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    night.send(log_alarm("authentication-errors-investigate", night.now, {}))
    assert not aws.executions
    assert [one.subject.split()[0] for one in aws.published] == ["[INVESTIGATE]"]
