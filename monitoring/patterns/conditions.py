"""Comparisons joined by ``&&``, ``||`` and brackets; JSON and space-delimited patterns share them.

``&&`` binds closer than ``||`` (Amazon CloudWatch Logs User Guide, "Filter pattern syntax", compound
expressions).
"""

from collections.abc import Callable
from typing import Final, TypeVar

from monitoring.patterns.scanner import Scanner
from monitoring.patterns.verdict import Condition, all_of, any_of

MAX_NESTING: Final = 50
"""Brackets within brackets that are read; AWS names no limit of its own below the pattern's length."""

Subject = TypeVar("Subject")
Leaf = Callable[[], Condition[Subject]]


def take_condition(scanner: Scanner, leaf: Leaf[Subject], depth: int = 0) -> Condition[Subject]:
    """Read comparisons as far as they go; ``leaf`` reads one of them. Raises PatternError."""
    choices = [_take_all(scanner, leaf, depth)]
    while _take_joint(scanner, "||"):
        choices.append(_take_all(scanner, leaf, depth))
    return any_of(choices)


def _take_all(scanner: Scanner, leaf: Leaf[Subject], depth: int) -> Condition[Subject]:
    parts = [_take_one(scanner, leaf, depth)]
    while _take_joint(scanner, "&&"):
        parts.append(_take_one(scanner, leaf, depth))
    return all_of(parts)


def _take_joint(scanner: Scanner, word: str) -> str:
    scanner.skip_blanks()
    if scanner.sign == word[0] and not scanner.text.startswith(word, scanner.at):
        raise scanner.error(f"`{word[0]}` stands alone", f"write `{word}`")
    return scanner.take(word)


def _take_one(scanner: Scanner, leaf: Leaf[Subject], depth: int) -> Condition[Subject]:
    scanner.skip_blanks()
    start = scanner.at
    if not scanner.take("("):
        return leaf()
    if depth == MAX_NESTING:
        fix = "remove the brackets that change nothing"
        raise scanner.error(f"more than {MAX_NESTING} brackets within each other", fix, start)
    found = take_condition(scanner, leaf, depth + 1)
    scanner.skip_blanks()
    if not scanner.take(")"):
        if scanner.at < len(scanner.text.rstrip()) - 1:
            raise scanner.error(
                "`)`, `&&` or `||` is missing here", "close the bracket, or join the next comparison"
            )
        scanner.at = start + 1
        raise scanner.error("this bracket is never closed", "close it with `)`", start)
    return found
