"""monitoring stop and restore, from the command line to the function's concurrency and what people read."""

import json
from collections.abc import Callable

import pytest

from tests.emergency.conftest import Site
from tests.emergency.rig.account import FORMER, HELD, content
from tests.emergency.rig.door import TOKEN
from tests.oncall.rig.slack import Trouble

Capture = pytest.CaptureFixture[str]


def test_a_stop_holds_the_function_and_its_alarms_and_tells_everybody(site: Site, capsys: Capture) -> None:
    assert site.stop("--note", "15時ごろに再開する予定です") == 0
    marker = site.account.marker
    assert site.account.concurrency == 0
    assert marker is not None
    assert (marker["concurrency"], marker["by"], marker["reason"]) == (
        {"N": "10"},
        {"S": "hanako"},
        {"S": "漏えい"},
    )
    assert sorted(one["S"] for one in marker["held"]["L"]) == sorted(HELD)
    assert site.account.topics_told == [
        *("urgent-development", "urgent-infrastructure"),
        *("messages-development", "messages-infrastructure", "announcements"),
    ]
    assert [said.channel for said in site.slack.posted] == ["C0DEV", "C0INFRA", "C0STATUS"]
    assert capsys.readouterr().out.endswith(
        "stopped. To go on: monitoring restore --environment production --token-file FILE\n"
    )


def test_users_read_what_matters_to_them_and_no_reason(site: Site) -> None:
    site.stop("--note", "15時ごろに再開する予定です")
    oncall, users = (
        next(one.text for one in site.account.published if part in one.topic)
        for part in ("messages-dev", "announce")
    )
    assert users == (
        "【緊急停止】サービスを停止しました｜あいさつAPI（production）\n\n"
        "03:00から、あいさつAPIを停止しています（JST）。ご不便をおかけして申し訳ありません\n"
        "15時ごろに再開する予定です\n再開しましたら、あらためてお知らせします\n\n"
        "ステータスページ\n  https://status.example\n"
    )
    assert "理由: 漏えい" in oncall
    assert "スロットリング、5XXエラー、成功なし" in oncall
    assert "hanako" in oncall
    assert "漏えい" not in site.slack.posted[-1].text + json.dumps(site.slack.posted[-1].blocks)


def test_a_restore_looks_whether_it_works_and_tells_everybody_again(site: Site, capsys: Capture) -> None:
    site.stop()
    site.account.published.clear()
    site.clock.at += 90 * 60_000
    assert site.restore() == 0
    assert site.account.concurrency == FORMER
    assert site.account.marker is None
    assert [(method, path) for method, path, _, _ in site.service.asked] == [
        ("GET", "/health"),
        ("GET", "/health/deep"),
        ("POST", "/api/greet"),
    ]
    assert site.account.topics_told == ["messages-development", "messages-infrastructure", "announcements"]
    text = site.account.published[0].text
    assert "停止は03:00から04:30まで（1時間30分）、JST" in text
    assert "ヘルスチェック、データベースと設定のヘルスチェック、実際のリクエスト1件" in text
    assert "停止は03:00から04:30まででした" in site.account.published[-1].text
    assert capsys.readouterr().out.endswith("restored\n")


def test_the_real_request_is_one_that_a_user_could_make(site: Site) -> None:
    site.stop()
    site.restore()
    _, _, headers, body = site.service.asked[-1]
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    goal = json.loads(body)
    assert goal["deadline"] == "2027-02-23T03:00:00+09:00"
    assert set(goal) == {"title", "description", "deadline", "background"}


def test_a_token_follows_no_redirect_and_is_never_printed(site: Site, capsys: Capture) -> None:
    site.stop()
    site.service.broken["/api/greet"] = [302] * 9
    assert site.restore() == 1
    printed = capsys.readouterr()
    assert "/api/greet answers 302" in printed.out
    assert TOKEN not in printed.out + printed.err


@pytest.mark.parametrize("path", ["/health", "/health/deep", "/api/greet"])
def test_the_marker_stands_until_every_check_passes(site: Site, capsys: Capture, path: str) -> None:
    site.stop()
    told = len(site.account.published)
    site.service.broken[path] = [503] * 6
    assert site.restore() == 1
    said = capsys.readouterr().out
    assert f"{path} answers 503" in said
    assert "the service RUNS, the marker stands" in said
    assert site.account.marker is not None
    assert len(site.account.published) == told
    assert site.restore() == 0
    assert site.account.marker is None


