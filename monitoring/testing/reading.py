"""Test files: from a path to their models, or findings with places that say why not."""

from collections.abc import Iterable
from pathlib import Path as FilePath
from re import compile as regex
from typing import Any, Final, NamedTuple

import msgspec

from monitoring.diagnose import decode, diagnose
from monitoring.document import CHECK as YAML_CHECK
from monitoring.document import Document, read
from monitoring.finding import Finding, error
from monitoring.testing.files import TestFile

MOST_FINDINGS: Final = 100
_TIMES: Final = regex(r"0x\d+")


class ReadFile(NamedTuple):
    """A test file: where everything stands, what it says (None when it cannot be understood), and why not."""

    document: Document
    model: TestFile | None
    findings: tuple[Finding, ...]


def read_test_file(file: str) -> ReadFile:
    """Read one file; every problem is a finding."""
    document, findings = read(file)
    findings = [_for_tests(finding) for finding in findings if not _is_series(document, finding)]
    if document.data is None:
        return ReadFile(document, None, tuple(findings))
    model, problems = _convert(document.data)
    return ReadFile(document, None if findings else model, cut_findings([*findings, *problems]))


def cut_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first hundred, each once; the last of them says when there are more."""
    found = tuple(dict.fromkeys(findings))
    if len(found) <= MOST_FINDINGS:
        return found
    message = "there are more problems, which are not listed"
    return (*found[:MOST_FINDINGS], found[MOST_FINDINGS]._replace(message=message, fix="correct these first"))


def _for_tests(finding: Finding) -> Finding:
    """A finding about the file, with the way out for a file of tests."""
    if finding.message.endswith("is empty, or has only comments"):
        return finding._replace(fix="start with `tests:`; docs/testing.md has an example")
    return finding


def _is_series(document: Document, finding: Finding) -> bool:
    """Whether a finding is about `0x60` in a series: sixty zeros here, whatever YAML readers make of it.

    The value is put back as it is written.
    """
    match finding.path:
        case ("tests", int(), "series", str()) if finding.check == YAML_CHECK:
            place = document.locate(finding)
            written = place.source_line[place.column - 1 :][: place.length]
            if _TIMES.fullmatch(written):
                holder: Any = document.data
                for part in finding.path[:-1]:
                    holder = holder[part]
                holder[finding.path[-1]] = written
                return True
    return False


def _convert(data: object) -> tuple[TestFile | None, list[Finding]]:
    try:
        return msgspec.convert(data, TestFile, dec_hook=decode), []
    except (msgspec.ValidationError, ValueError) as problem:
        found = list(diagnose(data, TestFile, ()))
        return None, found or [error("schema", (), f"the file cannot be read: {problem}", "correct it")]


def find_test_files(paths: Iterable[str]) -> list[str]:
    """The files among some paths: folders stand for the .yaml files in them, and below."""
    found: dict[str, None] = {}
    for path in paths:
        place = FilePath(path)
        inside = sorted(each for each in place.rglob("*.yaml")) if place.is_dir() else [place]
        found |= dict.fromkeys(map(str, inside))
    return list(found)


def why_unreadable(path: str) -> str:
    """Why there is nothing to be read at a path; empty when there is something."""
    try:
        FilePath(path).stat()
    except FileNotFoundError:
        return f"{path} does not exist"
    except (OSError, ValueError) as problem:
        return f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}"
    return ""
