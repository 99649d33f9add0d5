"""How much of a log a query may keep: memory stays bounded, whatever is grouped by."""

from typing import Final

from monitoring.insights.functions.errors import UnsupportedFunction

MOST_KEYS: Final = 200_000
"""Twice as many as the rows that AWS gives at most; some 200 MB, and reached in seconds."""
MOST_CHARACTERS: Final = 50_000_000


class Budget:
    """Different keys, one after the other: so many, and so many characters in them together."""

    __slots__ = ("_characters", "_keys", "_kind", "_way_out")

    def __init__(self, kind: str, way_out: str) -> None:
        self._kind, self._way_out = kind, way_out
        self._keys = self._characters = 0

    def take(self, key: object) -> None:
        """Room for a key that is new: a text, several of them, or none; raises UnsupportedFunction."""
        self._keys += 1
        self._characters += _length(key)
        if self._keys > MOST_KEYS:
            raise UnsupportedFunction(f"more than {MOST_KEYS:,} {self._kind}; {self._way_out}")
        if self._characters > MOST_CHARACTERS:
            message = f"the {self._kind} have more than {MOST_CHARACTERS:,} characters"
            raise UnsupportedFunction(f"{message}; {self._way_out}")


def _length(key: object) -> int:
    if isinstance(key, tuple):
        return sum(map(_length, key))
    return len(key) if isinstance(key, str) else 0
