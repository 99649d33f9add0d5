"""What the buttons do, seen from outside: the table, CloudWatch, the thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitoring.escalation.acknowledge import acknowledge
from monitoring.escalation.mute import CannotMute, mute_entry
from monitoring.oncall.clock import HOUR
from monitoring.oncall.holds import Mute, mute_key
from monitoring.oncall.incident import Incident
from monitoring.oncall.store import Store
from tests.escalation.rig.catalogues import with_direct
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack, Trouble

KEY = "production/duration"


@pytest.fixture
def world(slack: FakeSlack) -> World:
    made = World(slack, moment("2026-11-25 13:50"))
    made.turn("duration-critical", "ALARM")
    return made


def said(slack: FakeSlack) -> list[str]:
    """The last thing said in a thread, block by block."""
    return [block["text"]["text"] for block in slack.replies[-1].blocks]


def test_of_twenty_who_acknowledge_at_once_one_has_it_and_all_others_are_told_who(world: World) -> None:
    people = [f"person-{number}" for number in range(20)]
    now = world.clock.at

    def press(person: str) -> tuple[str, str]:
        done = acknowledge(world.tools.store, (KEY, ""), person, now, HOUR)
        assert done.incident is not None
        return done.outcome, done.incident.acknowledged_by

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(press, people))
    (first,) = {by for _, by in outcomes}
    assert sorted(outcome for outcome, _ in outcomes) == ["already"] * 19 + ["taken"]
    assert outcomes[people.index(first)] == ("taken", first)


def between(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens after the next write's reading and before the write itself."""
    save, left = Store.save, [happens]

    def meanwhile(store: Store, before: Incident | None, after: Incident) -> Incident | None:
        if left:
            left.pop()()
        return save(store, before, after)

    monkeypatch.setattr(Store, "save", meanwhile)


