"""strftime's directives, for ``formatDate``: those of POSIX that need no locale."""

from datetime import datetime
from functools import lru_cache
from re import compile as regex
from typing import Final

from monitoring.insights.functions.errors import UnspecifiedFunction

_PART: Final = regex(r"%(.?)|[^%]+")
_KNOWN: Final = frozenset("aAbBdDeFHIjmMnprRStTuUVwWyYzZ%")


def write_date(moment: datetime, layout: str) -> str:
    """The moment as a layout says; UnspecifiedFunction for a directive that not every strftime knows."""
    return "".join(moment.strftime(part) if part.isascii() else part for part in _read_layout(layout))


@lru_cache(256)
def _read_layout(text: str) -> tuple[str, ...]:
    """The layout in pieces that strftime takes, which are ASCII, and others; in one piece when it can be."""
    parts = tuple(_PART.finditer(text))
    for part in parts:
        if part[1] is not None and part[1] not in _KNOWN:
            raise UnspecifiedFunction(
                f"AWS does not list its strftime directives, and {part[0]} is not one that all know; "
                "use %Y %m %d %H %M %S and the like"
            )
    return (text,) if text.isascii() else tuple(part[0] for part in parts)
