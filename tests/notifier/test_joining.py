"""A symptom that joins its cause while the cause ends, or while it is one of many."""

import pytest

from tests.notifier.sending import alarm
from tests.notifier.test_many import with_alarms
from tests.notifier.test_twins import CAUSE, between, kept
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.slack import FakeSlack

SYMPTOM = "production/error-rate"
CRITICAL = "error-rate-lambda-critical"


def end_cause(night: Night) -> None:
    """The cause's alarm is over."""
    alarm(night, "model-errors-critical", "OK", level="aws-support")


def test_a_cause_that_ends_before_it_is_joined_leaves_the_symptom_an_incident_of_its_own(
    night: Night, slack: FakeSlack, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarm(night, "model-errors-critical", level="aws-support")
    night.hand.go(minutes=5)
    between(monkeypatch, CAUSE, lambda: end_cause(night))
    alarm(night, CRITICAL)
    symptom = kept(night, SYMPTOM)
    assert (symptom.is_open, symptom.into) == (True, "")
    assert symptom.thread == slack.posted[-1].ts
    assert symptom.id in aws.executions
    assert not kept(night, CAUSE).is_open


def test_a_cause_that_ends_while_it_is_joined_goes_on_for_the_symptom(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarm(night, "model-errors-critical", level="aws-support")
    night.hand.go(minutes=5)
    between(monkeypatch, SYMPTOM, lambda: end_cause(night))
    alarm(night, CRITICAL)
    assert kept(night, SYMPTOM).into == CAUSE
    assert kept(night, CAUSE).is_open
    night.hand.go(minutes=5)
    alarm(night, CRITICAL, "OK")
    assert not kept(night, CAUSE).is_open


def test_a_symptom_that_is_over_while_it_joins_does_not_keep_its_cause_open(
    night: Night, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarm(night, "model-errors-critical", level="aws-support")
    night.hand.go(minutes=5)

    def over() -> None:
        night.hand.go(minutes=1)
        alarm(night, CRITICAL, "OK")
        end_cause(night)

    between(monkeypatch, SYMPTOM, over)
    alarm(night, CRITICAL)
    assert not kept(night, SYMPTOM).is_open
    assert not kept(night, CAUSE).is_open
    assert "復旧" in slack.now(kept(night, CAUSE).thread).blocks[0]["text"]["text"]


def test_a_symptom_of_a_cause_that_is_one_of_many_is_one_of_them(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    for name in with_alarms(aws, night, 5):
        alarm(night, name, values=[90.0], threshold=80.0)
    alarm(night, "error-rate-lambda-warning", values=[6.0], threshold=5.0)
    many = kept(night, "production/error-rate").into
    assert "/many-" in many
    night.hand.go(minutes=2)
    alarm(night, "nothing-succeeds-critical-30m", values=[5.0], threshold=1)
    assert kept(night, "production/nothing-succeeds").into == many
    assert kept(night, many).severity == "critical"
    night.hand.go(minutes=2)
    alarm(night, "error-rate-lambda-warning", "OK")
    assert kept(night, many).is_open
    night.hand.go(minutes=2)
    alarm(night, "nothing-succeeds-critical-30m", "OK")
    assert not kept(night, many).is_open
    assert "復旧" in slack.now(kept(night, many).thread).blocks[0]["text"]["text"]
