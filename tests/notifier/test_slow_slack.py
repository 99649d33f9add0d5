"""Slack that is slow, and broken or limited as well, never takes the time that the text needs."""

from typing import Any

import pytest

from monitoring.oncall.budget import SECONDS, Budget
from monitoring.oncall.slack_api import Posted, Slack, SlackFailed
from monitoring.plan.functions import WORKERS
from tests.notifier.kinds import KINDS
from tests.notifier.sending import critical
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.clock import HandClock
from tests.oncall.rig.night import Night
from tests.oncall.rig.slack import TOKEN, FakeSlack, Trouble

MOST = WORKERS["notifier"].timeout - 20
"""Seconds; the rest is for state, catalogue and mail, which may be slow at the same time."""
BROKEN, LIMITED = Trouble(503), Trouble(429, "12")
STORIES = ("critical", "risen", "recovered", "moved", "storm", "flapping", "health", "crowd")


class Timed:
    """Sends what a night sends, and remembers the longest delivery in seconds."""

    def __init__(self, night: Night) -> None:
        self._night, self._send = night, night.send
        self.longest = 0.0

    def __call__(self, *what: Any, **more: Any) -> None:
        """Send."""
        before = self._night.hand.monotonic()
        self._send(*what, **more)
        self.longest = max(self.longest, self._night.hand.monotonic() - before)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("trouble", [None, BROKEN, LIMITED])
@pytest.mark.parametrize("seconds", [1.0, 2.4, 3.9])
def test_no_delivery_comes_near_the_functions_time_limit(
    story: str, trouble: Trouble | None, seconds: float, night: Night, slack: FakeSlack
) -> None:
    slack.always = {"*": trouble} if trouble else {}
    slack.meanwhile = lambda: night.hand.go(seconds=seconds)
    timed = Timed(night)
    night.send = timed  # type: ignore[method-assign]
    KINDS[story](night)
    assert timed.longest < MOST


@pytest.mark.parametrize("trouble", [BROKEN, LIMITED, Trouble(429, "3600")])
def test_the_mail_of_a_recovery_comes_and_says_that_slack_did_not(
    trouble: Trouble, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    critical(night)
    before = len(aws.published)
    night.hand.go(minutes=20)
    slack.always["*"] = trouble
    slack.meanwhile = lambda: night.hand.go(seconds=3.9)
    KINDS["recovered"](night)
    assert [one.subject for one in aws.published[before:]].count(
        "[RECOVERED] subgoal-generation-api production duration"
    ) == 2
    assert "Slackには投稿できませんでした" in aws.published[-1].text


def test_pictures_leave_time_for_the_message(night: Night, slack: FakeSlack) -> None:
    slack.always["files.getUploadURLExternal"] = Trouble(429, "6")
    slack.meanwhile = lambda: night.hand.go(seconds=2.0)
    critical(night)
    (posted,) = slack.posted
    assert not [block for block in posted.blocks if block["type"] == "image"]


def test_slack_is_asked_three_times_while_it_is_broken(slack: FakeSlack) -> None:
    clock = HandClock()
    slack.always["*"] = BROKEN
    with pytest.raises(SlackFailed, match="http_503"):
        Slack(TOKEN, slack.api, clock).permalink(Posted("C0DEV", "1"))
    assert len(slack.calls) == 3
    assert clock.slept == 1.0


def test_when_the_time_is_spent_nothing_is_asked_any_more(slack: FakeSlack) -> None:
    clock = HandClock()
    slack.meanwhile = lambda: clock.go(seconds=SECONDS)
    made = Slack(TOKEN, slack.api, clock)
    made.post("C0DEV", "said", [])
    with pytest.raises(SlackFailed, match="too_slow"):
        made.post("C0DEV", "not said", [])
    assert [one.text for one in slack.said] == ["said"]


def test_calls_at_the_same_time_are_counted_once() -> None:
    clock = HandClock()
    budget = Budget(clock, 10)
    with budget:
        clock.go(seconds=2)
        with budget:
            clock.go(seconds=3)
        assert budget.left == 5
    clock.go(seconds=100)
    assert budget.left == 5
