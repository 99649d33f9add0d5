"""Log lines of tests: held against the log contract, filled in, written as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.every_kind import EVERY_KIND
from tests.support.running import run
from tests.support.specs import base_data, merged

LINE = {"action": "subgoal_generation_error", "level": "ERROR", "error.code": "FORBIDDEN_ERROR"}
PHYSICAL = "/aws/lambda/subgoal-generation-api-production"


def tried(
    folder: Path, entry: dict[str, Any], lines: dict[str, Any] | None = None
) -> list[tuple[str, str, str]]:
    """Check, place and message of what is wrong with a log entry of the shipped monitoring.yaml."""
    test = {"name": "lines", "logs": [{"at": "1 m", **entry}], "expect": [{"at": "5 m", "incidents": {}}]}
    (folder / "t.yaml").write_text(json.dumps({"lines": lines or {}, "tests": [test]}), encoding="utf-8")
    ran = run("test", str(folder / "t.yaml"), "--format", "json")
    (file,) = json.loads(ran.out)["files"]
    return [(found["check"], found["path"], found["message"]) for found in file["findings"]]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"line": LINE}, []),
        ({"line": {"error": {"code": "FORBIDDEN_ERROR", "message": "anything"}}}, []),
        ({"line": {"requestId": "{n}", "error.code": "{n}"}}, []),
        (
            {"line": {"error.cod": "X"}},
            [("unlogged-field", "line.error.cod", "lines of `application` have no field `error.cod`")],
        ),
        (
            {"line": {"error": {"kode": 1}}},
            [("unlogged-field", "line.error.kode", "lines of `application` have no field `error.kode`")],
        ),
        (
            {"line": {"action": "subgoal_generated"}},
            [("unlogged-value", "line.action", "`action` of `application` is never `subgoal_generated`")],
        ),
        ({"line": {"error.code": "FORBIDDEN"}}, [("unlogged-value", "line.error.code", "`error.code` of")]),
        ({"log": "access", "line": {"status": 401, "sourceIp": "203.0.113.x"}}, []),
        (
            {"log": "access", "line": LINE},
            [("unlogged-field", "line.action", "lines of `access` have no")] * 3,
        ),
        ({"log": "health", "line": {"whatever": 1}}, []),
    ],
)
def test_lines_fit_the_log_contract(
    tmp_path: Path, entry: dict[str, Any], found: list[tuple[str, str, str]]
) -> None:
    findings = tried(tmp_path, entry)
    assert len(findings) == len(found)
    for (check, path, message), (wanted, place, words) in zip(findings[:1], found[:1], strict=True):
        assert (check, path) == (wanted, f"tests[0].logs[0].{place}")
        assert message.startswith(words)


def test_a_named_line_is_blamed_where_it_stands_and_once(tmp_path: Path) -> None:
    lines = {"wrong": {**LINE, "user": "u"}}
    found = tried(tmp_path, {"like": ["wrong", "wrong"]}, lines)
    assert found == [("unlogged-field", "lines.wrong.user", "lines of `application` have no field `user`")]


def rows_of(folder: Path, entries: list[dict[str, Any]], lines: dict[str, Any]) -> int:
    rows = [
        {"userId": "user-1", "count": 2},
        {"userId": "user-2", "count": 1},
    ]
    look = {"at": "10 m", "queries": {"forbidden-requests": rows}}
    test = {"name": "rows", "logs": entries, "expect": [look]}
    (folder / "t.yaml").write_text(json.dumps({"lines": lines, "tests": [test]}), encoding="utf-8")
    return run("test", str(folder / "t.yaml")).code


@pytest.mark.parametrize(
    "entry",
    [
        {"every": "1 m", "until": "3 m", "like": "refused"},
        {"times": 3, "until": "9 m", "like": ["refused"]},
        {"at": "1 m", "times": 3, "line": {**LINE, "userId": "user-{n%2}"}},
        {"at": ["1 m", "09:02", "2026-01-05T09:03+09:00"], "like": "refused"},
        {"every": "1 m", "times": 3, "until": "9 m", "like": "refused"},
        {"from": "2 m", "every": "90 s", "until": "6 m", "like": "refused", "line": {"requestId": "{n}"}},
    ],
)
def test_times_and_counters_of_lines(tmp_path: Path, entry: dict[str, Any]) -> None:
    lines = {"refused": {**LINE, "userId": "user-{n%2}"}}
    assert rows_of(tmp_path, [entry], lines) == 0


def test_lines_of_a_file(tmp_path: Path) -> None:
    error = {"error": {"code": "FORBIDDEN_ERROR"}}
    at = 1_767_571_260_000
    events = [
        {"timestamp": at, "message": json.dumps({**error, "userId": "user-1"}), "log": "application"},
        {"timestamp": at, "message": json.dumps({**error, "userId": "user-2"}), "logStream": "s"},
        {"timestamp": at, "message": json.dumps({**error, "userId": "user-3"}), "log": "health"},
    ]
    raw = json.dumps({**error, "userId": "user-1"})
    text = "\n".join([*map(json.dumps, events), "", raw])
    (tmp_path / "log.ndjson").write_text(text, encoding="utf-8")
    assert rows_of(tmp_path, [{"file": "log.ndjson"}], {}) == 0
    assert rows_of(tmp_path, [{"file": "log.ndjson", "log": "health"}], {}) == 1


def test_a_file_is_read_to_the_letter(tmp_path: Path) -> None:
    """Only a line feed ends a line, and a log may be called as AWS calls it."""
    where = {"user-1": ["application", PHYSICAL], "user-2": [""]}
    events = [
        {"timestamp": 1_767_571_260_000, "message": refused_message(user), "log": log}
        for user, logs in where.items()
        for log in logs
    ]
    text = "\n".join(json.dumps(each, ensure_ascii=False) for each in events)
    (tmp_path / "log.ndjson").write_text(text, encoding="utf-8")
    assert rows_of(tmp_path, [{"file": "log.ndjson"}], {}) == 0


def refused_message(user: str) -> str:
    error = {"code": "FORBIDDEN_ERROR", "message": "a\u2028b\x85c"}
    return json.dumps({"error": error, "userId": user}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"error": {"code": "FORBIDDEN_ERROR", "message": "anything"}}, []),
        ({"error": {"kode": 1}}, ["lines of `application` have no field `error.kode`"]),
        ({"action": "subgoal_generated"}, ["`action` of `application` is never `subgoal_generated`"]),
        ({"_aws": {}, "anything": 1}, []),
        ("not JSON", []),
        ([1], []),
    ],
)
def test_files_and_texts_fit_the_log_contract(tmp_path: Path, message: object, found: list[str]) -> None:
    text = message if isinstance(message, str) else json.dumps(message)
    event = json.dumps({"timestamp": 1_767_571_260_000, "message": text})
    (tmp_path / "log.ndjson").write_text(f"raw\n{event}\n", encoding="utf-8")
    assert [words for _, _, words in tried(tmp_path, {"text": text})] == found
    in_file = [f"log.ndjson:2: {words}" for words in found]
    assert [words for _, _, words in tried(tmp_path, {"file": "log.ndjson"})] == in_file


def test_twenty_thousand_events_are_the_most_in_a_test(tmp_path: Path) -> None:
    said = [("schema", "tests[0].logs[0]", "more than 20,000 log events in one test")]
    (tmp_path / "log.ndjson").write_text("x\n" * 20_001, encoding="utf-8")
    assert tried(tmp_path, {"file": "log.ndjson"}) == said
    assert tried(tmp_path, {"text": "x", "like": ["a", "b"], "times": 6_667}, {"a": {}, "b": {}}) == said
    (tmp_path / "log.ndjson").write_text("x\n\n" * 20_000, encoding="utf-8")
    assert tried(tmp_path, {"file": "log.ndjson", "log": "gone"})[0][2] == "there is no log `gone`"


def test_a_text_without_end_is_no_line_of_the_contract(tmp_path: Path) -> None:
    for text in ('{"a":' * 100_000, '{"a":' * 400 + "1" + "}" * 400):
        assert tried(tmp_path, {"text": text}) == []


def test_doubts_are_counted_or_shown(tmp_path: Path) -> None:
    quoted = {"metrics": {"database-errors": {"matching": '{ $.a = "500" }'}}}
    data = merged(merged(base_data(), EVERY_KIND), quoted)
    (tmp_path / "monitoring.json").write_text(json.dumps(data), encoding="utf-8")
    entry = {"at": "1 m", "times": 5, "line": {"a": 500}}
    test = {"name": "doubtful", "logs": [entry], "expect": [{"at": "5 m", "matches": {"database-errors": 5}}]}
    (tmp_path / "t.yaml").write_text(json.dumps({"tests": [test]}), encoding="utf-8")
    words = ["test", str(tmp_path), "--file", str(tmp_path / "monitoring.json")]
    plain = run(*words)
    assert plain.code == 0
    assert plain.out.endswith("AWS leaves open 1 thing that these results rest on; --doubts shows them\n")
    shown = run(*words, "--doubts").out
    assert "AWS does not say whether a quoted text equals a number" in shown
    assert shown.endswith(" (1 test)\n")


def test_what_metric_math_rests_on_is_a_doubt(tmp_path: Path) -> None:
    spread = {"math": "STDDEV([errors, calls])", "with": {"errors": "failures", "calls": "requests"}}
    data = merged(merged(base_data(), EVERY_KIND), {"metrics": {"spread": spread}})
    (tmp_path / "monitoring.json").write_text(json.dumps(data), encoding="utf-8")
    look = {"at": "5 m", "metrics": {"spread": 4}}
    test = {"name": "doubtful", "series": {"failures": "2x5", "requests": "10x5"}, "expect": [look]}
    (tmp_path / "t.yaml").write_text(json.dumps({"tests": [test]}), encoding="utf-8")
    ran = run("test", str(tmp_path), "--file", str(tmp_path / "monitoring.json"), "--doubts")
    assert "STDDEV([errors, calls]): AWS does not say" in ran.out
