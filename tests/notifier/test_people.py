"""Who acknowledged: a mention in Slack, a name in mail, the id where Slack does not say the name."""

import json

import pytest

from monitoring.oncall.clock import HOUR
from tests.notifier.sending import DURATION, alarm, critical
from tests.oncall.rig.aws import Aws, Rows
from tests.oncall.rig.night import Night
from tests.oncall.rig.slack import FakeSlack, Trouble


def acknowledge(night: Night, by: str) -> None:
    """Somebody acknowledges a warning of the afternoon, which then becomes critical and is told again."""
    night.hand.set("2026-11-20T14:00:00+09:00")
    alarm(night, "duration-warning")
    night.store.update(
        DURATION,
        lambda found: (
            found._replace(acknowledged_by=by, acknowledged_until=night.now + HOUR) if found else None
        ),
    )
    critical(night)


def shown(slack: FakeSlack) -> str:
    """The first message as it is now."""
    return json.dumps(slack.now(slack.posted[0].ts).blocks, ensure_ascii=False)


PROFILES = {
    "U0DISPLAYED": {"display_name": "花子"},
    "U0REALNAME1": {"display_name": "", "real_name": "花子"},
    "U0HIDDEN001": {"display_name": "花\u202e子"},
}
"""Ids differ from test to test: a container keeps the names."""


@pytest.mark.parametrize("user", PROFILES)
def test_a_person_is_mentioned_in_slack_and_named_in_mail(
    user: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    slack.people[user] = PROFILES[user]
    acknowledge(night, user)
    assert f"<@{user}>が確認済み" in shown(slack)
    assert "花子が確認済み" in aws.texts()[-1].text
    assert user not in aws.texts()[-1].text


def test_a_name_is_asked_for_once(night: Night, aws: Aws, slack: FakeSlack) -> None:
    slack.people["U0ASKED0001"] = {"display_name": "花子"}
    acknowledge(night, "U0ASKED0001")
    assert len(aws.texts("urgent")) == 1
    assert slack.calls.count("users.info") == 1


def test_without_the_right_to_ask_the_id_is_shown(night: Night, aws: Aws, slack: FakeSlack) -> None:
    slack.always["users.info"] = Trouble(200, error="missing_scope")
    acknowledge(night, "U0REFUSED01")
    assert "U0REFUSED01が確認済み" in aws.texts()[-1].text
    assert "<@U0REFUSED01>" in shown(slack)


def test_without_slack_the_id_is_shown(aws: Aws, slack: FakeSlack) -> None:
    acknowledge(Night(aws, slack, SLACK_SECRET=""), "U0ALONE0001")
    assert "U0ALONE0001が確認済み" in aws.texts()[-1].text


def test_whoever_acknowledged_by_command_is_shown_as_written(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    acknowledge(night, "hanako")
    assert "hanakoが確認済み" in aws.texts()[-1].text
    assert "hanakoが確認済み" in shown(slack)


@pytest.mark.parametrize("text", ["U0ABC12345", "<@U0ABC12345>", "\ue000U0ABC12345\ue001"])
def test_what_others_write_mentions_nobody(text: str, night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.answers = lambda _text: Rows(({"error.message": text},))
    critical(night)
    assert "<@" not in shown(slack)
