"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from collections.abc import Iterable
from typing import Final

from monitoring.document import Document
from monitoring.finding import Finding, Severity
from monitoring.output.located import Located, locate_all, relative_name
from monitoring.output.terminal import harmless

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(document: Document, findings: Iterable[Finding]) -> str:
    """One ``::error file=..,line=..::message`` a finding."""
    return "".join(_command(document, located) + "\n" for located in locate_all(document, findings))


def _command(document: Document, located: Located) -> str:
    finding, place = located
    properties = {
        "file": relative_name(document.file),
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.column + place.length),
        "title": finding.check,
    }
    written = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    text = f"{harmless(finding.message)}\nfix: {harmless(finding.fix)}"
    return f"::{_COMMANDS[finding.severity]} {written}::{escape_data(text)}"


def escape_data(text: str) -> str:
    """A message in which no line break or percent sign is taken for a command's."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """A property's value; colons and commas would end it."""
    return escape_data(harmless(text)).replace(":", "%3A").replace(",", "%2C")
