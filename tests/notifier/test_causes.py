"""Symptoms and causes are one incident: whichever comes first, it ends up on the cause's route."""

import json
from typing import Any

import pytest

from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.looking import Found, look_first
from monitoring.notifier.moving import RINGS_ONCE
from monitoring.notifier.telling import TextFailed
from tests.notifier.sending import alarm
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.slack import FakeSlack


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
    heading = slack.now(first.ts).blocks[0]["text"]["text"]
    assert "移動" in heading
    assert "✅" not in heading
    assert "https://example.slack.com/archives/C0INFRA/" in json.dumps(slack.now(first.ts).blocks)
    assert aws.texts()[1].topic.endswith("messages-infrastructure")
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


def rings(aws: Aws) -> list[str]:
    """The levels whose phones rang, in order."""
    return [one.topic.rpartition("-urgent-")[2] for one in aws.texts("urgent")]


def symptom(night: Night, **more: Any) -> None:
    """A symptom of the model and of the database."""
    alarm(night, "error-rate-lambda-critical", values=[12.0], threshold=10.0, **more)


def test_a_phone_that_rang_for_a_symptom_does_not_ring_for_its_cause_in_the_same_minute(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    symptom(night)
    night.hand.go(seconds=30)
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    assert rings(aws) == ["development"]
    assert aws.texts()[1].topic.endswith("messages-aws-support")
    assert slack.posted[-1].channel == "C0INFRA"
    assert len(aws.executions) == 2


def test_another_phone_rings_for_the_cause_at_once(night: Night, aws: Aws) -> None:
    symptom(night)
    alarm(night, "database-errors-critical", level="infrastructure", values=[9.0], threshold=5.0)
    assert rings(aws) == ["development", "infrastructure"]


def test_a_phone_that_rang_long_ago_rings_for_the_cause(night: Night, aws: Aws) -> None:
    symptom(night)
    night.hand.go(seconds=RINGS_ONCE / 1000)
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    assert rings(aws) == ["development", "aws-support"]


def test_a_phone_that_could_not_be_reached_for_the_symptom_rings_for_the_cause(
    night: Night, aws: Aws
) -> None:
    aws.refused_topics = ("urgent",)
    with pytest.raises(TextFailed):
        symptom(night)
    aws.refused_topics = ()
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    assert rings(aws) == ["aws-support"]


def test_symptoms_say_where_they_went_although_no_phone_rings_for_the_cause(night: Night, aws: Aws) -> None:
    symptom(night)
    aws.refused_topics = ("urgent-infrastructure",)
    with pytest.raises(TextFailed):
        alarm(night, "database-errors-critical", level="infrastructure", values=[9.0], threshold=5.0)
    assert len([one for one in aws.published if one.subject.startswith("[MOVED]")]) == 1


def test_a_symptom_that_only_warned_woke_nobody_so_its_cause_does(night: Night, aws: Aws) -> None:
    alarm(night, "error-rate-lambda-warning", values=[6.0], threshold=5.0)
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    assert rings(aws) == ["aws-support"]


def test_a_symptom_made_critical_by_another_one_has_rung(night: Night, aws: Aws) -> None:
    alarm(night, "error-rate-lambda-warning", values=[6.0], threshold=5.0)
    alarm(night, "api-server-errors-critical", values=[0.5], threshold=0.05)
    alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
    assert rings(aws) == ["development"]


def test_the_former_team_is_told_by_mail_that_it_need_do_nothing(night: Night, aws: Aws) -> None:
    symptom(night)
    alarm(night, "database-errors-critical", level="infrastructure", values=[9.0], threshold=5.0)
    (moved,) = [one for one in aws.published if one.subject.startswith("[MOVED]")]
    assert moved.topic.endswith("messages-development")
    assert "「データベース接続エラー」" in moved.text
    assert "対応は不要です" in moved.text
    assert "https://example.slack.com/archives/C0INFRA/" in moved.text


def test_a_team_that_was_not_mailed_in_the_night_is_not_mailed_that_it_moved(night: Night, aws: Aws) -> None:
    alarm(night, "error-rate-lambda-warning", values=[6.0], threshold=5.0)
    alarm(night, "database-errors-critical", level="infrastructure", values=[9.0], threshold=5.0)
    assert not [one for one in aws.published if one.subject.startswith("[MOVED]")]


def test_a_mail_to_the_former_team_that_fails_costs_nothing_else(night: Night, aws: Aws) -> None:
    symptom(night)
    aws.refused_topics = ("messages-development",)
    alarm(night, "database-errors-critical", level="infrastructure", values=[9.0], threshold=5.0)
    assert rings(aws)[-1] == "infrastructure"


def test_a_first_message_that_its_cause_overtakes_says_where_it_went(
    night: Night, aws: Aws, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(desk: Desk, case: Case) -> Found:
        monkeypatch.undo()
        alarm(night, "model-errors-critical", level="aws-support", values=[60.0], threshold=5.0)
        return look_first(desk, case)

    monkeypatch.setattr("monitoring.notifier.opening.look_first", look)
    symptom(night)
    cause, late = slack.posted
    assert (cause.channel, late.channel) == ("C0INFRA", "C0DEV")
    assert "移動" in slack.now(late.ts).blocks[0]["text"]["text"]
    assert sum("対応は不要です" in one.text for one in slack.replies) == 1
    assert rings(aws) == ["development"]


def test_what_a_symptom_made_worse_still_leads_to_the_cause(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "error-rate-lambda-warning", values=[6.0], threshold=5.0)
    alarm(night, "api-server-errors-critical", values=[0.5], threshold=0.05)
    text = aws.texts()[-1].text
    assert "5XXエラー率: 50% > 5%" in text
    assert "手順書「エラー率上昇アラート」" in text
    assert "#error-rate" in text
    assert "エラーコード別の件数" in text
