"""The lines around an offset of a text, for explanations."""

from typing import NamedTuple


class Line(NamedTuple):
    """The visible part of a line, and where it starts."""

    text: str
    start: int


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset starts."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_from(text: str, start: int) -> str:
    """What stands on a line from an offset on; an error at the end of a text has nothing."""
    lines = text[start : start + 200].splitlines()
    return lines[0].rstrip() if lines else ""


def line_above(text: str, start: int) -> Line:
    """The nearest line above a line's start that says something."""
    end = start
    while end and text[end - 1].isspace():
        end -= 1
    above = line_start(text, end)
    first = above + indentation(text, above)
    return Line(text[first:end], first)


def indentation(text: str, start: int) -> int:
    """How many blanks a line starts with."""
    end = start
    while text.startswith(" ", end):
        end += 1
    return end - start
