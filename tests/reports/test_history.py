"""What a report tells of alarms: how long they took, what nobody looked at, what always or never fires."""

from tests.oncall.rig.slack import Trouble
from tests.reports.rig.desk import Desk

MORNING, MONDAY = "2026-11-13T09:00:00+09:00", "2026-11-23T09:30:00+09:00"
FIRST, HISTORY, SECURITY = "最初に見るところ", "アラート履歴", "セキュリティの要調査"
TICKET = {"severity": "investigate"}


def test_medians_are_of_those_that_were_acknowledged_and_that_recovered(desk: Desk) -> None:
    desk.incident("model-errors", "2026-11-16T10:00", acknowledged=5, lasted=20)
    desk.incident("duration", "2026-11-17T10:00", acknowledged=15, lasted=60)
    desk.incident("throttles", "2026-11-18T10:00", severity="warning", lasted=100)
    desk.incident("database-errors", "2026-11-22T23:59", acknowledged=25)
    desk.make("weekly", MONDAY)
    assert "確認までの中央値は15分、復旧までの中央値は1時間" in section(desk, HISTORY)


def test_tickets_do_not_count_for_the_medians_of_alarms(desk: Desk) -> None:
    desk.incident("duration", "2026-11-17T10:00", acknowledged=10, lasted=60)
    desk.incident("forbidden", "2026-11-18T10:00", acknowledged=900, lasted=2000, **TICKET)
    desk.make("weekly", MONDAY)
    assert "確認までの中央値は10分、復旧までの中央値は1時間" in section(desk, HISTORY)
    assert "確認までの中央値は15時間" in section(desk, SECURITY)


def test_a_ticket_that_is_over_is_not_settled_until_somebody_looked(desk: Desk) -> None:
    desk.incident("forbidden", "2026-11-02T10:00", **TICKET)
    desk.incident("authentication-errors", "2026-11-17T10:00", lasted=60, **TICKET)
    desk.incident("prompt-injection", "2026-11-18T10:00", lasted=60, acknowledged=30, **TICKET)
    desk.incident("prompt-injection", "2026-11-19T10:00", acknowledged=30, **TICKET)
    desk.make("weekly", MONDAY)
    states = [line.split()[-1] for line in section(desk, SECURITY).splitlines()[1:5]]
    assert states == ["未確認", "未確認", "yukiが確認", "yukiが確認"]
    assert "片づいていないものが3件あります（最も古いものは11/02 10:00）" in section(desk, FIRST)


def test_tickets_of_earlier_weeks_that_are_over_are_told_no_more(desk: Desk) -> None:
    desk.incident("forbidden", "2026-11-02T10:00", lasted=60, **TICKET)
    desk.make("weekly", MONDAY)
    assert section(desk, SECURITY) == "  要調査はありません"
    assert "片づいて" not in section(desk, FIRST)


def test_who_it_is_about_is_a_pseudonym(desk: Desk) -> None:
    desk.incident("forbidden", "2026-11-17T10:31", contributor=(("userId", "user-07"),), **TICKET)
    desk.make("weekly", MONDAY)
    assert "U-KYJXWW3U" in section(desk, SECURITY)
    assert "user-07" not in desk.mail


def test_what_the_night_was_woken_by_is_said_first_the_longest_before_others(desk: Desk) -> None:
    for hour, lasted in enumerate((10, 40, 30, 20, 50)):
        desk.incident("model-errors", f"2026-11-12T0{hour}:00", lasted=lasted)
    desk.incident("throttles", "2026-11-12T08:00", severity="warning", lasted=300)
    desk.make("daily", MORNING)
    told = section(desk, FIRST).splitlines()
    assert [line.partition("から")[2] for line in told[:3]] == ["50分）", "40分）", "30分）"]
    assert told[3] == "  - 復旧したエラーは、ほかに2件あります"
    assert "スロットリング" not in section(desk, FIRST)


def test_what_goes_on_comes_before_what_is_over(desk: Desk) -> None:
    desk.incident("duration", "2026-11-12T01:00", lasted=10)
    desk.incident("throttles", "2026-11-12T02:00", severity="warning")
    desk.incident("model-errors", "2026-11-12T03:00")
    desk.make("daily", MORNING)
    heads = [line.split(":")[0] for line in section(desk, FIRST).splitlines()]
    assert heads == ["  - 継続中", "  - 継続中", "  - 復旧済み"]
    assert "【エラー】" in section(desk, FIRST).splitlines()[0]


