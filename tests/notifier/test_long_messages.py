"""Messages too long for Slack lose rows first, and what Slack refuses all the same is said shorter."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.oncall.blocks import blocks
from monitoring.oncall.limits import MOST_CHARACTERS, characters
from monitoring.oncall.parts import (
    ACTIONS,
    Buttons,
    Heading,
    Image,
    Link,
    Links,
    Paragraph,
    Part,
    Raw,
    Table,
)
from tests.notifier.kinds import USER
from tests.notifier.sending import critical
from tests.oncall.rig.aws import Aws, Rows
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import log_alarm, metric_alarm
from tests.oncall.rig.slack import FakeSlack, Said, Trouble, wrong_blocks

fuzz = settings(derandomize=True, database=None, max_examples=200, deadline=None)
WIDE = {f"column{number}": "word " * 20 for number in range(6)}
FILES = {"F1"}
WORDS = st.text("漢a<&` \n", max_size=4000)
LINES = st.tuples(WORDS, WORDS)
LINKS = st.lists(st.builds(Link, WORDS, st.text("a/?%", max_size=3500)), max_size=4).map(tuple)
ROWS = st.lists(st.lists(st.text("b&`", max_size=120), min_size=3, max_size=3).map(tuple), max_size=6)
GIVING: st.SearchStrategy[Part] = st.one_of(
    st.builds(Table, st.text("t*", max_size=200), st.just(("x", "y", "z")), ROWS.map(tuple), links=LINKS),
    st.builds(Raw, WORDS),
    st.builds(Links, LINKS),
    st.just(Image("graph", "F1")),
)
FIRST = "最初の対応: いますぐ見る"
HEAD = (Heading("critical", "duration"), Paragraph(("broken",), strong=True))
TAIL = (
    Paragraph(("owner",), "owner"),
    Buttons("key", (("acknowledge", "yes"), ("mute", "no"))),
)


@fuzz
@given(st.lists(GIVING, max_size=30), LINES)
def test_any_message_fits_and_keeps_head_first_action_and_buttons(
    given: list[Part], steps: tuple[str]
) -> None:
    made = blocks((*HEAD, *given, Paragraph((FIRST, *steps)), *TAIL))
    assert wrong_blocks(made, FILES) == ""
    assert characters(made) <= MOST_CHARACTERS
    assert made[0]["type"] == "header"
    assert made[1]["text"]["text"] == "*broken*"
    assert [block.get("block_id") for block in made[-2:]] == ["owner", ACTIONS]
    assert made[-3]["text"]["text"].startswith(FIRST)


def test_rows_are_fewer_before_a_table_goes(night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.answers = lambda _text: Rows(tuple({**WIDE, "userId": f"user-{number}"} for number in range(5)))
    night.send(metric_alarm("error-rate-lambda-critical", night.now))
    (posted,) = slack.posted
    tables = [block for block in posted.blocks if "```" in block.get("text", {}).get("text", "")]
    assert len(tables) == 3


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_the_longest_message_of_the_shipped_file_is_taken(locale: str, aws: Aws, slack: FakeSlack) -> None:
    night = Night(aws, slack, locale=locale)
    aws.answers = lambda _text: Rows(tuple({"userId": f"user-{number}", **WIDE} for number in range(5)))
    night.hand.set("2026-11-20T14:20:00+09:00")
    night.send(log_alarm("authentication-errors-investigate", night.now, {"userId": USER}))
    night.send(metric_alarm("nothing-succeeds-critical-30m", night.now, values=[1.0], threshold=1.0))
    assert len(slack.posted) == 2
    assert slack.calls.count("chat.postMessage") == 2
    for posted in slack.posted:
        assert [block["type"] for block in posted.blocks][-1] == "actions"


def refused(slack: FakeSlack, word: str, times: int) -> None:
    """Slack refuses blocks so many times; pictures were refused before."""
    slack.always["files.getUploadURLExternal"] = Trouble(error="not_allowed")
    slack.trouble.extend([Trouble(error="not_allowed")] * 2)
    slack.trouble.extend([Trouble(error=word)] * times)


def shown(said: Said) -> list[str]:
    """The types of a message's blocks, ``rows`` for a table's."""
    return ["rows" if "```" in json.dumps(block) else block["type"] for block in said.blocks]


@pytest.mark.parametrize("word", ["msg_blocks_too_long", "invalid_blocks"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_slack_refuses_is_posted_with_less(
    word: str, times: int, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    aws.answers = lambda _text: Rows(({"a": "b"},))
    refused(slack, word, times)
    critical(night)
    (posted,) = slack.posted
    assert "rows" not in shown(posted)
    if times == 1:
        assert shown(posted)[0] == "header"
        assert shown(posted)[-1] == "actions"
    elif times == 2:
        assert shown(posted) == ["section", "actions"]
        assert "処理時間超過" in posted.blocks[0]["text"]["text"]
    else:
        assert posted.blocks == []
        assert "処理時間超過" in posted.text
    assert "Slackには投稿できませんでした" not in aws.texts()[0].text


def test_a_message_with_less_shows_its_recovery_as_well(night: Night, aws: Aws, slack: FakeSlack) -> None:
    aws.answers = lambda _text: Rows(({"a": "b"},))
    refused(slack, "msg_blocks_too_long", 2)
    critical(night)
    night.hand.go(minutes=10)
    night.send(metric_alarm("duration-critical", night.now, "OK"))
    (posted,) = slack.posted
    assert shown(slack.now(posted.ts)) == ["header"]
    assert "復旧" in slack.now(posted.ts).blocks[0]["text"]["text"]


def test_other_refusals_are_not_tried_again(night: Night, slack: FakeSlack) -> None:
    slack.always["chat.postMessage"] = Trouble(error="channel_not_found")
    critical(night)
    assert slack.calls.count("chat.postMessage") == 1
