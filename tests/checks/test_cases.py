"""Every check against its cases: each a change of base.yaml, followed by exactly the findings it gives.

A case is ``cases/<check>/<what it shows>.yaml``: a mapping put over base.yaml (null removes a key), then one
comment line ``#> SEVERITY PATH: MESSAGE => FIX`` a finding, in the order of the file. Without such a line the
check must be silent.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.checks.registry import CHECKS, Check
from monitoring.checks.run import find, in_order
from monitoring.explain.page import Page, read_page
from monitoring.explain.reading import PAGES
from monitoring.finding import Finding, dotted
from tests.support.specs import loaded

FOLDER = Path(__file__).with_name("cases")
CASES = sorted(FOLDER.glob("*/*.yaml"))
BY_NAME = {check.name: check for check in CHECKS}
EXPECTED = "#> "


def render(finding: Finding) -> str:
    """A finding as one line of a case."""
    return f"{finding.severity.value} {dotted(finding.path)}: {finding.message} => {finding.fix}"


def findings_of(name: str, changes: dict[str, Any]) -> list[str]:
    """What one check says of the changed base; what reading it says, when that is the check's name."""
    result = loaded(changes)
    reading = [finding for finding in result.findings if finding.check == name]
    if name not in BY_NAME:
        return list(map(render, reading))
    assert not result.findings, [render(finding) for finding in result.findings]
    return [render(finding) for finding in in_order(result, find(result, [BY_NAME[name]]))]


def expected_in(text: str) -> list[str]:
    return [line.removeprefix(EXPECTED) for line in text.splitlines() if line.startswith(EXPECTED)]


def page_of(check: Check) -> Page:
    return read_page(check.name, check.page)


@pytest.mark.parametrize("file", CASES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_check_finds_exactly_what_its_case_says(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert findings_of(file.parent.name, yaml.safe_load(text) or {}) == expected_in(text)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_has_a_case_that_fires_and_one_that_stays_silent(check: Check) -> None:
    texts = [file.read_text(encoding="utf-8") for file in CASES if file.parent.name == check.name]
    assert any(map(expected_in, texts)), "no case fires"
    assert not all(map(expected_in, texts)), "no case stays silent"


def test_every_folder_of_cases_belongs_to_a_check() -> None:
    assert {file.parent.name for file in CASES} <= {*BY_NAME, *PAGES}


def test_the_base_has_no_findings() -> None:
    base = loaded()
    assert [render(finding) for finding in (*base.findings, *find(base))] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_page_is_complete(check: Check) -> None:
    assert page_of(check).missing == ()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_examples_of_a_page_are_right(check: Check) -> None:
    page = page_of(check)
    bad = findings_of(check.name, yaml.safe_load(page.bad))
    assert bad, "the bad example is clean"
    assert not set(bad) & set(findings_of(check.name, yaml.safe_load(page.good)))
