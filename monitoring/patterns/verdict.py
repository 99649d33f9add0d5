"""Answers that know how sure they are, and conditions that combine them.

A verdict is a number: its lowest bit is the answer, the others say why AWS might answer otherwise (an index
of ``REASONS``, 0 for certainty). ``a && b`` is certain when one of them is certainly false, or both are
certain; ``||`` likewise (Kleene's logic).
"""

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeAlias, TypeVar

NO: Final = 0
YES: Final = 1
REASONS: Final = (
    "",
    "AWS does not say whether a quoted text equals a number",
    "AWS does not say how a number with a fraction or an exponent is written when it is compared as text",
    "AWS does not say whether a text that reads as a number is compared as one",
    "AWS compares texts and numbers and does not say what it does with true and false; IS TRUE is certain",
    "AWS compares texts and numbers and does not say what it does with null; IS NULL is certain",
    "AWS does not say whether IS NULL also means a missing field; NOT EXISTS is certain",
    "AWS does not say whether one or all of the elements behind a wildcard must differ",
    "AWS documents that optional terms beside others are ignored; an exclusion was seen to act as one",
    "AWS does not say where fields end when quotes, brackets or tabs stand within a word",
    "CloudWatch Logs takes no event of more than 1,048,576 bytes, so that a longer line matches nothing",
)
(
    QUOTED_NUMBER,
    NUMBER_TEXT,
    TEXT_NUMBER,
    BOOLEAN,
    NULL,
    MISSING_NULL,
    ANY_DIFFERS,
    EXCLUDED,
    EDGES,
    TOO_LONG,
) = range(1, 11)

Subject = TypeVar("Subject")
Judge: TypeAlias = Callable[[Subject], int]


def doubtful(reason: int, answer: object) -> int:
    """The answer that is more likely, with the reason why it is not certain."""
    return reason << 1 | bool(answer)


def reason_of(verdict: int) -> str | None:
    """Why AWS might answer otherwise; None when it cannot."""
    return REASONS[verdict >> 1] or None


class Condition(Generic[Subject]):
    """A condition: ``holds`` gives the answer, ``judge`` the verdict, which takes longer.

    ``needle`` is a text without which a line cannot match; empty when there is none.
    """

    __slots__ = ("holds", "judge", "needle")

    def __init__(
        self, judge: Judge[Subject], holds: Callable[[Subject], object] | None = None, needle: str = ""
    ) -> None:
        self.judge, self.needle = judge, needle
        self.holds: Callable[[Subject], object] = holds or (lambda subject: judge(subject) & 1)


def all_of(parts: Sequence[Condition[Subject]]) -> Condition[Subject]:
    """Conditions joined by ``&&``; a single one is itself."""
    return _joined(parts, NO) if len(parts) > 1 else parts[0]


def any_of(parts: Sequence[Condition[Subject]]) -> Condition[Subject]:
    """Conditions joined by ``||``; a single one is itself."""
    return _joined(parts, YES) if len(parts) > 1 else parts[0]


def _joined(parts: Sequence[Condition[Subject]], decisive: int) -> Condition[Subject]:
    tests = [part.holds for part in parts]

    def every(subject: Subject) -> bool:
        return all(test(subject) for test in tests)

    def some(subject: Subject) -> bool:
        return any(test(subject) for test in tests)

    def judge(subject: Subject) -> int:
        return combine([part.judge(subject) for part in parts], decisive)

    needle = "" if decisive else max((part.needle for part in parts), key=len)
    return Condition(judge, some if decisive else every, needle)


def combine(verdicts: Sequence[int], decisive: int) -> int:
    """One verdict of several: ``decisive`` is YES for ``||``, NO for ``&&``."""
    if decisive in verdicts:
        return decisive
    doubt = next((verdict for verdict in verdicts if verdict > YES), None)
    answer = (
        any(verdict & 1 for verdict in verdicts) if decisive else all(verdict & 1 for verdict in verdicts)
    )
    return int(answer) if doubt is None else doubtful(doubt >> 1, answer)