def test_an_ok_while_somebody_acknowledges_wins_and_they_are_told(
    world: World, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    between(monkeypatch, lambda: world.turn("duration-critical", "OK"))
    world.press("acknowledge", "hanako")
    left = world.tools.store.incident(KEY)
    assert left is not None
    assert (left.is_open, left.acknowledged_by) == (False, "")
    assert "もう終わっています" in said(slack)[0]
    published = len(world.cloud.published)
    world.advance(world.clock.at + 2 * HOUR)
    assert (len(world.cloud.published), world.executions[0].status) == (published, "SUCCEEDED")


def test_an_acknowledgement_while_an_ok_comes_is_kept_and_the_incident_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    between(monkeypatch, lambda: world.press("acknowledge", "hanako"))
    world.turn("duration-critical", "OK")
    left = world.tools.store.incident(KEY)
    assert left is not None
    assert not left.is_open
    assert left.acknowledged_by == "U0HANAKO"
    assert not left.is_acknowledged(world.clock.at)
    world.advance(world.clock.at + HOUR)
    assert world.executions[0].status == "SUCCEEDED"


def test_the_first_message_shows_who_has_it(world: World, slack: FakeSlack) -> None:
    world.press("acknowledge", "hanako")
    first = slack.now(slack.posted[0].ts)
    assert any(
        "<@U0HANAKO>が確認済み（17:50まで）" in block["text"]["text"]
        for block in first.blocks
        if "text" in block
    )


def test_the_first_message_shows_when_it_goes_on(world: World, slack: FakeSlack) -> None:
    def owner() -> str:
        blocks = slack.now(slack.posted[0].ts).blocks
        return next(str(block["text"]["text"]) for block in blocks if block.get("block_id") == "owner")

    world.press("acknowledge", "hanako")
    assert owner() == "担当: 開発チーム · 確認がなければ18:20にインフラチームへ"
    world.advance(moment("2026-11-25 18:21"))
    assert owner() == "担当: インフラチーム · 自動では次の担当に進みません"


def test_mute_holds_the_entry_and_makes_a_rule_that_ends(world: World) -> None:
    world.advance(world.clock.at + 25_000)
    world.press("mute", "hanako")
    (rule,) = world.cloud.rules.values()
    assert rule["Name"] == "greeter-production-duration-by-hand"
    assert rule["Rule"]["Schedule"] == {
        "Expression": "at(2026-11-25T04:51)",
        "Duration": "PT1H",
        "Timezone": "UTC",
    }
    assert rule["MuteTargets"]["AlarmNames"] == [
        "greeter-production-duration-warning",
        "greeter-production-duration-critical",
    ]
    assert f"{rule['ExpireDate']:%H:%M}" == "05:51"
    item = world.tools.store.read([mute_key("duration")])[mute_key("duration")]
    assert item["until"] == world.clock.at + HOUR
    assert item["by"] == "hanako"


def test_a_button_says_who_by_a_mention_in_slack_and_by_name_everywhere_else(
    world: World, slack: FakeSlack
) -> None:
    for button in ("acknowledge", "mute"):
        world.press(button, "hanako")
        assert said(slack)[0].startswith("<@U0HANAKO>さんが")
        assert "hanakoさんが" in world.cloud.published[-1].text
    (rule,) = world.cloud.rules.values()
    assert rule["Description"] == "hanako: Slackのボタン"
    assert "U0HANAKO" not in "".join(mail.text + mail.sms for mail in world.cloud.published)


def test_a_name_that_slack_does_not_say_keeps_no_button_from_working(world: World, slack: FakeSlack) -> None:
    slack.always["users.info"] = Trouble(200, error="missing_scope")
    world.press("acknowledge", "shiro")
    assert "U0SHIRO0さんが確認済みにしました" in world.cloud.published[-1].text
    assert said(slack)[0].startswith("<@U0SHIRO0>さんが確認済みにしました")


def test_a_rule_that_cloudwatch_refuses_is_said_with_what_holds_instead(
    world: World, slack: FakeSlack
) -> None:
    world.cloud.broken["PutAlarmMuteRule"] = ("LimitExceeded", 1)
    world.press("mute", "hanako")
    line = said(slack)[0]
    assert "<@U0HANAKO>さんが「処理時間超過」を14:50まで止めました" in line
    assert "ミュートルールは作れませんでした（LimitExceeded）" in line
    assert "通知とエスカレーションの側で14:50まで止めています" in line
    named = line.replace("<@U0HANAKO>", "hanako").replace("\n", "")
    assert named in world.cloud.published[-1].text.replace("\n", "")
    assert world.cloud.rules == {}
    assert mute_key("duration") in world.tools.store.read([mute_key("duration")])
    published = len(world.cloud.published)
    world.advance(moment("2026-11-25 14:49"))
    assert len(world.cloud.published) == published


def test_what_passes_on_call_by_is_not_muted_where_cloudwatch_makes_no_rule(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-25 13:50"), content=with_direct())
    mute = Mute("notifier", world.clock.at + HOUR, "hanako", "x")
    given = world.tools.store, world.clients("cloudwatch"), world.tools.catalogue, mute, world.clock.at
    world.cloud.broken["PutAlarmMuteRule"] = ("AccessDenied", 1)
    with pytest.raises(CannotMute, match=r"`notifier` is not muted: .* no mute rule \(AccessDenied\)"):
        mute_entry(*given)
    assert not world.tools.store.read([mute_key("notifier")])
    assert mute_entry(*given).rule == "greeter-production-notifier-by-hand"
    assert mute_key("notifier") in world.tools.store.read([mute_key("notifier")])


def test_a_log_alarm_is_held_by_the_notifier_alone(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-25 13:50"))
    world.turn("forbidden-investigate-1h", "ALARM", {"userId": "8d3f-user-4711"})
    world.press("mute", "hanako")
    assert world.cloud.rules == {}
    assert mute_key("forbidden") in world.tools.store.read([mute_key("forbidden")])


def test_the_queries_are_asked_again_for_the_person_they_are_about(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-25 13:50"))
    world.turn("forbidden-investigate-1h", "ALARM", {"userId": "8d3f-user-4711"})
    world.cloud.asked.clear()
    text = "8d3f-user-4711 asked user-0815 <!channel> token=abc"
    first = {"userId": "8d3f-user-4711", "average_ms": "48200", "message": text}
    world.cloud.rows = [first, {**first, "userId": "user-0815"}]
    world.press("rerun", "hanako")
    (asked,) = world.cloud.asked
    assert asked["queryString"] == 'filter userId = "8d3f-user-4711"'
    assert asked["endTime"] - asked["startTime"] == 3600
    line, *tables = said(slack)
    assert line == "<@U0HANAKO>さんがクエリを再実行しました"
    shown = "\n".join(tables).partition("```\n")[0]
    assert "U-" in shown
    assert "8d3f" not in shown
    assert "0815" not in shown
    assert "48.2秒" in shown
    assert "average_ms" not in shown
    assert "&lt;!channel&gt;" in shown
    assert "token=abc" not in shown


def test_an_alarm_without_queries_says_so(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-26 10:00"))
    world.turn("database-errors-critical", "ALARM")
    world.press("rerun", "hanako", "production/database-errors")
    assert "最初に見るクエリがありません" in said(slack)[0]


def test_a_query_that_fails_is_said_in_its_place(world: World, slack: FakeSlack) -> None:
    world.cloud.broken["StartQuery"] = ("LimitExceededException", 1)
    world.press("rerun", "hanako")
    assert "クエリを実行できませんでした（LimitExceededException）" in "\n".join(said(slack))


def test_the_same_person_again_makes_it_last_longer(world: World) -> None:
    world.press("acknowledge", "hanako")
    world.advance(world.clock.at + HOUR)
    world.press("acknowledge", "hanako")
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    assert incident.acknowledged_until == world.clock.at + 4 * HOUR


def test_a_button_works_while_slack_does_not_answer(world: World, slack: FakeSlack) -> None:
    value = world.button("acknowledge")
    slack.always["*"] = Trouble(500, error="fatal_error")
    assert world.press("acknowledge", "hanako", value) == 200
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    assert incident.acknowledged_by == "U0HANAKO"
    assert "hanakoさんが確認済みにしました" in world.cloud.published[-1].text


def test_whoever_escalates_twice_at_once_calls_one_level(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-26 10:00"))
    world.turn("database-errors-critical", "ALARM")
    for _ in range(3):
        world.press("escalate", "hanako", "production/database-errors")
    called = [mail.topic for mail in world.cloud.published if "hanakoさんの操作" in mail.text]
    assert called == ["greeter-production-urgent-aws-support", "greeter-production-messages-aws-support"]
