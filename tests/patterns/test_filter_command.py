"""`monitoring filter`: what it prints, and how it ends."""

import io
import json
from pathlib import Path

import pytest

from monitoring.cli import main

Capture = pytest.CaptureFixture[str]
EVENTS = """\
{"timestamp": 1700000000000, "message": "[ERROR 400] BAD REQUEST"}
[ERROR 419] MISSING ARGUMENTS
{"timestamp": 1700000000001, "message": "{\\"latency\\": 50, \\"code\\": \\"404\\"}", "logStream": "s"}
"""


@pytest.fixture
def logs(tmp_path: Path) -> str:
    file = tmp_path / "events.ndjson"
    file.write_text(EVENTS, encoding="utf-8")
    return str(file)


def test_matching_events_are_printed_with_their_times(logs: str, capsys: Capture) -> None:
    assert main(["filter", "ERROR", "--logs", logs]) == 0
    out = capsys.readouterr().out
    assert out == "2023-11-14T22:13:20.000Z  [ERROR 400] BAD REQUEST\n[ERROR 419] MISSING ARGUMENTS\n"


def test_json_has_events_and_warnings(logs: str, capsys: Capture) -> None:
    assert main(["filter", "{ $.latency > 1 }", "--logs", logs, "--format", "json"]) == 0
    event = {
        "timestamp": 1700000000001,
        "message": '{"latency": 50, "code": "404"}',
        "logStream": "s",
    }
    assert json.loads(capsys.readouterr().out) == {"events": [event], "warnings": []}


@pytest.mark.parametrize(("pattern", "expected"), [("nothing", 0), ("ERROR", 2), ("", 3)])
def test_json_is_whole_for_any_number_of_events(
    logs: str, capsys: Capture, pattern: str, expected: int
) -> None:
    assert main(["filter", pattern, "--logs", logs, "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["events"]) == expected


def test_the_metric_of_each_event_is_shown(logs: str, capsys: Capture) -> None:
    words = [
        "filter",
        "{ $.code = 404 }",
        "--logs",
        logs,
        "--metric-value",
        "$.latency",
        "--dimension",
        "code=$.code",
    ]
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("2023-11-14T22:13:20.001Z  50  code=404  {")
    assert main([*words, "--format", "json"]) == 0
    (event,) = json.loads(capsys.readouterr().out)["events"]
    assert (event["value"], event["dimensions"]) == (50, {"code": "404"})


def test_standard_input_is_read(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(EVENTS.encode())))
    assert main(["filter", "--logs", "-", "--", "-ERROR"]) == 0
    assert capsys.readouterr().out == '2023-11-14T22:13:20.001Z  {"latency": 50, "code": "404"}\n'


def test_doubts_and_notes_are_warnings(logs: str, capsys: Capture) -> None:
    assert main(["filter", "{ $.code > 1 }", "--logs", logs]) == 0
    said = "AWS does not say whether a text that reads as a number is compared as one (events: 1)"
    assert capsys.readouterr().err == f"monitoring: warning: {said}\n"
    assert main(["filter", "?one two", "--logs", logs, "--format", "json"]) == 0
    (warning,) = json.loads(capsys.readouterr().out)["warnings"]
    assert warning.startswith("this optional term has no effect")


def test_a_mistake_is_shown_with_carets(logs: str, capsys: Capture) -> None:
    assert main(["filter", "{ $.code == 1 }", "--logs", logs]) == 1
    assert capsys.readouterr().err == (
        "monitoring filter: there is no comparison `==`\n"
        "  { $.code == 1 }\n"
        "           ^^\n"
        "  fix: write one of = != < > <= >=; `%..%` is a regular expression\n"
    )


def test_a_wrong_metric_value_is_shown_itself(logs: str, capsys: Capture) -> None:
    assert main(["filter", "[a, b]", "--logs", logs, "--metric-value", "$c"]) == 1
    assert "\n  $c\n  ^^\n  fix: take one of $a, $b\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x", "--logs", "nowhere.ndjson"], "the log file nowhere.ndjson cannot be read: No such file"),
        (["x", "--logs", "."], "the log file . cannot be read: Is a directory"),
        (
            ["x", "--logs", "-", "--dimension", "code"],
            "`code` is no dimension; write it like code=$.error.code",
        ),
        (["x"], "the following arguments are required: --logs"),
    ],
)
def test_wrong_use_gives_2(words: list[str], said: str, capsys: Capture) -> None:
    assert main(["filter", *words]) == 2
    assert said in capsys.readouterr().err


def test_what_a_terminal_would_obey_is_written_out(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "raw.log"
    file.write_bytes(b"ERROR \x1b[31mred\n")
    assert main(["filter", "ERROR", "--logs", str(file)]) == 0
    assert capsys.readouterr().out == "ERROR \\x1b[31mred\n"
