"""Findings as SARIF 2.1.0."""

import json
from pathlib import Path
from typing import Any

import jsonschema

from monitoring.commands.rules import sarif_rules
from monitoring.document import Document, parse
from monitoring.finding import Finding, error
from monitoring.output import sarif

SOURCE = "alarms:\n  duration:\n    warning: {above: 61 s}\n"
ABOVE = ("alarms", "duration", "warning", "above")


def document(file: str = "monitoring.yaml") -> Document:
    return parse(SOURCE, file)[0]


def unreachable() -> Finding:
    return error("unreachable-threshold", ABOVE, "it ends at 58 s", "lower it below 58 s")


# What OASIS requires of the parts that we write, no other keys allowed.
TEXT = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string"}},
}
HELP = {**TEXT, "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}}}
COUNT = {"type": "integer", "minimum": 1}


def closed(required: list[str], **properties: object) -> dict[str, object]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


TEXT = closed(["text"], text={"type": "string"})
HELP = closed(["text"], text={"type": "string"}, markdown={"type": "string"})
RULE = closed(["id"], id={"type": "string"}, shortDescription=TEXT, help=HELP)
DRIVER = closed(
    ["name"],
    name={"type": "string"},
    version={"type": "string"},
    rules={"type": "array", "uniqueItems": True, "items": RULE},
)
REGION = closed(["startLine"], startLine=COUNT, startColumn=COUNT, endColumn=COUNT)
ARTIFACT = closed(["uri"], uri={"type": "string", "format": "uri-reference", "pattern": r"^[!-~]+$"})
PHYSICAL = closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION)
LOCATION = closed([], physicalLocation=PHYSICAL)
RESULT = closed(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    message=TEXT,
    locations={"type": "array", "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
)
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
SARIF = closed(
    ["version", "runs"],
    **{"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN}},
)


def sarif_of(finding: Finding, file: str = "monitoring.yaml") -> Any:
    log = json.loads(sarif.render(document(file=file), [finding], sarif_rules()))
    jsonschema.validate(log, SARIF)
    return log["runs"][0]


def test_a_sarif_result_points_at_its_rule_and_range() -> None:
    run = sarif_of(error("schema", ABOVE, "m", "f"))
    (result,) = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "schema"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "monitoring.yaml"},
        "region": {"startLine": 3, "startColumn": 22, "endColumn": 26},
    }


def test_sarif_survives_an_unknown_check_and_strange_file_names() -> None:
    run = sarif_of(error("from-the-future", ABOVE, "\udcff", "f"), file="設定 %.yaml")
    (result,) = run["results"]
    assert "ruleIndex" not in result
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%E8%A8%AD%E5%AE%9A%20%25.yaml"


def test_sarif_names_a_file_outside_by_its_address(tmp_path: Path) -> None:
    run = sarif_of(unreachable(), file=str(tmp_path / "monitoring.yaml"))
    assert '"uri": "file:///' in json.dumps(run)


def test_a_sarif_fingerprint_survives_lines_that_move() -> None:
    moved = parse("# a comment\n" + SOURCE)[0]
    both = [json.loads(sarif.render(each, [unreachable()], [])) for each in (document(), moved)]
    prints = [log["runs"][0]["results"][0]["partialFingerprints"] for log in both]
    assert prints[0] == prints[1]
