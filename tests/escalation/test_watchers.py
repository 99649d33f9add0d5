"""Alarms about on-call itself: nothing is told twice, nothing sets itself off, whatever is broken."""

from collections import Counter
from contextlib import suppress

import pytest

from monitoring.escalation.mute import mute_entry
from monitoring.load import load
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import HOUR, MINUTE
from monitoring.oncall.direct import direct_entries
from monitoring.oncall.holds import Mute, Stop, save_stop
from monitoring.plan.build import plan
from monitoring.plan.running import Schedule
from tests.escalation.rig.catalogues import entry_of, with_direct
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.shipped import content
from tests.oncall.rig.slack import FakeSlack
from tests.support.shipped import FILE

KEY = "production/notifier"


@pytest.fixture
def world(slack: FakeSlack) -> World:
    return World(slack, moment("2026-11-25 13:50"), content=with_direct())


def poll(world: World, minutes: int) -> None:
    """The schedule, for so long."""
    for _ in range(minutes // 5):
        world.clock.at += 5 * MINUTE
        world.poll()


def test_an_alarm_of_the_notifier_that_is_dead_for_a_day_calls_nobody_but_by_the_route(
    world: World, slack: FakeSlack
) -> None:
    world.notifier_works = False
    world.turn_direct("notifier-critical", "ALARM")
    poll(world, 24 * 60)
    told = Counter(mail.topic.removeprefix("greeter-production-") for mail in world.cloud.published)
    # Once to the next level, then a reminder every half an hour; the first level has CloudWatch's own.
    assert told == {"messages-infrastructure": 47, "urgent-infrastructure": 47}
    assert len(slack.posted) == 1 + told["messages-infrastructure"]  # the thread, and the level's channel
    assert world.cloud.calls["StartExecution"] == 0


def test_what_it_says_never_goes_to_a_topic_that_the_notifier_hears(world: World) -> None:
    world.turn_direct("notifier-critical", "ALARM")
    poll(world, 120)
    world.turn_direct("notifier-critical", "OK")
    poll(world, 10)
    assert world.cloud.published
    assert not [mail for mail in world.cloud.published if "-alarms-" in mail.topic]


def test_the_schedule_that_comes_twice_says_nothing_twice(world: World, slack: FakeSlack) -> None:
    world.turn_direct("notifier-critical", "ALARM")
    for _ in range(14):
        world.clock.at += 5 * MINUTE
        world.poll()
        world.poll()
    said = Counter(mail.topic for mail in world.cloud.published)
    assert set(said.values()) == {2}  # the next level, and its first reminder
    assert len(slack.posted) == 3


def test_a_muted_one_is_shown_when_the_mute_is_over(world: World, slack: FakeSlack) -> None:
    mute = Mute("notifier", world.clock.at + HOUR, "hanako", "deploying")
    mute_entry(world.tools.store, world.clients("cloudwatch"), world.tools.catalogue, mute, world.clock.at)
    world.turn_direct("notifier-critical", "ALARM")
    poll(world, 55)
    assert (slack.said, world.cloud.published, world.tools.store.incident(KEY)) == ([], [], None)
    poll(world, 10)
    assert len(slack.posted) == 1


def test_one_that_an_emergency_stop_holds_waits_for_its_end(world: World, slack: FakeSlack) -> None:
    save_stop(world.tools.store, Stop(10, "hanako", "x", world.clock.at, ("notifier",)))
    world.turn_direct("notifier-critical", "ALARM")
    poll(world, 30)
    assert slack.said == []


def test_one_that_cannot_be_told_does_not_hide_the_others_and_is_said_to_lambda(
    slack: FakeSlack,
) -> None:
    second = entry_of("届かなかった通知", reportsTo="people", watch="undelivered")
    known = with_direct(undelivered=second)
    known["alarmNames"]["greeter-production-undelivered-critical"] = {
        "entry": "undelivered",
        "severity": "critical",
        "label": "",
    }
    world = World(slack, moment("2026-11-25 13:50"), content=known)
    for alarm in ("notifier-critical", "undelivered-critical"):
        world.turn_direct(alarm, "ALARM")
    poll(world, 30)
    world.cloud.broken["Publish"] = ("InternalError", 1)
    world.clock.at += 5 * MINUTE
    with pytest.raises(Exception, match="InternalError"):
        world.poll()
    texts = [mail.text for mail in world.cloud.published if "-infrastructure" in mail.topic]
    assert [text for text in texts if "届かなかった通知" in text]
    world.poll()
    assert [mail for mail in world.cloud.published if "通知の関数の失敗" in mail.text]


def test_a_phone_topic_that_refuses_for_hours_makes_no_second_mail_of_a_recovery(world: World) -> None:
    world.turn_direct("notifier-critical", "ALARM")
    poll(world, 40)
    world.cloud.refused = ("urgent-infrastructure",)
    world.cloud.published.clear()
    world.turn_direct("notifier-critical", "OK")
    for _ in range(24):
        with pytest.raises(Exception, match="NotFound"):
            poll(world, 5)
    assert [mail.topic for mail in world.cloud.published] == ["greeter-production-messages-infrastructure"]
    world.cloud.refused = ()
    poll(world, 10)
    assert [mail.topic for mail in world.cloud.published[1:]] == ["greeter-production-urgent-infrastructure"]
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    assert not incident.is_open


def test_what_goes_off_again_before_its_recovery_was_said_to_all_recovers_anew(world: World) -> None:
    world.turn_direct("notifier-critical", "ALARM")
    poll(world, 40)
    world.cloud.refused = ("urgent-infrastructure",)
    for state in ("OK", "ALARM", "OK"):
        world.cloud.published.clear()
        world.turn_direct("notifier-critical", state)
        with suppress(Exception):
            poll(world, 5)
        told = [mail.topic for mail in world.cloud.published]
        assert told == ["greeter-production-messages-infrastructure"] * (state == "OK")


def test_a_planned_mute_that_cannot_be_announced_does_not_stop_them(world: World, slack: FakeSlack) -> None:
    world.clock.at = moment("2026-11-29 01:35")
    world.turn_direct("notifier-critical", "ALARM")
    world.cloud.broken["Publish"] = ("InternalError", 1)
    with pytest.raises(Exception, match="InternalError"):
        world.poll()
    assert "通知の関数の失敗" in slack.posted[-1].blocks[0]["text"]["text"]


def test_without_such_alarms_cloudwatch_is_not_asked(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-25 13:50"))
    world.poll()
    assert world.cloud.calls["DescribeAlarms"] == 0


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_of_the_shipped_alarms_those_about_on_call_do_not_call_the_notifier_and_all_others_do(
    environment: str,
) -> None:
    planned = plan(load(str(FILE)).specs[environment])
    direct = direct_entries(Catalogue(content(environment=environment)))
    assert {"undelivered", "notifier", "escalation", "dead-letters", "heartbeat"} <= set(direct)
    for alarm in planned.alarms:
        calls = {"-alarms-" in action for action in alarm.actions}
        assert calls == {alarm.origin[1] not in direct}, alarm.name


def test_somebody_calls_it_every_five_minutes() -> None:
    planned = plan(load(str(FILE)).specs["production"])
    (schedule,) = (
        one for one in planned.resources if isinstance(one, Schedule) and one.input == {"do": "announce"}
    )
    assert (schedule.expression, schedule.function.rpartition("-")[2]) == ("rate(5 minutes)", "escalation")
