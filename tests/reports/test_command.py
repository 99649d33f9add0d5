"""`monitoring report` over files of log events."""

import json
from datetime import date
from pathlib import Path

import pytest

from monitoring.cli import main
from tests.reports.rig.service_month import write
from tests.support.shipped import FILE

PRODUCTION = ("--environment", "production", "--file", str(FILE))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Three weeks of the service's log."""
    file = tmp_path_factory.mktemp("logs") / "events.ndjson"
    with file.open("wb") as out:
        write(out, date(2026, 11, 1), 21)
    return str(file)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints when all is well."""
    code = main(["report", *words, *PRODUCTION])
    found = capsys.readouterr()
    assert (code, found.err) == (0, "")
    return found.out


def test_a_day_is_told_as_in_mail(logs: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "daily", "--logs", logs, "--day", "2026-11-12")
    assert "リクエスト              53            +13%（前日 47）" in text
    assert "失敗率（サービス側）    13.2%（7件）" in text


def test_what_needs_aws_is_missing_by_name(logs: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "weekly", "--logs", logs)
    missing = text.partition("■ 作れなかった部分\n")[2].partition("\n\n")[0].splitlines()
    assert missing == [
        "  ! アラート履歴: ありません（AWSが必要です）",
        "  ! アラームの状態: ありません（AWSが必要です）",
        "  ! 処理時間の推移: ありません（AWSが必要です）",
    ]


@pytest.mark.parametrize(
    ("name", "shown"), [("daily", "2026-11-21"), ("weekly", "2026-11-09"), ("monthly", "2026-11-01")]
)
def test_without_a_day_the_last_whole_period_is_told(
    name: str, shown: str, logs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(printed(capsys, name, "--logs", logs, "--format", "json"))
    assert found["period"]["first"] == shown


def test_json_has_the_figures(logs: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(printed(capsys, "daily", "--logs", logs, "--day", "2026-11-12", "--format", "json"))
    assert found["totals"]["succeeded"] == 45
    assert found["totals"]["codes"] == {"AI_SERVICE_ERROR": 6, "QUALITY_ERROR": 1, "VALIDATION_ERROR": 1}
    assert found["before"]["requests"] == 47


def test_a_language_can_be_chosen(logs: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "daily", "--logs", logs, "--locale", "en", "--format", "markdown")
    assert text.startswith("# Daily report \\| Sub-goal generation API (production)\n")


def test_a_folder_gets_every_format(logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "reports"
    words = ["report", "daily", "--logs", logs, "--day", "2026-11-12", "--output", str(folder), *PRODUCTION]
    assert main(words) == 0
    names = sorted(file.name for file in folder.iterdir())
    assert names == [f"daily-2026-11-12.{end}" for end in ("html", "json", "md", "txt")]
    assert "<svg" in (folder / "daily-2026-11-12.html").read_text("utf-8")
    assert capsys.readouterr().out == ""


WRONG = {
    ("daily", "--logs", "nowhere.ndjson"): "the log file nowhere.ndjson cannot be read",
    ("dayly", "--logs", "LOGS"): "there is no report `dayly`; did you mean `daily`?",
    ("daily", "--logs", "LOGS", "--day", "2026-13-01"): "`2026-13-01` is no day; write it like 2026-11-20",
    ("daily", "--logs", "LOGS", "--day", "2025-01-01"): "the logs have nothing of 2025-01-01",
    ("daily", "--logs", "EMPTY"): "no line of the log files has a time",
    ("daily", "--logs", "LOGS", "--format", "pdf"): "`pdf` is not known here",
    ("daily", "--logs", "LOGS", "--output", "LOGS"): "the report cannot be written",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_use_is_named(
    words: tuple[str, ...], logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.ndjson"
    empty.write_bytes(b'\xff\n[[\nnull\n{"timestamp": "x"}\n{"timestamp": 99999999999999999999}\nraw text\n')
    given = [{"LOGS": logs, "EMPTY": str(empty)}.get(word, word) for word in words]
    assert main(["report", *given, *PRODUCTION]) == 2
    assert WRONG[words] in capsys.readouterr().err


def test_odd_lines_among_the_others_are_left_out(
    logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "odd.ndjson"
    odd.write_bytes(b'\xff\xfe\n[[\n{"timestamp": 5e400}\n{}\n{"timestamp": true, "message": 3}\n')
    whole = printed(capsys, "daily", "--logs", logs, "--day", "2026-11-12")
    assert printed(capsys, "daily", "--logs", logs, "--logs", str(odd), "--day", "2026-11-12") == whole
