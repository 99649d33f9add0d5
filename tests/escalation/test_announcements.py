"""Planned mutes: said half an hour before and after, held between, once each, however often it is called."""

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest

from monitoring.escalation.mute import unmute_entry
from monitoring.escalation.steps import run_step
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.holds import Mute, mute_key, read_mute, save_mute
from tests.escalation.rig.catalogues import CONTENT
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack

START, END = "2026-11-29 02:00", "2026-11-29 04:00"  # a Sunday


def world_at(slack: FakeSlack, when: str, **changes: Any) -> World:
    return World(slack, moment(when), content={**CONTENT, **changes})


def announce(world: World) -> list[str]:
    with redirect_stdout(StringIO()):
        said: list[str] = run_step(world.tools, {"do": "announce"})["announced"]
    return said


def muted_until(world: World, entry: str) -> int:
    item = world.tools.store.read([mute_key(entry)]).get(mute_key(entry))
    mute = read_mute(item, world.clock.at)
    return mute.until if mute else 0


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-29 01:29", []),
        ("2026-11-29 01:30", ["before patches"]),
        ("2026-11-29 01:59", ["before patches"]),
        ("2026-11-29 02:05", ["before patches"]),
        ("2026-11-29 03:59", ["before patches"]),
        ("2026-11-29 04:00", ["after patches"]),
        ("2026-11-29 04:59", ["after patches"]),
        ("2026-11-29 05:00", []),
        ("2026-11-28 02:00", []),
    ],
)
def test_it_is_said_half_an_hour_before_and_when_it_is_over(
    slack: FakeSlack, when: str, said: list[str]
) -> None:
    assert announce(world_at(slack, when)) == said


def test_called_every_five_minutes_it_says_each_once(slack: FakeSlack) -> None:
    world = world_at(slack, "2026-11-29 00:00")
    said = []
    while world.clock.at < moment("2026-11-29 06:00"):
        said += announce(world)
        world.clock.at += 5 * MINUTE
    assert said == ["before patches", "after patches"]
    assert [mail.topic for mail in world.cloud.published] == ["greeter-production-messages-development"] * 2
    assert len(slack.posted) == 2


def test_the_texts_say_what_when_and_why(slack: FakeSlack) -> None:
    world = world_at(slack, "2026-11-29 01:30")
    announce(world)
    world.clock.at = moment(END)
    announce(world)
    before, after = (mail.text for mail in world.cloud.published)
    assert before == (
        "【お知らせ】通知の停止｜あいさつAPI（production）\n\n"
        "計画どおり通知を止めます: 02:00から04:00まで\n"
        "対象: 処理時間超過、認可エラーの多発\n"
        "理由: OSの更新\n"
    )
    assert "計画していた通知の停止が終わりました: 02:00から04:00まで" in after
    assert "いま続いている問題はありません" in after


def test_entries_are_held_from_start_to_end(slack: FakeSlack) -> None:
    world = world_at(slack, "2026-11-29 01:59")
    announce(world)
    assert muted_until(world, "duration") == 0
    world.clock.at = moment(START)
    announce(world)
    assert muted_until(world, "duration") == muted_until(world, "forbidden") == moment(END)


def test_a_mute_by_hand_that_lasts_longer_stays(slack: FakeSlack) -> None:
    world = world_at(slack, START)
    until = moment("2026-11-29 09:00")
    save_mute(world.tools.store, Mute("duration", until, "hanako", "long"))
    announce(world)
    assert muted_until(world, "duration") == until
    assert muted_until(world, "forbidden") == moment(END)


def test_an_entry_that_somebody_unmuted_stays_so_until_the_next_time(slack: FakeSlack) -> None:
    world = world_at(slack, "2026-11-29 02:10")
    announce(world)
    given = world.tools.store, world.clients("cloudwatch"), world.tools.catalogue
    unmute_entry(*given, "forbidden", world.clock.at)
    world.clock.at = moment("2026-11-29 02:15")
    announce(world)
    assert (muted_until(world, "forbidden"), muted_until(world, "duration")) == (0, moment(END))
    world.clock.at = moment("2026-12-06 02:05")
    announce(world)
    assert muted_until(world, "forbidden") == moment("2026-12-06 04:00")


def test_what_is_wrong_at_the_end_is_named(slack: FakeSlack) -> None:
    world = world_at(slack, START)
    announce(world)
    world.turn("duration-critical", "ALARM")
    world.clock.at = moment(END)
    announce(world)
    assert "いま続いている問題: 処理時間超過" in world.cloud.published[-1].text


ONCE = {
    "move": {
        "alarms": ["forbidden"],
        "schedule": "at(2026-11-27T22:00)",
        "lasts": 3600,
        "reason": "引っ越し",
    }
}


def test_one_that_happens_once_is_said_before_and_after_as_well(slack: FakeSlack) -> None:
    world = world_at(slack, "2026-11-27 20:00", maintenance={"mute": ONCE})
    said = []
    while world.clock.at < moment("2026-11-28 20:00"):
        said += [(world.clock.at, word) for word in announce(world)]
        world.clock.at += 5 * MINUTE
    assert said == [
        (moment("2026-11-27 21:30"), "before move"),
        (moment("2026-11-27 23:00"), "after move"),
    ]


def test_a_log_alarm_of_a_planned_mute_is_held_and_told_when_it_is_over(slack: FakeSlack) -> None:
    world = world_at(slack, "2026-11-27 22:00", maintenance={"mute": ONCE})
    announce(world)
    world.clock.at = moment("2026-11-27 22:10")
    world.turn("forbidden-investigate-1h", "ALARM", {"userId": "u-1"})
    assert [mail.subject for mail in world.cloud.published] == ["[NOTICE] greeter production mute"]
    world.advance(moment("2026-11-28 08:16"))
    assert "保留していた連絡です" in world.cloud.published[-1].text


def test_without_planned_mutes_nothing_is_said_or_asked(slack: FakeSlack) -> None:
    world = world_at(slack, START, maintenance={})
    assert announce(world) == []
    assert world.cloud.dynamo.writes == []


def test_a_topic_that_refuses_is_tried_again_by_the_next_call(slack: FakeSlack) -> None:
    world = world_at(slack, "2026-11-29 01:30")
    world.cloud.broken["Publish"] = ("InternalError", 1)
    with pytest.raises(Exception, match="InternalError"):
        announce(world)
    world.clock.at += 5 * MINUTE
    assert announce(world) == ["before patches"]


@pytest.mark.parametrize("entries", [["forbidden", "database-errors"], ["database-errors", "forbidden"]])
def test_a_topic_that_refuses_for_hours_keeps_no_other_from_hearing_and_nobody_hears_twice(
    slack: FakeSlack, entries: list[str]
) -> None:
    shared = {**ONCE["move"], "alarms": entries, "lasts": 36000}
    world = world_at(slack, "2026-11-27 21:30", maintenance={"mute": {"move": shared}})
    world.cloud.refused = ("messages-infrastructure",)
    for _ in range(36):
        with pytest.raises(Exception, match="NotFound"):
            announce(world)
        world.clock.at += 5 * MINUTE
    assert [mail.topic for mail in world.cloud.published] == ["greeter-production-messages-development"]
    assert len(slack.posted) == 2
    world.cloud.refused = ()
    assert announce(world) == ["before move"]
    assert [mail.topic for mail in world.cloud.published[1:]] == [
        "greeter-production-messages-infrastructure"
    ]
    assert announce(world) == []
