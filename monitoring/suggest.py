"""The way out for a misspelt word."""

from collections.abc import Iterable
from typing import Final

_LISTED: Final = 24
_COMPARED: Final = 500  # names, and so many characters of a word: what a person can have meant, in no time
_ALIKE: Final = 0.7


def did_you_mean(word: str, known: Iterable[object]) -> str:
    """The way out for an unknown word: the closest known one, or all of them."""
    names = [str(name) for name in known]
    if close := closest(word, names):
        return f"did you mean `{close}`?"
    if not names:
        return "remove it"
    return "known here: " + ", ".join(names[:_LISTED]) + (", .." if len(names) > _LISTED else "")


def closest(word: str, names: Iterable[object]) -> str:
    """The name that looks most like the word, empty when none does."""
    plain = {_plain(name): name for name in list(map(str, names))[:_COMPARED]}
    wanted = _plain(word)
    begun = [name for name in plain if len(wanted) >= 3 and name.startswith(wanted)]
    close = begun[:1] or _alike(wanted, list(plain))
    return plain[close[0]] if close else ""


def _alike(word: str, names: list[str]) -> list[str]:
    if not names:
        return []
    from difflib import get_close_matches  # slow to import, and only needed when something is wrong

    return get_close_matches(word, names, n=1, cutoff=_ALIKE)


def _plain(word: str) -> str:
    """A word without what people mistake most: capitals, and the sign between its parts."""
    return word[:_COMPARED].lower().replace("_", "-").replace(" ", "-")
