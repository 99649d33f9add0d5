"""An exercise is never taken for a fault, nor a fault for an exercise."""

import json

from tests.notifier.sending import DURATION, alarm
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.slack import FakeSlack

DRILL = "monitoring drill: by on-call"


def test_every_word_of_an_exercise_says_so(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "duration-critical", reason=DRILL)
    night.hand.go(minutes=3)
    alarm(night, "duration-critical", "OK", reason=DRILL)
    assert {one.subject.split("]")[0] for one in aws.published} == {"[DRILL: CRITICAL", "[DRILL: RECOVERED"}
    assert all("訓練" in one.sms for one in aws.published)
    assert all("【訓練・" in one.text for one in aws.published)
    assert "【訓練・エラー】" in slack.posted[0].text
    assert "【訓練・復旧】" in slack.now(slack.posted[0].ts).blocks[0]["text"]["text"]


def test_a_real_alarm_of_the_same_entry_ends_the_exercise_aloud(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    alarm(night, "duration-critical", reason=DRILL)
    alarm(night, "duration-warning")
    assert aws.texts("urgent")[-1].subject.startswith("[CRITICAL]")
    assert "訓練ではありません" in aws.texts()[-1].text
    assert "訓練・" not in slack.now(slack.posted[0].ts).blocks[0]["text"]["text"]
    incident = night.store.incident(DURATION)
    assert incident is not None
    assert not incident.drill


def test_a_real_symptom_does_not_join_an_exercise(night: Night, aws: Aws, slack: FakeSlack) -> None:
    alarm(night, "model-errors-critical", level="aws-support", reason=DRILL)
    alarm(night, "error-rate-lambda-critical", values=[12.0], threshold=10.0)
    assert len(slack.posted) == 2
    assert aws.texts("urgent")[-1].subject.startswith("[CRITICAL]")


def test_an_exercise_takes_nothing_over_and_joins_nothing(night: Night, slack: FakeSlack) -> None:
    alarm(night, "error-rate-lambda-critical", values=[12.0], threshold=10.0)
    alarm(night, "model-errors-critical", level="aws-support", reason=DRILL)
    assert "訓練" not in json.dumps(slack.now(slack.posted[0].ts).blocks, ensure_ascii=False)
    alarm(night, "api-latency-warning", values=[61000.0], reason=DRILL)
    assert len(slack.posted) == 3


def test_an_alarm_soon_after_an_exercise_is_an_incident_of_its_own(night: Night, slack: FakeSlack) -> None:
    alarm(night, "duration-critical", reason=DRILL)
    alarm(night, "duration-critical", "OK", reason=DRILL)
    night.hand.go(minutes=2)
    alarm(night, "duration-critical")
    assert len(slack.posted) == 2
    assert "訓練" not in slack.posted[1].text
