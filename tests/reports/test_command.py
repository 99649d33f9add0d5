"""`monitoring report` over files of log events."""

import json
from datetime import date
from pathlib import Path

import pytest

from monitoring.cli import main
from tests.reports.rig.desk import moment
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
    ("daily", "--logs", "nowhere.ndjson"): "the log file nowhere.ndjson cannot be read: No such file",
    ("daily", "--logs", "FOLDER"): "cannot be read: Is a directory",
    ("dayly", "--logs", "LOGS"): "there is no report `dayly`; did you mean `daily`?",
    ("daily", "--logs", "LOGS", "--day", "2026-13-01"): "`2026-13-01` is no day; write it like 2026-11-20",
    ("daily", "--logs", "LOGS", "--day", "2025-01-01"): "the logs have nothing of 2025-01-01; they go from "
    "2026-11-01 to 2026-11-21: choose a --day among these, or name more files with --logs",
    ("weekly", "--logs", "LOGS", "--day", "2027-01-01"): "the logs have nothing of the week of 2027-01-01",
    ("monthly", "--logs", "LOGS", "--day", "9999-12-31"): "the logs have nothing of the month of 9999-12-31",
    ("monthly", "--logs", "LOGS", "--day", "0001-01-01"): "the logs have nothing of the month of 0001-01-01",
    ("daily", "--logs", "EMPTY"): "there is not a line in EMPTY; name a file with log events",
    (
        "daily",
        "--logs",
        "UNTIMED",
    ): "no line of UNTIMED is a log event with its time; a report needs one a line",
    ("daily", "--logs", "LOGS", "--format", "pdf"): "`pdf` is not known here",
    (
        "daily",
        "--logs",
        "LOGS",
        "--output",
        "LOGS",
    ): "cannot be written into LOGS: it is a file; name another",
    ("daily", "--logs", "LOGS", "--output", "LOGS/x"): "cannot be written into LOGS/x: Not a directory; name",
    ("daily", "--logs", "LOGS", "--output", "/proc/x"): "cannot be written into /proc/x: No such file",
}
UNTIMED = (
    b"""\xff
[[
null
{"timestamp": "x"}
{"timestamp": 99999999999999999999}
{"timestamp": -1, "message": "before 1970"}
{"timestamp": 253370764800000, "message": "at the end of the calendar"}
raw text
"""
    + b"[" * 100_000
)


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_use_is_named(
    words: tuple[str, ...], logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"LOGS": logs, "FOLDER": str(tmp_path)}
    for name, content in {"EMPTY": b"\n \n", "UNTIMED": UNTIMED}.items():
        (tmp_path / name).write_bytes(content)
        places[name] = str(tmp_path / name)
    given = [words[0], *(_placed(word, places) for word in words[1:])]
    assert main(["report", *given, *PRODUCTION]) == 2
    found = capsys.readouterr()
    assert _placed(WRONG[words], places) in found.err
    assert found.out == ""
    assert "Traceback" not in found.err


def test_lines_that_do_not_count_are_said_and_the_others_told(
    logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "odd.ndjson"
    odd.write_bytes(UNTIMED)
    whole = printed(capsys, "daily", "--logs", logs, "--day", "2026-11-12")
    words = ["daily", "--logs", logs, "--logs", str(odd), "--day", "2026-11-12"]
    assert main(["report", *words, *PRODUCTION]) == 0
    found = capsys.readouterr()
    assert found.out == whole
    count = len(Path(logs).read_bytes().splitlines()) + 9
    assert f"warning: 9 of {count:,} lines have no time and are left out: an event is" in found.err


def test_a_byte_order_mark_hides_no_event(
    logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked = tmp_path / "marked.ndjson"
    marked.write_bytes(b"\xef\xbb\xbf" + Path(logs).read_bytes())
    whole = printed(capsys, "daily", "--logs", logs)
    assert printed(capsys, "daily", "--logs", str(marked)) == whole


def test_a_day_that_the_logs_do_not_have_to_its_end_is_said(
    logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = tmp_path / "part.ndjson"
    part.write_bytes(b"\n".join(Path(logs).read_bytes().splitlines()[:3000]))
    words = ["report", "weekly", "--logs", str(part), *PRODUCTION, "--day"]
    assert main([*words, "2026-11-18"]) == 0
    assert "the logs end on 2026-11-18 at 15:24: that day is told up to then" in capsys.readouterr().err
    assert main([*words, "2026-11-11"]) == 0
    assert capsys.readouterr().err == ""


def test_a_day_between_others_without_a_line_had_no_requests(
    logs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holed = tmp_path / "holed.ndjson"
    begins, ends = moment("2026-11-12T00:00"), moment("2026-11-13T00:00")
    lines = Path(logs).read_bytes().splitlines()
    kept = (line for line in lines if not begins <= json.loads(line)["timestamp"] < ends)
    holed.write_bytes(b"\n".join(kept))
    text = printed(capsys, "daily", "--logs", str(holed), "--day", "2026-11-12")
    assert "リクエストが1件もありませんでした" in text
    assert "-100%（前日 47）" in text


def _placed(word: str, places: dict[str, str]) -> str:
    for name, place in places.items():
        word = word.replace(name, place)
    return word
