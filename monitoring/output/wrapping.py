"""Text broken into lines as terminals count width; Japanese may break between any two characters."""

from re import compile as regex
from typing import Final

from monitoring.output.terminal import cells

# A run of narrow characters stays whole, with the % that belongs to its number; a wide one stands alone,
# with the marks before it that must not end a line and those behind it that must not begin one.
_PART: Final = regex(r"\s+|[（「]*(?:[!-~]+(?: %)?|.)[、。）」ー]*")


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns; at least one, and longer only where a part cannot be broken."""
    lines = [""]
    for part in _PART.findall(text):
        if lines[-1] and cells(lines[-1] + part.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(part.lstrip())
        else:
            lines[-1] += part
    return lines


def pad(text: str, width: int) -> str:
    """The text with blanks up to a width in columns."""
    return text + " " * (width - cells(text))
