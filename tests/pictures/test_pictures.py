"""Pictures without the browser: pages show what Slack shows, and nothing gets out of its place."""

import json
from html import unescape
from pathlib import Path

import pytest

from tests.pictures.browser import find_browser
from tests.pictures.slack_page import Shown, mail_page, page, to_html
from tests.pictures.subjects import MESSAGES

FILES = sorted(MESSAGES.glob("*.json"))


@pytest.mark.parametrize(
    ("mrkdwn", "html"),
    [
        ("*bold* and _italic_", "<b>bold</b> and <i>italic</i>"),
        ("a*b*c snake_case_name", "a*b*c snake_case_name"),
        ("58 &gt; 55 &amp; more", "58 &gt; 55 &amp; more"),
        ("one\ntwo", "one<br>two"),
        ("```a  b\nc  d```\nafter", "<pre>a  b\nc  d</pre>after"),
        ("<https://example.com/?a=1|label>", '<a href="#">label</a>'),
        ("*<https://example.com|label>*", '<b><a href="#">label</a></b>'),
        ("`code *not bold*`", "<code>code *not bold*</code>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_mrkdwn_is_shown_as_slack_does(mrkdwn: str, html: str) -> None:
    assert to_html(mrkdwn) == html


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_kind_of_message_can_be_drawn_with_all_its_buttons(file: Path) -> None:
    posted = json.loads(file.read_text(encoding="utf-8"))
    html = unescape(page("t", [Shown(one["blocks"]) for one in posted]))
    blocks = [block for one in posted for block in one["blocks"]]
    for block in blocks:
        for element in block.get("elements", ()):
            assert f">{element['text']['text']}</button>" in html
        if block["type"] == "header":
            assert block["text"]["text"] in html


def test_a_block_that_is_not_known_stops_the_picture() -> None:
    with pytest.raises(ValueError, match="a block of the type video is not known"):
        page("t", [Shown([{"type": "video"}])])


def test_a_mail_cannot_bring_html() -> None:
    assert "&lt;b&gt;" in mail_page("t", "<b>")


def test_without_a_browser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="apt install chromium fonts-noto-cjk fonts-noto-color-emoji"):
        find_browser()
