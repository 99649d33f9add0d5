"""Offsets: of lines and columns, of what a node is written as, and of each character of a value."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import Final

from yaml.events import AliasEvent, ScalarEvent

from monitoring.yamltext.nodes import Found, Listing, Mapping, Node, event_range, node_range

_BREAK: Final = re.compile(r"\r\n?|\n")
_NEWLINES: Final = re.compile(r"\n*")
_PROPERTIES: Final = r"(?:[&!]\S*(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*)*)*"
_FOLD: Final = r"[ \t]*(?:\r\n?|\n)(?:[ \t]*(?:\r\n?|\n))*[ \t]*"
_PIECES: Final = {
    "": rf"(?P<fold>{_FOLD})|.",
    "'": rf"(?P<fold>{_FOLD})|''|.",
    '"': rf"(?P<fold>{_FOLD})|(?P<joined>\\{_FOLD})"
    r"|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|.",
}


class Lines:
    """The lines of a text, as editors count them."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self._text))]

    def locate(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 0."""
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def source(self, line: int) -> str:
        """A line without its break."""
        ends = self._starts[line + 1 : line + 2]
        return self._text[self._starts[line] : ends[0] if ends else None].rstrip("\r\n")


def node_extent(text: str, found: Found) -> tuple[int, int]:
    """Start and end of what to underline for a node: what is written, or the key of a block of lines."""
    node = found.node
    if not isinstance(node, Mapping | Listing):
        return scalar_range(text, node)
    if node.flow:
        return node.start, node.end
    if found.key is not None:
        return scalar_range(text, found.key)
    if isinstance(node, Mapping) and node.entries:
        first, _ = next(iter(node.entries.values()))
        return scalar_range(text, first)
    return node.start, node.start + 1


def scalar_range(text: str, event: ScalarEvent | AliasEvent) -> tuple[int, int]:
    """Start and end of what a scalar is written as, without anchor and tag."""
    start, end = event_range(event)
    if isinstance(event, AliasEvent) or (event.anchor is None and event.tag is None):
        return start, end
    match = re.compile(_PROPERTIES).match(text, start, end)
    return (match.end() if match else start), end


def written_range(text: str, node: Node) -> tuple[int, int]:
    """Start and end of where a # is text: all of a scalar but the line of a | or >."""
    if not isinstance(node, ScalarEvent):
        return node_range(node)
    start, end = scalar_range(text, node)
    return (_body_start(text, start, end) if node.style in ("|", ">") else start), end


def _body_start(text: str, start: int, end: int) -> int:
    header = _BREAK.search(text, start, end)
    return header.end() if header else end


def value_offsets(text: str, event: ScalarEvent) -> list[int]:
    """The source offset of each character of a scalar's value, and of its end."""
    start, end = scalar_range(text, event)
    if event.style in ("|", ">"):
        offsets = _block_offsets(text, _body_start(text, start, end), end, event.value)
    else:
        quote = 1 if event.style else 0
        end -= quote
        offsets = _flow_offsets(text, start + quote, end, event.style or "")
    size = len(event.value)
    return [*offsets[:size], *[end] * (size + 1 - len(offsets[:size]))]


def _flow_offsets(text: str, start: int, end: int, style: str) -> list[int]:
    """A line break folds to a blank, of several all but the first stay; after a backslash one is nothing."""
    offsets: list[int] = []
    for match in re.compile(_PIECES[style], re.DOTALL).finditer(text, start, end):
        if match.lastgroup is None:
            offsets.append(match.start())
            continue
        breaks = [match.start() + found.start() for found in _BREAK.finditer(match[0])]
        folded = match.lastgroup == "fold" and len(breaks) == 1
        offsets += breaks if folded else breaks[1:]
    return offsets


def _block_offsets(text: str, start: int, end: int, value: str) -> list[int]:
    """Lines lose their indentation; how many of the breaks between two of them count is seen in the value."""
    indent = _first_column(text[start:end]) - _first_column(value)
    offsets: list[int] = []
    breaks: list[int] = []
    while start < end:
        found = _BREAK.search(text, start, end)
        stop, after = found.span() if found else (end, end)
        if start + indent < stop:
            offsets += _kept_breaks(breaks, value, len(offsets))
            offsets += range(start + indent, stop)
            breaks = []
        breaks.append(stop)
        start = after
    return offsets + _kept_breaks(breaks, value, len(offsets))


def _first_column(text: str) -> int:
    """The column of the first visible character; a block's indentation is the source's less the value's."""
    before = text[: len(text) - len(text.lstrip(" \r\n"))]
    return len(before) - 1 - max(before.rfind("\n"), before.rfind("\r"))


def _kept_breaks(breaks: list[int], value: str, at: int) -> list[int]:
    """A folded break is a blank in the value; of several, the last ones are line breaks there."""
    newlines = _NEWLINES.match(value, at)
    kept = len(newlines[0]) if newlines else 0
    if kept == 0:
        return breaks[:1] if value[at : at + 1] == " " else []
    return breaks[-kept:]
