"""What a condition compares with: a text, a text with ``*``, a number, or a regular expression.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax", JSON and space-delimited events. Strings
other than letters, digits and ``_`` need quotes there, yet its own examples, and those of the Security Hub
User Guide, write ``123.123.*`` and ``kms.amazonaws.com`` without, so that ``.`` and ``*`` need none here.
"""

from collections.abc import Callable
from operator import ge, gt, le, lt
from re import fullmatch
from typing import Final, TypeAlias

from monitoring.patterns.errors import Note
from monitoring.patterns.regexes import Search, take_regex
from monitoring.patterns.scanner import WORD, Scanner
from monitoring.patterns.verdict import NO, NUMBER_TEXT, QUOTED_NUMBER, TEXT_NUMBER, YES, doubtful

Scalar: TypeAlias = str | int | float
Equality: TypeAlias = Callable[[Scalar], int]
"""The verdict on whether a value equals what stands in the pattern."""

EQUALITIES: Final = ("!=", "=")
ORDERS: Final = {">=": ge, "<=": le, ">": gt, "<": lt}
_PLAIN: Final = WORD | {".", "*"}
# Compiled when first used, since `monitoring check` imports this module.
_STRETCH: Final = r'[^\s"&|(){}\[\],]+'
_NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
# JSON writes these in one way, unless with a backslash; numbers, left out, have many.
_NEEDLE: Final = r"(?a)[\w .,:;/*@#%()-]*[A-DF-Za-df-z_][\w .,:;/*@#%()-]*"
_MOST_DIGITS: Final = 400


class Literal:
    """What is compared with: ``number`` if it is an unquoted one, ``needle`` a part of every equal text."""

    __slots__ = ("equals", "is_regex", "needle", "number")

    def __init__(
        self, equals: Equality, number: float | None = None, needle: str = "", is_regex: bool = False
    ) -> None:
        self.equals, self.number, self.needle, self.is_regex = equals, number, needle, is_regex


def take_operator(scanner: Scanner) -> str:
    """Read ``= != < > <= >=``; raises PatternError for another one."""
    start = scanner.at
    found = scanner.take(*EQUALITIES, *ORDERS)
    if not found:
        raise scanner.error("a comparison is missing here", "write one of = != < > <= >=")
    if scanner.sign in ("=", "~", ">", "<"):
        scanner.at += 1
        fix = "write one of = != < > <= >=; `%..%` is a regular expression"
        raise scanner.error(f"there is no comparison `{scanner.text[start : scanner.at]}`", fix, start)
    return found


def take_literal(scanner: Scanner, notes: list[Note]) -> Literal:
    """Read what a comparison compares with; raises PatternError."""
    if scanner.sign == '"':
        return text_literal(scanner.take_phrase(), quoted=True)
    if scanner.sign == "%":
        return Literal(_regex_equality(take_regex(scanner, notes)), is_regex=True)
    start = scanner.at
    word = scanner.take_match(_STRETCH)
    if not word:
        raise scanner.error("a value is missing here", 'write a number, a word, "a text" or %a regex%')
    number = read_number(word)
    if number is None and not _PLAIN.issuperset(word):
        message = f"`{word}` needs quotes, since it has other signs than letters, digits and _"
        raise scanner.error(message, f'write "{word}"', start)
    if number is None:
        return text_literal(word, quoted=False)
    return Literal(_number_equality(number, word), number)


def text_literal(text: str, quoted: bool) -> Literal:
    """A text to compare with, in which ``*`` stands for anything."""
    parts = text.split("*")
    needle = fullmatch(_NEEDLE, max(parts, key=len))
    equals = _text_equality(text) if len(parts) == 1 else _glob_equality(parts, quoted)
    return Literal(equals, needle=needle[0] if needle else "")


def read_number(text: str) -> float | int | None:
    """The number a text is; None for other texts and for numbers without an end in sight."""
    if not fullmatch(_NUMBER, text) or len(text) > _MOST_DIGITS:
        return None
    number = float(text)
    if number in (float("inf"), float("-inf")):
        return None
    return int(text) if text.lstrip("+-").isdigit() else number


def _text_equality(text: str) -> Equality:
    def equals(value: Scalar) -> int:
        if value.__class__ is str:
            return YES if value == text else NO
        return doubtful(QUOTED_NUMBER, True) if _written(value) == text else NO

    return equals


def _number_equality(number: float, text: str) -> Equality:
    def equals(value: Scalar) -> int:
        if not isinstance(value, str):
            return YES if value == number else NO
        if value == text:
            return YES
        return doubtful(TEXT_NUMBER, False) if read_number(value) == number else NO

    return equals


def _glob_equality(parts: list[str], quoted: bool) -> Equality:
    anything = not any(parts)

    def equals(value: Scalar) -> int:
        if anything:
            return YES
        if isinstance(value, str):
            return YES if matches_parts(parts, value) else NO
        if not matches_parts(parts, _written(value)):
            return NO if isinstance(value, int) else doubtful(NUMBER_TEXT, False)
        if isinstance(value, float):
            return doubtful(NUMBER_TEXT, True)
        return doubtful(QUOTED_NUMBER, True) if quoted else YES

    return equals


def _regex_equality(search: Search) -> Equality:
    def equals(value: Scalar) -> int:
        if isinstance(value, str):
            return YES if search(value) else NO
        return doubtful(NUMBER_TEXT, search(_written(value)))

    return equals


def _written(number: Scalar) -> str:
    return str(number) if not isinstance(number, int) or abs(number) < 10**_MOST_DIGITS else ""


def matches_parts(parts: list[str], text: str) -> bool:
    """Whether a text is these parts with anything between them; each is looked for once, from the left."""
    first, *middle, last = parts
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
