"""The fields of a space-delimited line: what stands between blanks, brackets or double quotes."""

from collections.abc import Iterable, Iterator
from re import compile as regex
from typing import Final, NamedTuple

_WORD: Final = regex(r"\S+")
_CLOSING: Final = {'"': '"', "[": "]"}


MAX_EVENT: Final = 1_048_576
"""Characters of a line that is looked at: CloudWatch Logs takes no event of more bytes (PutLogEvents)."""


class Part(NamedTuple):
    """A field, without its quotes or brackets, and where it ends in the line."""

    field: str
    end: int
    enclosed: bool


def split_line(line: str, start: int = 0) -> Iterator[Part]:
    """The fields of a line, one after the other."""
    closing = dict(_CLOSING)
    at = start
    while found := _WORD.search(line, at):
        at, sign = found.start(), line[found.start()]
        end = line.find(closing[sign], at + 1) if sign in closing else -1
        if end >= 0:
            yield Part(line[at + 1 : end], end + 1, True)
            at = end + 1
        else:
            closing.pop(sign, None)  # what is closed nowhere is not looked for again
            at = found.end()
            yield Part(found[0], at, False)


def split_fields(line: str) -> Iterable[str]:
    """The fields of a line, without their places."""
    # Most lines enclose nothing, and long ones would take seconds field by field.
    return line.split() if _is_plain(line) else (part.field for part in split_line(line))


def _is_plain(line: str) -> bool:
    return not any(sign in line for sign in _CLOSING)


def rest_of_line(line: str, start: int) -> str | None:
    """What is left from ``start`` as one field; None when nothing is left."""
    first = next(split_line(line, start), None)
    if first is None:
        return None
    return line[start:].strip() if line[first.end :].strip() else first.field


def has_odd_edges(line: str) -> bool:
    """Whether quotes, brackets or tabs stand where AWS does not say how they divide a line."""
    if "\t" in line.strip():
        return True
    return not _is_plain(line) and any(_is_odd(line, part) for part in split_line(line))


def _is_odd(line: str, part: Part) -> bool:
    if part.enclosed:
        return part.end < len(line) and not line[part.end].isspace()
    return '"' in part.field or "[" in part.field
