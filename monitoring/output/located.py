"""Findings with their places, in the order in which a reader meets them in the file."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from monitoring.document import Document, Place
from monitoring.finding import Finding


class Located(NamedTuple):
    """A finding and where it stands."""

    finding: Finding
    place: Place


def locate_all(document: Document, findings: Iterable[Finding]) -> list[Located]:
    """Every finding with its place, sorted by place."""
    located = [Located(finding, document.locate(finding)) for finding in findings]
    return sorted(located, key=_reading_order)


def _reading_order(located: Located) -> tuple[int, int, str, str]:
    finding, place = located
    return place.line, place.column, finding.check, finding.message


def relative_name(file: str) -> str:
    """The file as seen from the working directory, with slashes; unchanged when it lies outside."""
    relative = os.path.relpath(file)
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    return (file if outside else relative).replace(os.sep, "/")
