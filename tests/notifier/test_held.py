"""What nobody is called for now: mutes, an emergency stop, quiet hours, flapping."""

import json

import pytest

from monitoring.oncall.clock import MINUTE
from monitoring.oncall.holds import Mute, Stop, save_mute, save_stop
from monitoring.oncall.incident import FLAP_WINDOW
from tests.notifier.sending import DURATION, alarm
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import log_alarm
from tests.oncall.rig.slack import FakeSlack


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
    assert [given["steps"] for given in aws.executions.values()] == [[]]
    alarm(night, "duration-critical")
    assert len(slack.posted) == 1


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
