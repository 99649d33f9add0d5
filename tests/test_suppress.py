"""Comments that allow findings, against their cases: ``suppress/<what it shows>.yaml``.

A case is YAML with comments, then one line ``#< CHECK PATH`` a finding that the checks would give, then one
line ``#> ..`` a finding that is left: the given ones as they were, those about comments with line and column.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from monitoring.checks.registry import CHECKS
from monitoring.checks.run import run
from monitoring.document import parse
from monitoring.finding import Finding, dotted, error
from monitoring.load import Loaded, from_document
from monitoring.suppress import CHECK, apply
from tests.support.specs import BASE

FOLDER = Path(__file__).with_name("suppress")
TODAY = date(2026, 11, 23)
NAMES = [check.name for check in CHECKS]


def to_path(text: str) -> tuple[str | int, ...]:
    return tuple(int(index) if index else key for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", text))


def given_in(text: str) -> list[Finding]:
    pairs = re.findall(r"^#< (\S+) (\S+)$", text, re.MULTILINE)
    return [error(check, to_path(path), "found", "correct it") for check, path in pairs]


def render(loaded: Loaded, finding: Finding) -> str:
    if finding.check != CHECK:
        return f"{finding.check} {dotted(finding.path)}"
    place = loaded.document.locate(finding)
    return f"{place.line}:{place.column} {finding.severity.value} {finding.message} => {finding.fix}"


def left_of(text: str) -> list[str]:
    document, problems = parse(text)
    assert not problems
    loaded = Loaded(document, {}, ())
    return [render(loaded, finding) for finding in apply(loaded, given_in(text), TODAY, NAMES)]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_comment_allows_exactly_what_its_case_says(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert left_of(text) == re.findall(r"^#> (.*)$", text, re.MULTILINE)


def test_without_comments_nothing_changes() -> None:
    assert left_of("alarms: {}\n#< missing-runbook alarms\n") == ["missing-runbook alarms"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 11, 23), set()), (date(2027, 2, 1), {"missing-runbook", "suppression-hygiene"})],
)
def test_an_allowed_finding_comes_back_after_its_day(today: date, expected: set[str]) -> None:
    comment = "  # monitoring: allow missing-runbook until 2027-01-31 because the team writes it\n"
    start = "  throttles:\n    title: "
    text = BASE.read_text(encoding="utf-8")
    before, after = text.split(start)
    allowed = before + comment + start + after.replace("    runbook: slow\n", "", 1)
    document, problems = parse(allowed)
    assert not problems
    assert {finding.check for finding in run(from_document(document), today)} == expected
