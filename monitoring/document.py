"""YAML text -> data and places; the only module that knows where in a file something stands."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath
from typing import Final, NamedTuple

from yaml import YAMLError
from yaml.events import ScalarEvent

from monitoring.finding import Finding, Path, error
from monitoring.yamltext.characters import decode_text, hidden_in, may_hide, replace_invisible
from monitoring.yamltext.comments import Comment, find_comments
from monitoring.yamltext.nodes import Data, Node, find_node
from monitoring.yamltext.positions import Lines, node_extent, scalar_range, value_offsets
from monitoring.yamltext.problem import MAX_PROBLEMS, Problem
from monitoring.yamltext.tree import Tree

__all__ = ["Comment", "Data", "Document", "Place", "parse", "read"]

CHECK: Final = "yaml-syntax"
FILE_CHECK: Final = "file-unreadable"
MAX_BYTES: Final = 2_000_000


class Place(NamedTuple):
    """Where something stands: line and column from 1, in characters; length within that line."""

    line: int
    column: int
    length: int
    source_line: str


class Document:
    """What a YAML file says (``data``, None when it cannot be read) and where it says it."""

    __slots__ = ("_comments", "_lines", "_root", "data", "file", "text")

    def __init__(self, file: str, text: str, root: Node | None = None, data: Data = None) -> None:
        self.file = file
        self.text = text
        self.data = data
        self._root = root
        self._lines = Lines(text)
        self._comments: list[Comment] | None = None

    @property
    def comments(self) -> list[Comment]:
        """The comments that speak to this tool, with the entries they belong to."""
        if self._comments is None:
            self._comments = find_comments(self.text, self._root) if self._root is not None else []
        return self._comments

    def place(self, path: Path, *, span: tuple[int, int] | None = None, on_key: bool = False) -> Place:
        """The place of a value, of its key, or of ``span`` (offset, length) within the value's text.

        The value at the path ``()`` is the file, so its span counts characters of the file. A path that
        does not exist has the place of its nearest existing parent.
        """
        start, end = self._extent(path, span, on_key)
        line, column = self._lines.locate(start)
        source = self._lines.source(line)
        length = max(1, min(end - start, len(source) - column))
        return Place(line + 1, column + 1, length, source)

    def locate(self, finding: Finding) -> Place:
        """The place of a finding."""
        return self.place(finding.path, span=finding.span, on_key=finding.on_key)

    def starts_at(self, path: Path, on_key: bool, offset: int) -> bool:
        """Whether a path exists and has its place at an offset of the text."""
        if self._root is None or not find_node(self._root, path).complete:
            return False
        return self._extent(path, None, on_key)[0] == offset

    def _extent(self, path: Path, span: tuple[int, int] | None, on_key: bool) -> tuple[int, int]:
        if not path and span is not None:
            start = min(max(span[0], 0), len(self.text))
            return start, start + span[1]
        if self._root is None:
            return 0, 1
        found = find_node(self._root, path)
        if on_key and found.complete and found.key is not None:
            return scalar_range(self.text, found.key)
        if span is not None and found.complete and isinstance(found.node, ScalarEvent):
            return self._span_extent(found.node, span)
        return node_extent(self.text, found)

    def _span_extent(self, event: ScalarEvent, span: tuple[int, int]) -> tuple[int, int]:
        offsets = value_offsets(self.text, event)
        first = min(max(span[0], 0), len(offsets) - 1)
        last = min(max(span[0] + span[1] - 1, first), len(offsets) - 1)
        return offsets[first], offsets[last] + 1


def read(file: str | FilePath) -> tuple[Document, list[Finding]]:
    """Read a YAML file; what is wrong with the file or its YAML are findings, never exceptions."""
    name = str(file)
    try:
        with open(file, "rb", opener=_open_at_once) as stream:
            os.set_blocking(stream.fileno(), True)
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as problem:
        return Document(name, ""), [_explain_file(name, problem)]
    if len(raw) > MAX_BYTES:
        message = f"{name} is larger than {MAX_BYTES:,} bytes, the most that is read"
        return Document(name, ""), [error(FILE_CHECK, (), message, "check that it is the right file")]
    text, problems = decode_text(raw)
    if problems:
        document = Document(name, text)
        return document, _to_findings(document, problems)
    return parse(text, name)


def _open_at_once(name: str, flags: int) -> int:
    """A pipe that nobody writes to reads as empty, instead of waiting for ever."""
    return os.open(name, flags | os.O_NONBLOCK)


def _explain_file(name: str, problem: OSError | ValueError) -> Finding:
    if isinstance(problem, FileNotFoundError) and FilePath(name).is_symlink():
        message = f"{name} is a link to {os.readlink(name)}, which does not exist"  # noqa: PTH115
        return error(FILE_CHECK, (), message, "correct the link, or name the file itself")
    if isinstance(problem, FileNotFoundError):
        fix = "go to the folder it is in, or name it: monitoring check FOLDER/monitoring.yaml"
        return error(FILE_CHECK, (), f"{name or repr(name)} does not exist", fix)
    if isinstance(problem, IsADirectoryError):
        fix = f"name the file in it: {name}/monitoring.yaml"
        return error(FILE_CHECK, (), f"{name} is a folder, not a file", fix)
    if isinstance(problem, PermissionError):
        return error(FILE_CHECK, (), f"{name} may not be read by this user", f"allow it: chmod u+r {name}")
    reason = getattr(problem, "strerror", None) or str(problem)
    return error(FILE_CHECK, (), f"{name!r} cannot be read: {reason}", "name a file that can be read")


def parse(text: str, file: str = "monitoring.yaml") -> tuple[Document, list[Finding]]:
    """Read YAML text; ``data`` of the document is None when the text cannot be understood."""
    readable, problems = replace_invisible(text)
    try:
        tree = Tree(readable)
    except YAMLError:
        from monitoring.yamltext.syntax import find_errors  # only broken files pay for it

        document = Document(file, text)
        return document, _to_findings(document, problems + find_errors(readable))
    document = Document(file, text, tree.root, tree.data if tree.usable else None)
    problems = problems + tree.problems
    if tree.data is None and not problems:
        return document, [_empty_file(file)]
    hidden = islice(_hidden(document.data, ()), MAX_PROBLEMS) if may_hide(text) else ()
    return document, [*_to_findings(document, problems), *hidden]


def _hidden(data: Data, path: Path) -> Iterator[Finding]:
    """Characters that escapes bring into a value or key, such as those that a terminal obeys."""
    if isinstance(data, str) and (found := hidden_in(data)):
        at, complaint = found
        yield error(CHECK, path, *complaint, span=(at, 1))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _hidden(item, (*path, index))
    elif isinstance(data, dict):
        for key, value in data.items():
            if found := hidden_in(key):
                yield error(CHECK, (*path, key), *found[1], on_key=True)
            yield from _hidden(value, (*path, key))


def _empty_file(file: str) -> Finding:
    fix = "start with `version: 1`; docs/spec.md has every key, tests/files/small.yaml a small file"
    return error(CHECK, (), f"{file} is empty, or has only comments", fix)


def _to_findings(document: Document, problems: list[Problem]) -> list[Finding]:
    problems = sorted(problems, key=lambda problem: problem.start)
    findings = [_to_finding(document, problem) for problem in problems[:MAX_PROBLEMS]]
    if len(problems) > len(findings):
        message = f"more problems follow these {MAX_PROBLEMS}"
        span = (problems[MAX_PROBLEMS].start, problems[MAX_PROBLEMS].length)
        findings.append(error(CHECK, (), message, "correct these first", span=span))
    return findings


def _to_finding(document: Document, problem: Problem) -> Finding:
    """A finding with the problem's path where that leads to its place, or else with its span in the file."""
    for on_key in (False, True):
        if problem.path and document.starts_at(problem.path, on_key, problem.start):
            return error(CHECK, problem.path, problem.message, problem.fix, on_key=on_key)
    return error(CHECK, (), problem.message, problem.fix, span=(problem.start, problem.length))
