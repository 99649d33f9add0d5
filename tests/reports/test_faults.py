"""What is broken is named, and the rest of the report still comes."""

from datetime import date

import pytest

from monitoring.reports.delivery import NothingDelivered
from monitoring.reports.handler import NoSuchReport
from tests.oncall.rig.aws import Failure, Rows
from tests.oncall.rig.slack import FakeSlack, Trouble
from tests.reports.rig.account import BUCKET, Account, logs_of
from tests.reports.rig.desk import Desk, Invocation

MORNING, DAY = "2026-11-13T09:00:00+09:00", "2026-11-12"
BY_MESSAGE = "as count by error.code, error.message"


def test_a_query_that_fails_is_named_and_the_rest_comes(desk: Desk) -> None:
    desk.account.trouble[BY_MESSAGE] = "Failed"
    desk.make("daily", MORNING)
    assert "! エラーログ: 失敗しました（Failed）" in desk.mail
    assert "作れなかった部分が1件あります: エラーログ" in desk.mail
    assert "リクエスト              53" in desk.mail
    assert "U-S32YVJGF" in desk.mail


def test_a_query_that_never_ends_is_late_and_stopped(desk: Desk) -> None:
    desk.account.trouble[BY_MESSAGE] = Rows(polls=None)
    desk.make("daily", MORNING)
    assert "! エラーログ: 時間内に終わりませんでした" in desk.mail
    assert "リクエスト              53" in desk.mail
    assert len(desk.account.named("StopQuery")) == 1
    # The function had ten minutes, and keeps some of them for delivering.
    assert 400 < desk.clock.slept < 520


def test_a_day_whose_figures_fail_leaves_the_saved_queries(desk: Desk) -> None:
    desk.account.trouble["as calls"] = "Timeout"
    desk.make("daily", MORNING)
    assert "この期間の数値はありません" in desk.mail
    assert "11月12日（木）の数値: 失敗しました（Timeout）" in desk.mail
    assert "必須項目が不足しています" in desk.mail
    assert not [path for path in desk.account.objects if "/days/" in path]


def test_without_metrics_the_log_tells_what_the_month_costs(account: Account, slack: FakeSlack) -> None:
    desk = Desk(account, slack)
    desk.make("daily", MORNING)
    told = _section(desk.mail, "2026年11月のコスト")
    account.reset()
    desk = Desk(account, slack)
    account.failures["GetMetricData"] = Failure("InternalServiceFault")
    desk.make("daily", MORNING)
    assert _section(desk.mail, "2026年11月のコスト") == told


def test_graphs_that_fail_are_named(desk: Desk) -> None:
    desk.account.failures["GetMetricData"] = Failure("AccessDenied")
    desk.make("weekly", "2026-11-23T09:30:00+09:00")
    assert "! 処理時間の推移: 失敗しました（AccessDenied）" in desk.mail
    assert "リクエスト              291" in desk.mail


def test_without_the_state_table_only_the_history_is_missing(desk: Desk) -> None:
    desk.account.failures["dynamodb"] = Failure("ResourceNotFoundException")
    desk.make("daily", MORNING)
    assert "アラート履歴: 失敗しました（ResourceNotFoundException）" in desk.mail
    assert "リクエスト              53" in desk.mail


def test_without_alarm_states_the_history_is_still_told(desk: Desk) -> None:
    desk.incident("model-errors", "2026-11-12T14:12+09:00", acknowledged=6, lasted=97)
    desk.account.failures["DescribeAlarms"] = Failure("AccessDenied")
    desk.make("daily", MORNING)
    assert "モデル呼び出しエラー率上昇" in desk.mail
    assert "アラームの状態: 失敗しました（AccessDenied）" in desk.mail


def test_with_slack_down_the_mail_goes_out(desk: Desk) -> None:
    desk.slack.always["chat.postMessage"] = Trouble(status=500)
    desk.make("daily", MORNING)
    assert "リクエスト              53" in desk.mail
    assert not desk.slack.said


def test_without_a_secret_everything_goes_by_mail(account: Account, slack: FakeSlack) -> None:
    desk = Desk(account, slack)
    account.secrets.clear()
    desk.make("daily", MORNING)
    assert not slack.said
    assert "リクエスト              53" in desk.mail
    assert "user-" not in desk.mail
    assert "ユーザー数  " not in _section(desk.mail, "主な数値")


def test_with_mail_down_slack_has_it(desk: Desk) -> None:
    desk.account.failures["Publish"] = Failure("InternalError")
    desk.make("daily", MORNING)
    assert len(desk.slack.said) == 1


