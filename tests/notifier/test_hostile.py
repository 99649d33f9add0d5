"""What users and attackers can put into logs and contributors reaches nobody as more than text."""

import json
from typing import Any, Final
from unicodedata import category

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from monitoring.oncall.blocks import blocks, escape
from monitoring.oncall.clean import clean, clean_lines, visible
from monitoring.oncall.columns import MOST_CELLS, MOST_WIDTH, columns, shorten, width
from monitoring.oncall.parts import Heading, Link, Links, Paragraph, Parts, Raw, Table
from monitoring.oncall.plain import plain
from tests.oncall.rig.aws import Aws, Rows
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import log_alarm, metric_alarm
from tests.oncall.rig.slack import FakeSlack, wrong_blocks

HOSTILE: Final = {
    "mention": "<!channel> <!here> <@U0001> <#C0001>",
    "link": "<https://evil.example/|click here> [click](https://evil.example)",
    "fence": "```\n*bold* `code`",
    "control": "\x1b[31mred\x00\x07\r\nnext",
    "direction": "abc\u202egnp.exe\u200b",
    "surrogate": "half \ud800 pair",
    "long": "x" * 50_000,
    "wide": "幅" * 5_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_rows_and_contributors_are_text(kind: str, night: Night, aws: Aws, slack: FakeSlack) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    value = HOSTILE[kind]
    aws.answers = lambda _text: Rows(({"error.message": value, value[:200]: "1", "userId": value},))
    more: dict[str, Any] = {"LogLines": [value, value]}
    night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": value, "path": value}, **more))
    shown = json.dumps(slack.posted[0].blocks, ensure_ascii=False)
    for forbidden in ("<!", "<@", "<#", "<https://evil", "\\u001b", "\u202e", "\u200b", "\\u0000"):
        assert forbidden not in shown
    text = aws.texts()[0].text
    assert not set(text) & {"\x1b", "\x00", "\x07", "\r", "\u202e", "\u200b"}
    assert len(text) < 20_000


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_alarms_that_nobody_planned_are_text(
    kind: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    found = json.loads(metric_alarm("duration-critical", night.now))
    found["AlarmName"] = HOSTILE[kind][:255]
    found["AlarmDescription"] = HOSTILE[kind]
    night.send(json.dumps(found))
    texts = [block["text"] for block in slack.posted[0].blocks if "text" in block]
    shown = "".join(text["text"] for text in texts if text["type"] == "mrkdwn")
    assert "<!" not in shown + slack.posted[0].text
    assert "<https://evil" not in shown
    assert len(aws.texts()) == 1


def test_a_contributor_cannot_leave_the_quotes_of_the_query(night: Night, aws: Aws) -> None:
    value = 'x" or userId like /./ | fields "a\\'
    night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": value}))
    (asked,) = [
        one["queryString"] for one in aws.named("StartQuery") if "or userId like" in one["queryString"]
    ]
    assert 'userId = "x\\" or userId like /./ | fields \\"a\\\\"' in asked


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "Bearer abcdef0123456789",
        "AKIAIOSFODNN7EXAMPLE",
        "xoxb-1234567890-abcdef",
        "password=hunter2hunter2",
        '{"title": "弁護士になる", "description": "5年で"}',
        '{"goal": "痩せたい"}',
        "postgres://admin:hunter2hunter2@db/x",
    ],
)
def test_secrets_and_what_users_want_to_reach_are_hidden(
    secret: str, night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    aws.answers = lambda _text: Rows(({"@message": f"failed with {secret} at 3"},))
    more: dict[str, Any] = {"LogLines": [f"line {secret}"]}
    night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": "somebody-else"}, **more))
    night.send(f"nobody knows {secret}")
    told = "".join(one.text for one in aws.published) + json.dumps(slack.said, ensure_ascii=False)
    for part in (
        "c2lnbmF0dXJl",
        "abcdef0123456789",
        "IOSFODNN7",
        "1234567890-abcdef",
        "hunter2",
        "弁護士",
        "痩せ",
    ):
        assert part not in told
    assert "***" in told


def test_a_user_in_a_line_of_json_becomes_a_pseudonym(night: Night, aws: Aws, slack: FakeSlack) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    lines = ('{"userId": "3f0c9a52-7d1e"}', '{"sourceIp": "203.0.113.9"}')
    aws.answers = lambda _text: Rows(tuple({"@message": line} for line in lines))
    night.send(metric_alarm("duration-critical", night.now))
    text = aws.texts()[0].text
    assert "3f0c9a52" not in text
    assert "203.0.113.9" not in text
    assert "U-" in text
    assert "A-" in text


TEXT: Final = st.text(max_size=400)


@seed(1)
@settings(max_examples=200, deadline=None)
@given(TEXT, st.lists(st.tuples(TEXT, TEXT), max_size=30), st.text(min_size=1, max_size=4000))
def test_any_text_makes_blocks_that_slack_takes(
    title: str, pairs: list[tuple[str, str]], address: str
) -> None:
    rows = tuple((clean(one, 120), clean(other, 120)) for one, other in pairs)
    parts: Parts = (
        Heading("critical", f"{title}!"),
        Paragraph((visible(title), *(visible(one) for one, _ in pairs)), strong=True),
        *(Table(f"{title}?", ("a", "b"), rows) for _ in range(60)),
        Raw(visible(title)),
        Links((Link(title, f"https://example.com/{address}"),) * 5),
    )
    made = blocks(parts)
    assert not wrong_blocks(made, set())
    assert "<!" not in json.dumps(made)
    assert plain(parts)


@seed(2)
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=500), st.integers(3, 60))
def test_cleaning_any_text_leaves_printable_lines_of_a_length(text: str, most: int) -> None:
    line = clean(text, most)
    assert len(line) <= most
    assert not {category(character) for character in line} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    assert len(clean_lines(text, most)) <= most
    assert not set(escape(text)) & {"<", ">"}
    assert width(shorten(text, most)) <= most


def test_columns_count_full_width_characters_twice() -> None:
    assert columns(("名前", "count"), (("保存", "3"), ("save", "12"))) == [
        "名前  count",
        "保存      3",
        "save     12",
    ]


def test_the_last_column_has_the_room_that_the_others_leave() -> None:
    text = "Task timed out after 60.02 seconds in the middle of a call of the model, which had not answered"
    (_, line) = columns(("time", "reason"), (("11/20 03:00:12", text),))
    assert line.endswith("...")
    assert width(line) == MOST_WIDTH
    (_, narrow) = columns(("a", "b", "c", "reason"), (("x" * 40, "y" * 40, "z" * 40, text),))
    assert width(narrow.rpartition("  ")[2]) == MOST_CELLS
