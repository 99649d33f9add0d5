"""The fields of a space-delimited line: what stands between blanks, brackets or double quotes."""

from collections.abc import Iterator
from re import compile as regex
from typing import Final

_WORD: Final = regex(r"\S+")
_CLOSING: Final = {'"': '"', "[": "]"}
_ODD: Final = regex(r'[^\s]["\[]|[\]"][^\s]|\t')
_CLOSED: Final = regex(r'(?<!\S)(?:"[^"]*"|\[[^\]]*\])(?!\S)')


def split_fields(line: str, start: int = 0) -> Iterator[tuple[str, int]]:
    """Each field, without its quotes or brackets, and where it ends."""
    closing = dict(_CLOSING)
    at = start
    while found := _WORD.search(line, at):
        at, sign = found.start(), line[found.start()]
        end = line.find(closing[sign], at + 1) if sign in closing else -1
        if end >= 0:
            at, field = end + 1, line[at + 1 : end]
        else:
            closing.pop(sign, None)  # what is closed nowhere is not looked for again
            at, field = found.end(), found[0]
        yield field, at


def rest_of_line(line: str, start: int) -> str | None:
    """What is left from ``start`` as one field; None when nothing is left."""
    first = next(split_fields(line, start), None)
    if first is None:
        return None
    field, end = first
    return line[start:].strip() if line[end:].strip() else field


def has_odd_edges(line: str) -> bool:
    """Whether quotes, brackets or tabs stand where AWS does not say how they divide a line."""
    return _ODD.search(_CLOSED.sub("_", line)) is not None