def test_a_check_has_patience_with_a_function_that_starts(site: Site) -> None:
    site.stop()
    site.service.broken["/api/greet"] = [500, 429, 503]
    assert site.restore() == 0


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/health", {"status": "error"}, "answers 200, but not that it is ok"),
        ("/api/greet", {"data": {"subGoals": []}}, "does not hold 8 sub-goals"),
        ("/api/greet", {"data": None}, "does not hold 8 sub-goals"),
        ("/health/deep", [1], "answers 200, but not that it is ok"),
    ],
)
def test_an_answer_that_is_not_what_it_should_be_is_no_health(
    site: Site, capsys: Capture, path: str, answer: object, said: str
) -> None:
    site.stop()
    site.service.answers[path] = answer
    assert site.restore() == 1
    assert said in capsys.readouterr().out


def test_without_a_real_request_the_messages_say_so(site: Site) -> None:
    site.stop()
    words = ("restore", "--without-request", "--address", site.service.url)
    assert site.run(*words) == 0
    assert "確認していないもの: 実際のリクエスト1件" in site.account.published[-2].text
    assert site.account.marker is None


def test_nothing_is_restored_that_was_not_stopped(site: Site, capsys: Capture) -> None:
    assert site.restore() == 0
    assert site.account.history == []
    assert site.account.published == []
    assert "nothing is stopped: there is no marker" in capsys.readouterr().out


def test_a_function_stopped_by_hand_goes_back_to_what_the_file_says(site: Site, capsys: Capture) -> None:
    site.account.concurrency = 0
    assert site.restore() == 0
    assert site.account.concurrency == FORMER
    assert "stopped by hand, nobody knows by whom; concurrency to go back to is 10" in capsys.readouterr().out
    assert site.account.marker is None


def test_a_stop_of_what_was_stopped_by_hand_remembers_what_the_file_says(site: Site) -> None:
    site.account.concurrency = 0
    assert site.stop() == 0
    marker = site.account.marker
    assert marker is not None
    assert marker["concurrency"] == {"N": "10"}


@pytest.mark.parametrize(
    "item", [{}, {"since": {"N": "7"}}, {"concurrency": {"N": "0"}, "by": {"S": "jiro"}}]
)
def test_a_marker_that_lacks_something_is_restored_to_what_the_file_says(
    site: Site, item: dict[str, dict[str, str]]
) -> None:
    site.account.concurrency = 0
    key = {"pk": {"S": "marker#stopped"}, "sk": {"S": "-"}}
    site.account.dynamo.items["marker#stopped", "-"] = {**key, **item}
    assert site.restore() == 0
    assert site.account.concurrency == FORMER
    assert site.account.marker is None


def test_a_function_without_a_reservation_gets_none_back(site: Site) -> None:
    site.account.concurrency = None
    assert site.stop() == 0
    assert site.restore() == 0
    assert site.account.history == [0, None]


def test_slack_that_is_down_fails_its_steps_and_nothing_else(site: Site, capsys: Capture) -> None:
    site.slack.always["chat.postMessage"] = Trouble(error="channel_not_found")
    assert site.stop() == 1
    assert site.account.concurrency == 0
    assert len(site.account.published) == 5
    printed = capsys.readouterr().out
    assert "failed   channel_not_found" in printed
    assert "who was told is not told twice" in printed
    site.slack.always.clear()
    assert site.stop() == 0
    assert len(site.account.published) == 5
    assert len(site.slack.posted) == 3


def test_without_slack_and_without_a_list_of_users_it_says_what_is_left_to_people(
    make_site: Callable[..., Site], capsys: Capture
) -> None:
    site = make_site(content_=content(announce=None), slack=False)
    assert site.stop() == 0
    said = capsys.readouterr().out
    assert "the file has no escalation.announce\n         -> write them an e-mail yourself" in said
    assert "Slack is not set up" in said
    assert "update it: https://status.example" in said


def test_a_stop_that_cannot_write_its_marker_changes_nothing_and_says_how_to_stop_by_hand(
    site: Site, capsys: Capture
) -> None:
    site.account.broken["PutItem"] = ("AccessDeniedException", 9)
    assert site.stop() == 1
    assert site.account.concurrency == FORMER
    assert (
        "stop it by hand: aws lambda put-function-concurrency --function-name greeter-production "
        "--reserved-concurrent-executions 0" in capsys.readouterr().out
    )


def test_the_answer_as_json_holds_every_step(site: Site, capsys: Capture) -> None:
    assert site.stop("--format", "json") == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert (found["complete"], found["stopped"]) == (True, True)
    assert [step["name"] for step in found["steps"]][:2] == ["write marker", "stop function"]
    assert {step["state"] for step in found["steps"]} == {"done", "skipped"}
    assert "reserved concurrency of greeter-production: from 10 to 0" in printed.err
