"""The telemetry models, the log contract that is written from them, and the schema that lines are held to."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from service.subgoals import contract
from service.subgoals.contract import FILE, SCHEMA_FILE, build_contract, line_schema, main, render
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.service import Service, event

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
START = {
    "timestamp": "2026-12-01T00:00:00.000Z",
    "requestId": "r",
    "userId": "u",
    "level": "INFO",
    "action": "subgoal_generation_start",
}


def test_the_files_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "{}"])
def test_a_schema_that_is_missing_or_old_is_named_and_written(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / SCHEMA_FILE.name
    if content is not None:
        copy.write_text(content, encoding="utf-8")
    monkeypatch.setattr(contract, "FILE", tmp_path / FILE.name)
    monkeypatch.setattr(contract, "SCHEMA_FILE", copy)
    assert main(["--check"]) == 1
    assert f"{copy.name} is not up to date: run python -m" in capsys.readouterr().err
    assert main([]) == main(["--check"]) == 0
    assert copy.read_text(encoding="utf-8") == SCHEMA_FILE.read_text(encoding="utf-8")


def test_the_file_is_json_of_the_contract() -> None:
    assert (
        json.loads(render(build_contract()))
        == build_contract()
        == json.loads(FILE.read_text(encoding="utf-8"))
    )


def test_the_schema_is_a_schema_of_the_models() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert line_schema() == SCHEMA


def test_a_line_of_the_models_is_valid() -> None:
    jsonschema.validate(START, SCHEMA)
    jsonschema.validate(START | {"metadata": {"goalId": "g"}}, SCHEMA)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "TOEIC"},
        {"level": "WARN"},
        {"action": "something_else"},
        {"metadata": {}},
        {"metadata": {"goalId": "g", "title": "TOEIC"}},
        {"error": {"message": "x"}},
        {"userId": None},
    ],
)
def test_a_field_more_or_other_is_not(changes: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(START | changes, SCHEMA)


def test_the_word_of_database_lines_is_on_no_other() -> None:
    for variant in build_contract()["application"]["variants"]:
        database = variant.get("action", "").startswith("database_") and variant["level"] == "ERROR"
        assert ("DatabaseError" in str(variant["fields"])) is database


def written(service: Service) -> list[dict[str, Any]]:
    """Lines of a success, of an error of the caller's, and of one whose caller is unknown."""
    replies = [service.generate(), service.send("{"), service.call(event("{}", None))]
    return [json.loads(line) for reply in replies for line in reply.written.text.splitlines()]


def test_every_line_that_is_written_is_valid(service: Service, bedrock: Bedrock) -> None:
    for line in written(service):
        jsonschema.validate(line, SCHEMA)