def test_drills_are_told_as_such_and_count_for_nothing(desk: Desk) -> None:
    desk.alarm("duration-critical", "OK", "2026-06-02T10:00")
    desk.incident("duration", "2026-11-17T10:00", acknowledged=1, lasted=2, drill=True)
    desk.incident("forbidden", "2026-11-18T10:00", lasted=3, drill=True, **TICKET)
    desk.incident("throttles", "2026-11-22T10:00", drill=True)
    desk.make("weekly", MONDAY)
    states = [line.split()[-1] for line in section(desk, HISTORY).splitlines()[1:4]]
    assert states == ["訓練", "訓練", "訓練"]
    assert "中央値" not in section(desk, HISTORY)
    assert "90日間一度も出ていない: 処理時間超過" in section(desk, HISTORY)
    assert section(desk, FIRST) == "  - 特に気になる点はありません"


def test_people_of_slack_have_their_names(desk: Desk) -> None:
    desk.slack.people["U0123456789"] = {"display_name": "佐藤 ゆき"}
    desk.incident("throttles", "2026-11-18T10:00", acknowledged=5, by="U0123456789")
    desk.incident("forbidden", "2026-11-19T10:00", acknowledged=5, by="U0123456789", **TICKET)
    desk.incident("duration", "2026-11-20T10:00", acknowledged=5, by="U0000000GONE")
    desk.incident("model-errors", "2026-11-21T10:00", acknowledged=5, by="ops@laptop")
    desk.make("weekly", MONDAY)
    states = [line.split("  ")[-1].strip() for line in section(desk, HISTORY).splitlines()[1:5]]
    assert states == ["佐藤 ゆきが対応中", "佐藤 ゆきが確認", "U0000000GONEが対応中", "ops@laptopが対応中"]
    assert desk.slack.calls.count("users.info") == 2


def test_a_slack_that_is_down_is_not_asked_for_everybody(desk: Desk) -> None:
    desk.slack.always["users.info"] = Trouble(error="fatal_error")
    for number in range(6):
        desk.incident(
            "throttles", f"2026-11-18T1{number}:00", acknowledged=5, lasted=9, by=f"U012345678{number}"
        )
    desk.make("weekly", MONDAY)
    assert desk.slack.calls.count("users.info") == 3
    assert "復旧" in section(desk, HISTORY)


def test_what_came_back_soon_goes_on_though_it_was_archived_before(desk: Desk) -> None:
    again = desk.incident("duration", "2026-11-12T10:00", flaps=1)
    desk.store.archive(again._replace(closed=again.opened + 300_000, flaps=0), "recovered")
    desk.make("daily", MORNING)
    assert section(desk, FIRST).splitlines()[0].startswith("  - 継続中: 【エラー】")
    assert "復旧済み" not in section(desk, FIRST)
    assert "継続中" in section(desk, "昨日のアラート")


def test_what_joined_another_incident_is_told_with_that_one_only(desk: Desk) -> None:
    desk.incident("model-errors", "2026-11-12T14:12", lasted=97)
    desk.incident(
        "error-rate", "2026-11-12T14:20", lasted=60, ending="joined", into="production/model-errors"
    )
    desk.make("daily", MORNING)
    assert "エラー率上昇\n" not in desk.mail
    assert len(section(desk, "昨日のアラート").splitlines()) == 3


def test_alarms_that_never_fired_are_named_once_they_have_watched_long_enough(desk: Desk) -> None:
    desk.alarm("throttles-warning", "OK", "2026-06-02T10:00")
    desk.alarm("duration-critical", "OK", "2026-06-02T10:00")
    desk.incident("duration", "2026-09-01T10:00", lasted=5)
    desk.alarm("database-errors-critical", "OK", "2026-06-02T10:00", changed="2026-11-20T10:00")
    desk.make("weekly", MONDAY)
    (never,) = (line for line in section(desk, HISTORY).splitlines() if "90日間一度も出ていない" in line)
    assert "スロットリング発生" in never
    assert "処理時間超過" not in never
    assert "データベース接続エラー" not in never


def test_alarms_without_data_since_before_the_period_are_always_on_too(desk: Desk) -> None:
    desk.alarm("probe-critical", "INSUFFICIENT_DATA", "2026-11-15T23:59")
    desk.alarm("duration-critical", "ALARM", "2026-11-16T00:00")
    desk.make("weekly", MONDAY)
    standing = [line for line in section(desk, HISTORY).splitlines() if "続いたまま" in line]
    assert len(standing) == 1
    assert "死活監視の失敗" in standing[0]
    assert "データ不足" in standing[0]


def section(desk: Desk, heading: str) -> str:
    """A section of the mail."""
    return desk.mail.partition(f"■ {heading}\n")[2].partition("\n\n")[0]
