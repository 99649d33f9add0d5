"""Findings for programs."""

from collections.abc import Iterable
from re import Match
from re import compile as regex

import msgspec

from monitoring.document import Document
from monitoring.finding import Finding, dotted
from monitoring.output.located import Located, locate_all

_HIDDEN = regex(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def render(document: Document, findings: Iterable[Finding]) -> str:
    """``{"findings": [..]}``, one object a finding, sorted by place; the keys are a stable interface."""
    return to_text({"findings": describe_all(document, findings)})


def describe_all(document: Document, findings: Iterable[Finding]) -> list[dict[str, object]]:
    """One object a finding, sorted by place."""
    return [_describe(document, located) for located in locate_all(document, findings)]


def to_text(data: object) -> str:
    """Indented JSON in which characters that a terminal obeys or hides are escapes."""
    encoded = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    return _HIDDEN.sub(_escape, encoded) + "\n"


def _escape(hidden: Match[str]) -> str:
    return f"\\u{ord(hidden[0]):04x}"


def speakable(text: str) -> str:
    """The text without lone surrogates, which a file name that is no UTF-8 has and JSON cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def _describe(document: Document, located: Located) -> dict[str, object]:
    finding, place = located
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "path": dotted(finding.path),
        "file": speakable(document.file),
        "line": place.line,
        "column": place.column,
        "message": speakable(finding.message),
        "fix": speakable(finding.fix),
    }
