"""Test files: from a path to their models, or findings with places that say why not."""

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import NamedTuple

import msgspec

from monitoring.diagnose import decode, diagnose
from monitoring.document import Document, read
from monitoring.finding import Finding, error
from monitoring.testing.files import TestFile

MOST_FINDINGS = 100


class ReadFile(NamedTuple):
    """A test file: where everything stands, what it says (None when it cannot be understood), and why not."""

    document: Document
    model: TestFile | None
    findings: tuple[Finding, ...]


def read_test_file(file: str) -> ReadFile:
    """Read one file; every problem is a finding."""
    document, findings = read(file)
    if document.data is None:
        return ReadFile(document, None, tuple(findings))
    model, problems = _convert(document.data)
    return ReadFile(document, None if findings else model, tuple([*findings, *problems][:MOST_FINDINGS]))


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