def test_a_report_that_nobody_got_is_tried_again(desk: Desk) -> None:
    desk.account.failures["Publish"] = Failure("InternalError")
    desk.slack.always["chat.postMessage"] = Trouble(status=500)
    with pytest.raises(NothingDelivered):
        desk.make("daily", MORNING)
    desk.account.failures.clear()
    desk.make("daily", MORNING)
    assert len(desk.account.texts()) == 1


def test_with_s3_down_people_get_it_and_hear_that_nothing_is_kept(desk: Desk) -> None:
    desk.account.failures["PutObject"] = Failure("AccessDenied")
    desk.make("daily", MORNING)
    assert desk.mail.startswith("レポート全体を保存できませんでした（AccessDenied）")
    assert "リクエスト              53" in desk.mail
    assert "保存できませんでした" in str(desk.slack.said[-1].blocks)


def test_pictures_that_slack_refuses_leave_lines_of_bars(desk: Desk) -> None:
    desk.slack.always["files.getUploadURLExternal"] = Trouble(error="missing_scope")
    desk.make("daily", MORNING)
    assert "▂·····▂▂▃▃▇▆▆▅█▇▆▆▃▅▃▃▂▂" in str(desk.slack.said[-1].blocks)


def test_a_schedule_that_calls_twice_makes_one_report(desk: Desk) -> None:
    desk.make("daily", MORNING, Invocation("one"))
    desk.make("daily", MORNING, Invocation("two"))
    assert len(desk.account.texts()) == 1
    assert len(desk.slack.said) == 1


def test_an_unknown_report_is_refused_by_name(desk: Desk) -> None:
    with pytest.raises(NoSuchReport, match="'hourly'"):
        desk.make("hourly", MORNING)


def test_a_day_without_requests_says_so(desk: Desk) -> None:
    desk.account.logs = logs_of(date(2026, 11, 10), 2)
    desk.make("daily", MORNING)
    assert _figure(desk.mail, "リクエスト") == ["0", "-100%（前日", "47）"]
    assert "該当なし" in _section(desk.mail, "エラーログ")
    assert "時間帯別のリクエスト数" not in desk.mail


def test_the_first_day_after_the_deployment_has_nothing_to_compare_with(desk: Desk) -> None:
    desk.account.logs = logs_of(date(2026, 11, 12), 1)
    desk.make("daily", MORNING)
    assert _figure(desk.mail, "リクエスト") == ["53", "前日", "0"]
    assert _figure(desk.mail, "処理時間p95") == ["24.9秒", "前日は不明"]
    cost = _section(desk.mail, "2026年11月のコスト")
    assert "直近1日" in cost


def test_days_are_kept_and_a_month_needs_no_log_any_more(desk: Desk) -> None:
    desk.keeps_logs_for(days=90)
    desk.make("monthly", "2026-12-01T10:00:00+09:00", Invocation("first"))
    whole = _section(desk.mail, "主な数値")
    kept = sorted(path for path in desk.account.objects if "/days/" in path)
    assert (kept[0], kept[-1]) == (f"/{BUCKET}/days/2026-10-01.json", f"/{BUCKET}/days/2026-11-30.json")
    desk.account.logs = logs_of(date(2026, 12, 1), 1)
    desk.account.calls.clear()
    other = Desk(desk.account, desk.slack)
    other.account.dynamo.items.clear()
    other.make("monthly", "2026-12-01T10:00:00+09:00", Invocation("second"))
    assert _section(other.mail, "主な数値") == whole
    assert not other.account.named("StartQuery")


def test_days_whose_log_is_gone_are_not_taken_for_quiet_ones(desk: Desk) -> None:
    desk.keeps_logs_for(days=10)
    desk.make("monthly", "2026-12-01T10:00:00+09:00")
    assert "11月1日（日）から11月21日（土）の数値: ありません（ログの保存期間を過ぎています）" in desk.mail
    assert "30日のうち9日分の数値です" in desk.mail


def test_what_was_kept_and_cannot_be_read_is_asked_for_again(desk: Desk) -> None:
    desk.account.objects[f"/{BUCKET}/days/{DAY}.json"] = b'{"version": 1, "day": "2026'
    desk.make("daily", MORNING)
    assert "リクエスト              53" in desk.mail


def _figure(text: str, name: str) -> list[str]:
    lines = (line.split() for line in _section(text, "主な数値").splitlines())
    return next(words[1:] for words in lines if words[0] == name)


def _section(text: str, heading: str) -> str:
    return text.partition(f"■ {heading}\n")[2].partition("\n\n")[0]
