"""What users and attackers write into the log does nothing in a report, and nobody's id stands in it."""

import json
from datetime import date

import pytest
from markdown_it import MarkdownIt

from monitoring.commands.local_logs import LocalLogs
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.as_markdown import escape
from monitoring.reports.day import Day, read_day, write_day
from tests.reports.rig.desk import Desk, moment
from tests.reports.rig.service_month import Request, events

MORNING = "2026-11-13T09:00:00+09:00"
HOSTILE = (
    "<script>alert(1)</script> <!channel> <@U0YUKI> | [x](javascript:alert(1)) "
    "``` `a` **b** \u202e\x1b[31m {{7*7}}"
)
OTHER = (
    '{"userId": "victim-user-0004", '
    '"seen": "{\\"userId\\":\\"victim-user-0005\\"}", "by": {"userId": 70071}, '
    "'last': {'userId': 'victim-user-0006'}}"
)
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abcdef"


@pytest.fixture
def mail(desk: Desk) -> str:
    """The report of a day on which somebody wrote such things."""
    at = moment("2026-11-12T12:00")
    made = [
        Request(at, "victim-user-0001", 1, "VALIDATION_ERROR", HOSTILE, 60, 5),
        Request(at + 1, "victim-user-0001", 2, "INTERNAL_ERROR", f"Authorization: Bearer {TOKEN}", 60, 5),
        Request(at + 2, "victim-user-0002", 3, "", "", 9000, 500),
        Request(at + 3, "victim-user-0003", 4, "INTERNAL_ERROR", "no goal of victim-user-0003.", 60, 5),
        Request(at + 4, "victim-user-0003", 5, "INTERNAL_ERROR", OTHER, 60, 5),
    ]
    desk.account.logs = LocalLogs([json.dumps(one).encode() for one in events(iter(made))], "Asia/Tokyo")
    desk.incident("forbidden", "2026-11-12T10:31+09:00", contributor=(("userId", "victim-user-0001"),))
    desk.make("daily", MORNING)
    return desk.mail


def everything(desk: Desk) -> dict[str, str]:
    """All that left the function, and all that it keeps."""
    kept = {path: body.decode() for path, body in desk.account.objects.items() if "reports-bucket" in path}
    return {**kept, "slack": json.dumps(desk.slack.said[-1].blocks), "mail": desk.mail}


def test_nobodys_id_and_no_token_leaves_the_function(mail: str, desk: Desk) -> None:
    assert "Bearer" not in mail
    for place, text in everything(desk).items():
        assert "victim-user" not in text, place
        assert TOKEN not in text, place
        assert "70071" not in text, place
    assert "U-" in mail


def test_ids_in_texts_are_the_pseudonyms_of_their_users(mail: str, desk: Desk) -> None:
    pseudonyms = Pseudonyms(b"a key for tests")
    assert f"no goal of {pseudonyms.of('userId', 'victim-user-0003')}." in mail
    assert f'{{"userId": "{pseudonyms.of("userId", "victim-user-0004")}"' in mail


def test_a_day_that_was_kept_still_hides_its_users(mail: str, desk: Desk) -> None:
    assert "days/2026-11-12.json" in "".join(desk.account.objects)
    desk.make("daily", MORNING)
    assert "no goal of U-" in desk.mail
    assert "victim-user" not in desk.mail


def test_slack_is_not_told_to_ring_anybody(mail: str, desk: Desk) -> None:
    told = everything(desk)["slack"]
    assert "<!channel>" not in told
    assert "<@" not in told


def test_html_shows_markup_as_text(mail: str, desk: Desk) -> None:
    page = desk.account.stored("reports/daily/2026-11-12.html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "javascript:" not in page.replace("[x](javascript:alert(1))", "")
    assert "{{7*7}}" in page
    assert "\u202e" not in page


def test_html_loads_nothing(mail: str, desk: Desk) -> None:
    page = desk.account.stored("reports/daily/2026-11-12.html")
    for loaded in ("<script", "<link", "<img", "<iframe", "src=", "@import", "url("):
        assert loaded not in page, loaded


def test_markdown_shows_markup_as_text(mail: str, desk: Desk) -> None:
    page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(
        desk.account.stored("reports/daily/2026-11-12.md")
    )
    assert "<script" not in page
    assert "<strong>b</strong>" not in page
    assert 'href="javascript' not in page
    assert page.count("<table>") >= 4


@pytest.mark.parametrize(
    "text", ["a|b", "*a*", "_a_", "[a](b)", "<b>", "`a`", "# a", "a\nb", "\\", "&amp;", "~~a~~"]
)
def test_escaped_markdown_reads_as_written(text: str) -> None:
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(escape(text))
    plain = text.replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown == f"<p>{plain}</p>\n"


def test_days_come_back_as_they_were_kept(mail: str, desk: Desk) -> None:
    found = read_day(desk.account.stored("days/2026-11-12.json"))
    assert isinstance(found, Day)
    assert read_day(write_day(found)) == found
    assert found.day == date(2026, 11, 12).isoformat()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version": 99}', '{"version": 1}', "[" * 100_000])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None
