"""Slack is down, slow, limited or refuses: the text goes out all the same, and says why."""

import json

import pytest

from monitoring.notifier.looking import SECONDS
from monitoring.oncall.budget import SECONDS as MOST_SPENT
from tests.notifier.kinds import answers
from tests.notifier.sending import critical
from tests.oncall.rig.aws import Aws, Failure
from tests.oncall.rig.night import SECRET, Night
from tests.oncall.rig.notifications import metric_alarm
from tests.oncall.rig.slack import TOKEN, FakeSlack, Trouble

AWAY = Failure("InternalServerError", 500)
NO_JSON = "answered with something else than JSON"


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (Trouble(500, error="fatal_error"), "http_500"),
        (Trouble(503), "http_503"),
        (Trouble(429, "3600"), "ratelimited"),
        (Trouble(200, error="channel_not_found"), "channel_not_found"),
        (Trouble(200, error="account_inactive"), "account_inactive"),
        (Trouble(broken=True), "（broken_off）"),
        (Trouble(raw="<html>a proxy</html>"), f"（{NO_JSON}）"),
        (Trouble(raw="[1]"), f"（{NO_JSON}）"),
        (Trouble(raw='"ok"'), f"（{NO_JSON}）"),
        (Trouble(raw='{"ok": true}'), "（no_answer）"),
        (Trouble(raw='{"ok": false, "error": "<script>"}'), f"（{NO_JSON}）"),
        (Trouble(403, raw="<html>forbidden</html>"), "（http_403）"),
    ],
)
def test_the_text_goes_out_and_says_what_is_wrong_with_slack(
    trouble: Trouble, word: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    slack.always["*"] = trouble
    aws.answers = answers
    critical(night)
    text = aws.texts()[0].text
    assert word in text
    assert not any(raw in text for raw in ("<html>", "<script>"))
    assert "bedrock_invoke_model" in text
    assert "処理時間（p95）" in text
    assert len(aws.texts("urgent")) == 1
    assert len(aws.executions) == 1


def test_slack_that_does_not_answer_is_given_up(
    night: Night, aws: Aws, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.oncall.slack_api._TIMEOUT", 0.2)
    slack.always["*"] = Trouble(silent=True)
    critical(night)
    slack.released.set()
    assert "timeout" in aws.texts()[0].text


def test_slack_that_is_down_is_given_up(aws: Aws, slack: FakeSlack) -> None:
    night = Night(aws, slack, SLACK_API_URL="http://127.0.0.1:9/api/")
    critical(night)
    assert "unreachable" in aws.texts()[0].text


def test_a_wrong_token_is_named(night: Night, aws: Aws) -> None:
    aws.secrets[SECRET] = json.dumps({"bot_token": "xoxb-wrong"})
    critical(night)
    assert "invalid_auth" in aws.texts()[0].text


def test_a_limit_of_rate_is_waited_for_as_long_as_slack_says(night: Night, slack: FakeSlack) -> None:
    slack.always["files.getUploadURLExternal"] = Trouble(200, error="not_allowed")
    slack.trouble.append(Trouble(200, error="not_allowed"))
    slack.trouble.append(Trouble(200, error="not_allowed"))
    slack.trouble.append(Trouble(429, "7"))
    critical(night)
    assert len(slack.posted) == 1
    assert 7 <= night.hand.slept <= MOST_SPENT + SECONDS


def test_an_error_of_slack_that_passes_is_tried_again(night: Night, slack: FakeSlack) -> None:
    slack.always["files.getUploadURLExternal"] = Trouble(200, error="not_allowed")
    slack.trouble.extend([Trouble(200, error="not_allowed")] * 2)
    slack.trouble.append(Trouble(500))
    critical(night)
    assert len(slack.posted) == 1


def test_without_a_secret_there_is_only_mail(aws: Aws, slack: FakeSlack) -> None:
    night = Night(aws, slack, SLACK_SECRET="")
    aws.answers = answers
    critical(night)
    assert not slack.calls
    text = aws.texts()[0].text
    assert "Slack" not in text
    assert "bedrock_invoke_model" in text
    assert not aws.named("GetMetricWidgetImage")


SECRETS = {"no secret": None, "no token": "{}"}


def without_channels(aws: Aws) -> None:
    """Nobody has made the parameters of Slack's channels."""
    for name in [name for name, value in aws.parameters.items() if value.startswith("C0")]:
        del aws.parameters[name]


def keep_secret(aws: Aws, text: str | None) -> None:
    """The secret's text; None deletes it."""
    del aws.secrets[SECRET]
    if text is not None:
        aws.secrets[SECRET] = text


def tell_all(night: Night) -> None:
    """An alarm goes off, ends, comes back and ends."""
    for state in ("ALARM", "OK", "ALARM", "OK"):
        night.send(metric_alarm("duration-critical", night.now, state))
        night.hand.go(minutes=2)


@pytest.mark.parametrize("kind", SECRETS)
def test_where_nobody_set_slack_up_no_mail_speaks_of_it(
    kind: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    without_channels(aws)
    keep_secret(aws, SECRETS[kind])
    tell_all(night)
    assert not slack.calls
    assert len(aws.texts()) == 4
    assert not [one.text for one in aws.texts() if "Slack" in one.text]


@pytest.mark.parametrize(
    ("kind", "word"), [("no secret", "ResourceNotFoundException"), ("no token", "BotTokenMissing")]
)
def test_channels_without_a_token_are_a_failure_that_every_mail_names(
    kind: str, word: str, night: Night, aws: Aws
) -> None:
    keep_secret(aws, SECRETS[kind])
    tell_all(night)
    assert len(aws.texts()) == 4
    assert [one.text for one in aws.texts() if f"（{word}）。通知はこのメールだけ" not in one.text] == []


def test_a_secret_that_cannot_be_read_is_named_without_channels_too(night: Night, aws: Aws) -> None:
    without_channels(aws)
    aws.failures["GetSecretValue"] = Failure("AccessDeniedException")
    tell_all(night)
    assert "（AccessDeniedException）。通知はこのメールだけ" in aws.texts()[-1].text


def test_secrets_manager_that_is_away_leaves_mail_and_no_id_of_anybody(night: Night, aws: Aws) -> None:
    aws.failures["GetSecretValue"] = AWAY
    aws.answers = answers
    critical(night)
    text = aws.texts()[0].text
    assert "Slackには投稿できませんでした" in text
    assert "3f0c9a52" not in text
    assert "U-????????" in text
    aws.failures.clear()
    night.hand.go(minutes=1)
    night.send(metric_alarm("api-latency-warning", night.now))


@pytest.mark.parametrize("key", [None, 7, "", " "])
def test_without_a_key_nobody_gets_a_pseudonym_that_others_can_make(
    key: object, night: Night, aws: Aws
) -> None:
    aws.secrets[SECRET] = json.dumps({"bot_token": TOKEN, "signing_secret": "s", "pseudonym_key": key})
    aws.answers = answers
    critical(night)
    assert "U-????????" in aws.texts()[0].text


@pytest.mark.parametrize(
    ("secret", "word"),
    [("[]", "SecretIsNoObject"), ('"x"', "SecretIsNoObject"), ("xoxb-", "JSONDecodeError")],
)
def test_a_secret_that_is_no_object_leaves_mail_that_says_so(
    secret: str, word: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    aws.secrets[SECRET] = secret
    critical(night)
    assert not slack.calls
    assert f"Slackには投稿できませんでした（{word}）" in aws.texts()[0].text


def test_a_token_that_is_no_text_is_none(night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.secrets[SECRET] = json.dumps({"bot_token": None})
    critical(night)
    assert not slack.calls
    assert len(aws.texts()) == 1


def test_a_picture_that_slack_has_not_ready_yet_costs_only_the_picture(
    night: Night, slack: FakeSlack
) -> None:
    slack.forget_files = True
    critical(night)
    (posted,) = slack.posted
    assert not [block for block in posted.blocks if block["type"] == "image"]


def test_an_answer_that_breaks_off_does_not_post_the_message_again(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    slack.always["chat.postMessage"] = Trouble(broken=True)
    critical(night)
    assert slack.calls.count("chat.postMessage") == 1
    assert len(aws.texts("urgent")) == 1
    assert "最小限の通知" not in aws.texts()[0].text


def test_an_upload_that_slack_refuses_costs_only_the_picture(night: Night, slack: FakeSlack) -> None:
    slack.refused_uploads = 500
    critical(night)
    (posted,) = slack.posted
    assert "http_500" in json.dumps(posted.blocks)
