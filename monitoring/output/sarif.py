"""Findings as SARIF 2.1.0, which code scanning services read."""

from collections.abc import Iterable, Sequence
from pathlib import Path as FilePath
from typing import Final, NamedTuple
from urllib.parse import quote

from monitoring import __version__
from monitoring.document import Document
from monitoring.finding import Finding, Severity, dotted
from monitoring.output.as_json import speakable, to_text
from monitoring.output.located import Located, locate_all, relative_name

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


class Rule(NamedTuple):
    """A check as code scanning lists it: its summary in one line, and its page in Markdown."""

    name: str
    summary: str
    page: str


def render(document: Document, findings: Iterable[Finding], rules: Sequence[Rule]) -> str:
    """One run with its rules and results, sorted by place."""
    numbers = {rule.name: number for number, rule in enumerate(rules)}
    results = [_result(document, located, numbers) for located in locate_all(document, findings)]
    driver = {"name": "monitoring", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return to_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
    }


def _result(document: Document, located: Located, numbers: dict[str, int]) -> dict[str, object]:
    finding, place = located
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + place.length,
    }
    location = {"artifactLocation": {"uri": _address(document.file)}, "region": region}
    known = {"ruleIndex": numbers[finding.check]} if finding.check in numbers else {}
    return {
        "ruleId": finding.check,
        **known,
        "level": _LEVELS[finding.severity],
        "message": {"text": speakable(f"{finding.message}\nfix: {finding.fix}")},
        "locations": [{"physicalLocation": location}],
        # What stays the same when lines move, so that a known result is not reported as new.
        "partialFingerprints": {"checkAndPath/v1": f"{finding.check}:{dotted(finding.path)}"},
    }


def _address(file: str) -> str:
    """A relative reference for a file below the working directory, a file address for any other."""
    name = relative_name(file)
    if name.startswith("/") or name.split("/")[0] == "..":
        return FilePath(file).absolute().resolve().as_uri()
    return quote(name.encode("utf-8", "surrogateescape"))
