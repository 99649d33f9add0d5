"""Two doors, one report: the function over CloudWatch, and the command over a file of the same lines."""

from re import MULTILINE, split, sub

import pytest

from monitoring.cli import main
from tests.oncall.rig.night import SECRET
from tests.reports.rig.account import DAYS, FIRST
from tests.reports.rig.desk import Desk
from tests.reports.rig.kinds import KINDS
from tests.reports.rig.service_month import write
from tests.support.shipped import FILE

SAME = {
    "daily": {
        "主な数値",
        "時間帯別のリクエスト数",
        "エラーコード別の件数",
        "2026年11月のコスト",
        "エラーログ",
    },
    "weekly": {"主な数値", "日別のリクエスト数", "失敗率の推移", "トークン使用量の予測", "利用者の増え方"},
    "monthly": {"主な数値", "日別の処理時間（成功のp95）", "来月のコスト予測", "コストの推移"},
}
"""Of the sections that the log alone tells, some that must be in both."""
NEEDS_AWS = {
    *("最初に見るところ", "作れなかった部分"),
    *("昨日のアラート", "アラート履歴", "セキュリティの要調査"),
    *("処理時間の推移", "同時実行数の推移", "ACUの推移"),
}
"""Incidents, states of alarms and metrics of Lambda and RDS are in no log."""


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The lines that the account's log has."""
    file = tmp_path_factory.mktemp("logs") / "events.ndjson"
    with file.open("wb") as out:
        write(out, FIRST, DAYS)
    return str(file)


@pytest.mark.parametrize(
    ("name", "day"), [("daily", "2026-11-12"), ("weekly", "2026-11-18"), ("monthly", "2026-11-30")]
)
def test_the_command_says_what_the_function_says(
    name: str, day: str, logs: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.keeps_logs_for(days=90)
    desk.account.secrets[SECRET] = '{"bot_token": "", "pseudonym_key": "monitoring report"}'
    desk.make(name, KINDS[name].at)
    there = _sections(desk.account.stored(f"reports/{name}/{KINDS[name].period}.md"))
    capsys.readouterr()
    words = ["report", name, "--logs", logs, "--day", day, "--format", "markdown"]
    assert main([*words, "--environment", "production", "--file", str(FILE)]) == 0
    here = _sections(capsys.readouterr().out)
    compared = here.keys() - NEEDS_AWS
    assert compared >= SAME[name]
    assert {head: here[head] for head in compared} == {head: there.get(head) for head in compared}
    assert there.keys() - here.keys() == set()


def _sections(page: str) -> dict[str, str]:
    """Texts by heading, without links: addresses in parameters are not known on a desk."""
    found = split("^## (.*)$", page.rpartition("\n\n")[0], flags=MULTILINE)[1:]
    texts = (sub(r"( · )?\[[^\]]*\]\(<[^>]*>\)", "", text).strip() for text in found[1::2])
    return dict(zip(found[::2], texts, strict=True))
