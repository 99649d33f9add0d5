"""What libyaml cannot read: not only its first error, but one in each part of the file that has any.

libyaml stops at its first error. The text is then cut along its indentation, and each part read on its
own, down to single entries: where a part is wrong and none of its parts is, the error is the part's own.
"""

import re
from typing import Final, NamedTuple

from yaml import YAMLError
from yaml.events import ScalarEvent

from monitoring.yamltext.characters import conflict_problems, opens_block, tab_problems
from monitoring.yamltext.explain import explain_error, is_misfit, no_entry
from monitoring.yamltext.nodes import Mapping, Node
from monitoring.yamltext.positions import Lines
from monitoring.yamltext.problem import MAX_PROBLEMS, Problem
from monitoring.yamltext.tree import Tree

_MAX_PARTS: Final = 20_000
_MAX_LEVELS: Final = 5  # chapter, entry, field, and a list or mapping in it
_INDENT: Final = re.compile(r"^(?!---|\.\.\.|%)([ ]*)([^ \t\r\n#])", re.MULTILINE)
_VISIBLE: Final = re.compile(r"[^\r\n]")


class _Part(NamedTuple):
    """What reading a part of a text found: errors, problems of what could be read, and its root."""

    errors: list[Problem]
    problems: list[Problem]
    root: Node | None = None


def find_errors(text: str) -> list[Problem]:
    """Everything wrong in a text that libyaml cannot read as a whole."""
    conflicts = conflict_problems(text)
    if conflicts:
        return sorted(conflicts + find_errors(_without(text, conflicts)), key=_order)
    tabs = tab_problems(text)
    if not tabs:
        return _Search(text).run()
    lines = {_line(text, tab.start) for tab in tabs}
    found = _Search(_without(text, tabs)).run()
    others = [other for other in found if _line(text, other.start) not in lines and not is_misfit(other)]
    return sorted(tabs + others, key=_order)


def _order(problem: Problem) -> int:
    return problem.start


def _line(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset)


def _without(text: str, problems: list[Problem]) -> str:
    """Blanks instead of what has been named already; the rest keeps its place."""
    pieces, at = [], 0
    for problem in problems:
        end = problem.start + problem.length
        pieces += [text[at : problem.start], _VISIBLE.sub(" ", text[problem.start : end])]
        at = end
    return "".join([*pieces, text[at:]])


class _Search:
    """Reads a text part by part, up to a number of parts."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._parts_left = _MAX_PARTS

    def run(self) -> list[Problem]:
        """All problems, in order."""
        part = self._read_part(0, len(self._text), 0)
        return sorted(part.errors + part.problems, key=_order)

    def _read_part(self, start: int, end: int, level: int) -> _Part:
        part = self._text[start:end]
        try:
            line, _ = self._lines.locate(start)
            tree = Tree(part, fragment=level > 0, first_line=line + 1)
        except YAMLError as error:
            pieces = _cut(self._text, start, end) if level < _MAX_LEVELS else []
            found = self._read_pieces(pieces, level + 1)
            if found.errors:
                return found
            return _Part([_moved(explain_error(part, error), start)], found.problems)
        return _Part([], [_moved(problem, start) for problem in tree.problems], tree.root)

    def _read_pieces(self, pieces: list[tuple[int, int]], level: int) -> _Part:
        parts: list[_Part] = []
        errors: list[Problem] = []
        for start, end in pieces:
            if len(errors) > MAX_PROBLEMS or self._parts_left <= 0:
                break
            self._parts_left -= 1
            parts.append(self._read_part(start, end, level))
            errors += parts[-1].errors
        errors += _stray_lines(self._text, pieces, parts)
        return _Part(errors, [problem for part in parts for problem in part.problems])


def _stray_lines(text: str, pieces: list[tuple[int, int]], parts: list[_Part]) -> list[Problem]:
    """Bare texts among the entries of a mapping; each can be read on its own, but not there."""
    if not any(isinstance(part.root, Mapping) for part in parts):
        return []
    read = zip(pieces, parts, strict=False)  # not all the pieces, when there are too many
    strays = [start for (start, _), part in read if isinstance(part.root, ScalarEvent)]
    return [no_entry(text, _skip_blanks(text, start)) for start in strays]


def _skip_blanks(text: str, start: int) -> int:
    while text.startswith(" ", start):
        start += 1
    return start


def _moved(problem: Problem, by: int) -> Problem:
    """Also without its path: within a part, paths have another root."""
    return problem._replace(start=problem.start + by, path=())


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a part, or of what stands below its first line when that line can be read alone."""
    pieces = _cut_level(text, start, end)
    if len(pieces) != 1:
        return pieces
    start = pieces[0][0]
    body = text.find("\n", start, end) + 1
    return _cut_level(text, body, end) if body and _is_complete(text[start:body]) else []


def _is_complete(line: str) -> bool:
    if opens_block(line):
        return False
    try:
        Tree(line, fragment=True)
    except YAMLError:
        return False
    return True


def _cut_level(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut before each line with the smallest indentation, but not before a list under its key."""
    lines = [(match.start(), len(match[1]), match[2]) for match in _INDENT.finditer(text, start, end)]
    if not lines:
        return []
    indent = min(width for _, width, _ in lines)
    kept = "]}:" if lines[0][2] == "-" else "]}:-"
    cuts = {at for at, width, sign in lines if width == indent and sign not in kept} | {lines[0][0]}
    starts = sorted(cuts)
    return list(zip(starts, [*starts[1:], end], strict=True))
