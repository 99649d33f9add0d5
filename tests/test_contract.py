"""The log contract: its format, its errors, its JSON Schema, and what the service says in it."""

import json
from pathlib import Path

import jsonschema
import pytest

from monitoring.contract import SCHEMA_FILE, Contract, contract_schema, decode_contract, read_contract

ROOT = Path(__file__).parents[1]
FILE = ROOT / "service" / "log-contract.json"
SCHEMA = ROOT / SCHEMA_FILE
VARIANT = {"action": "start", "level": "INFO", "fields": {"a.b": {"type": "string", "required": True}}}
CODES = (
    *("VALIDATION_ERROR", "AUTHENTICATION_ERROR", "FORBIDDEN_ERROR", "NOT_FOUND_ERROR"),
    *("QUALITY_ERROR", "DATABASE_ERROR", "INTERNAL_ERROR", "AI_SERVICE_ERROR"),
)


def contract() -> Contract:
    found, findings = read_contract(FILE)
    assert found is not None, findings
    return found


def problems(raw: bytes) -> list[str]:
    found, findings = decode_contract(raw, "c.json")
    assert found is None
    assert {finding.path for finding in findings} == {("log-contract",)}
    return [f"{finding.message} => {finding.fix}" for finding in findings]


def with_variant(**changes: object) -> bytes:
    return json.dumps({"application": {"variants": [VARIANT | changes]}}, indent=1).encode()


def test_the_services_contract_covers_its_three_logs() -> None:
    assert set(contract()) == {"application", "access", "platform"}


def test_the_services_contract_fits_the_schema() -> None:
    jsonschema.validate(json.loads(FILE.read_text(encoding="utf-8")), json.loads(contract_schema()))


def test_the_schema_in_docs_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == contract_schema()


def test_a_request_ends_in_one_of_the_eight_codes() -> None:
    ends = [v for v in contract()["application"].variants if v.action == "subgoal_generation_error"]
    assert [v.fields["error.code"].values for v in ends] == [CODES]


def test_the_word_for_database_errors_stands_on_database_lines_only() -> None:
    named = {
        variant.action
        for variant in contract()["application"].variants
        if "DatabaseError" in variant.fields.get("error.name", variant.fields["timestamp"]).values
    }
    assert named == {"database_read", "database_save"}


def test_failed_requests_say_what_they_cost() -> None:
    ends = [v for v in contract()["application"].variants if v.action == "subgoal_generation_error"]
    assert all(
        v.fields[f"metadata.{name}"].required for v in ends for name in ("tokensUsed", "estimatedCost")
    )


def test_every_application_line_can_name_its_caller() -> None:
    assert all("userId" in variant.fields for variant in contract()["application"].variants)


def test_action_and_level_are_fields_too() -> None:
    first = contract()["application"].variants[0]
    assert first.all_fields["action"].values == ("subgoal_generation_start",)
    assert first.all_fields["level"].values == ("INFO",)
    assert set(first.all_fields) == {"action", "level", *first.fields}


def test_lines_without_an_action_have_no_such_field() -> None:
    assert "action" not in contract()["access"].variants[0].all_fields


def test_what_cloudwatch_finds_itself_is_a_field() -> None:
    assert contract()["platform"].variants[0].fields["@type"].values == ("REPORT",)


def test_all_mistakes_are_named_at_once_with_line_and_column() -> None:
    field = {"type": "str", "requird": True}
    found = problems(with_variant(level="info", fields={"a": field}, note="x"))
    expected = {
        "c.json:6:14": "`info`",
        "c.json:9:15": "`string`, `number`, `integer`, `boolean`",
        "c.json:10:7": "did you mean `required`?",
        "c.json:13:5": "`note`",
    }
    assert {line.partition(": ")[0] for line in found} == set(expected)
    assert all(word in line for line in found for place, word in expected.items() if line.startswith(place))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a":', "c.json:1:6: no JSON: Expecting value => let the service write it again"),
        (b'{"a": \xff}', "c.json: no JSON: byte 6 is not UTF-8 => let the service write it again"),
        (b"", "c.json:1:1: no JSON: Expecting value => let the service write it again"),
    ],
)
def test_a_file_that_is_no_json_is_named(raw: bytes, expected: str) -> None:
    assert problems(raw) == [expected]


def test_a_log_without_lines_is_refused() -> None:
    assert "a log has at least one variant" in problems(b'{"access": {"variants": []}}')[0]


@pytest.mark.parametrize("raw", [b"[]", b"1", b"null", b'{"a": []}', b'{"a": {"variants": {}}}'])
def test_any_other_json_is_refused_without_an_exception(raw: bytes) -> None:
    assert problems(raw)


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    found, findings = read_contract(tmp_path / "none.json")
    assert found is None
    assert "no such file or directory" in findings[0].message
