"""Comments that speak to this tool: `# monitoring: allow <check> until <date> because <reason>`."""

import re
from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple

from monitoring.finding import Path
from monitoring.yamltext.nodes import Listing, Mapping, Node, node_range
from monitoring.yamltext.positions import Lines, written_range

_COMMENT: Final = re.compile(
    r"(?:^|(?<=\s))#[ \t]*(monitoring[ \t]*:.*|monitoring[ \t]+(?:allow|ignore|disable)\b.*)",
    re.IGNORECASE | re.MULTILINE,
)


class Comment(NamedTuple):
    """A comment as written: its line (from 1), its text after the #, and its (offset, length) in the file.

    ``path`` is the entry it belongs to: the first on its line or, when it has the line for itself, the next
    one below; None when there is none. Whether the text makes sense is for others to judge.
    """

    line: int
    text: str
    path: Path | None
    span: tuple[int, int]


class _Entry(NamedTuple):
    """A key with its value, or a list item, in the source."""

    start: int
    end: int
    path: Path


class _Outline:
    """Entries by where they start, and where texts extend, both in the order of the source."""

    def __init__(self, text: str, root: Node) -> None:
        self.entries: list[_Entry] = []
        self._scalars: list[Node] = []
        self._walk(root, ())
        self.entries.sort(key=lambda entry: (entry.start, len(entry.path)))
        self._texts = sorted(written_range(text, scalar) for scalar in self._scalars)

    def _walk(self, node: Node, path: Path) -> None:
        if isinstance(node, Mapping):
            self._walk_mapping(node, path)
        elif isinstance(node, Listing):
            self._walk_list(node, path)
        else:
            self._scalars.append(node)

    def _walk_mapping(self, node: Mapping, path: Path) -> None:
        for name, (key, child) in node.entries.items():
            start, end = node_range(key)
            self._scalars.append(key)
            self.entries.append(_Entry(start, max(end, node_range(child)[1]), (*path, name)))
            if node_range(child)[0] >= end:  # what an alias repeats stands further up
                self._walk(child, (*path, name))

    def _walk_list(self, node: Listing, path: Path) -> None:
        at = node.start
        for index, child in enumerate(node.items):
            start, end = node_range(child)
            if start >= at:
                self.entries.append(_Entry(start, end, (*path, index)))
                self._walk(child, (*path, index))
                at = end

    def is_text(self, offset: int) -> bool:
        """Whether an offset lies inside a key or value."""
        index = bisect_right(self._texts, offset, key=lambda text: text[0]) - 1
        return index >= 0 and offset < self._texts[index][1]


def find_comments(text: str, root: Node) -> list[Comment]:
    """The comments that speak to this tool, in order."""
    matches = list(_COMMENT.finditer(text))
    if not matches:
        return []
    outline = _Outline(text, root)
    lines = Lines(text)
    comments = [match for match in matches if not outline.is_text(match.start())]
    return [_read_comment(match, outline.entries, lines) for match in comments]


def _read_comment(match: re.Match[str], entries: list[_Entry], lines: Lines) -> Comment:
    start, end = match.span()
    line, column = lines.locate(start)
    alone = not lines.source(line)[:column].strip()
    below = bisect_left(entries, start - column, key=lambda entry: entry.start)
    path: Path | None = None
    if below < len(entries) and (alone or entries[below].start < start):
        path = entries[below].path
    elif not alone:
        path = _ending_entry(entries[:below], start - column)
    return Comment(line + 1, match[1].strip(), path, (start, end - start))


def _ending_entry(entries: list[_Entry], line_start: int) -> Path | None:
    """The innermost of the entries that began above and end on the line."""
    return next((entry.path for entry in reversed(entries) if entry.end >= line_start), None)
