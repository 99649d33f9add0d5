"""Patterns for JSON lines: ``{ $.error.code = "TIMEOUT" && $.duration > 1e3 }``.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax", JSON log events. A selector that ends at
an array or object satisfies no comparison; so does one that leads nowhere, ``!=`` included (observed).
"""

from collections.abc import Callable
from typing import Any, Final, NoReturn

from monitoring.patterns.conditions import take_condition
from monitoring.patterns.documents import read_object
from monitoring.patterns.errors import Note, UnspecifiedPattern
from monitoring.patterns.literals import ORDERS, Literal, read_number, take_literal, take_operator
from monitoring.patterns.regexes import MAX_REGEXES
from monitoring.patterns.scanner import LETTERS, Scanner
from monitoring.patterns.selectors import MISSING, Selector, plain_value, take_selector
from monitoring.patterns.verdict import (
    ANY_DIFFERS,
    BOOLEAN,
    MISSING_NULL,
    NO,
    NULL,
    TEXT_NUMBER,
    YES,
    Condition,
    combine,
    doubtful,
)

MAX_WILDCARDS: Final = 3
"""Wildcard selectors in a pattern (same page, "Quotas")."""

Node = Callable[[Any], int]
"""The verdict on one value of a line; MISSING is one too."""


class JsonPattern:
    """A parsed pattern: its condition on the object of a line, and the selectors it reads."""

    __slots__ = ("_notes", "_scanner", "condition", "regexes", "selectors")

    def __init__(self, text: str, notes: list[Note]) -> None:
        self._scanner, self._notes = Scanner(text), notes
        self.selectors: list[Selector] = []
        self.regexes = 0
        self.condition = self._read()

    def _read(self) -> Condition[dict[str, Any]]:
        scanner = self._scanner
        scanner.skip_blanks()
        opened = scanner.at
        scanner.take("{")
        scanner.skip_blanks()
        if scanner.sign == "}":
            raise scanner.error("there is nothing to compare", "write it like `{ $.level = ERROR }`", opened)
        condition = take_condition(scanner, self._take_comparison)
        scanner.skip_blanks()
        if not scanner.take("}"):
            self._refuse_end(opened)
        scanner.skip_blanks()
        if scanner.sign:
            raise scanner.error("a JSON pattern ends at its `}`", "remove what follows")
        return condition

    def _refuse_end(self, opened: int) -> NoReturn:
        scanner = self._scanner
        if scanner.sign == ")":
            raise scanner.error("this bracket closes nothing", "remove it, or open it")
        if scanner.sign:
            raise scanner.error(
                "`&&`, `||` or `}` is missing here", "join the next comparison, or close the pattern"
            )
        scanner.at = opened + 1
        raise scanner.error("this bracket is never closed", "close it with `}`", opened)

    def _take_comparison(self) -> Condition[dict[str, Any]]:
        scanner = self._scanner
        selector = self._take_selector()
        scanner.skip_blanks()
        if scanner.sign.isalpha():
            return _condition(selector, self._take_state())
        start = scanner.at
        operator = take_operator(scanner)
        scanner.skip_blanks()
        literal = take_literal(scanner, self._notes)
        self.regexes += literal.is_regex
        if self.regexes > MAX_REGEXES:
            raise scanner.error(f"more than {MAX_REGEXES} regular expressions", "join two with `|`", start)
        if operator not in ORDERS:
            return _equality_condition(selector, literal, operator == "!=")
        if literal.number is None:
            raise scanner.error(
                f"`{operator}` compares with numbers only", "write a number without quotes", start
            )
        return _condition(selector, _order(operator, literal.number))

    def _take_selector(self) -> Selector:
        selector = take_selector(self._scanner)
        self.selectors.append(selector)
        if sum(each.wild for each in self.selectors) > MAX_WILDCARDS:
            fix = "name elements instead"
            raise self._scanner.error(
                f"more than {MAX_WILDCARDS} selectors with wildcards", fix, selector.offset
            )
        return selector

    def _take_state(self) -> Node:
        """Read ``IS NULL``, ``IS TRUE``, ``IS FALSE`` or ``NOT EXISTS``."""
        scanner = self._scanner
        start = scanner.at
        words = [scanner.take_while(LETTERS)]
        scanner.skip_blanks()
        words.append(scanner.take_while(LETTERS))
        said = " ".join(words).strip()
        if said in _STATES:
            return _STATES[said]
        if said.upper() in _STATES:
            message = f"AWS documents `{said.upper()}` in capitals only"
            raise UnspecifiedPattern(message, *scanner.place(start), f"write `{said.upper()}`")
        fix = "write a comparison, IS NULL, IS TRUE, IS FALSE or NOT EXISTS"
        if words[0].upper() == "EXISTS":
            fix = "write `= *` for a field that exists"
        raise scanner.error(f"there is no `{said}`", fix, start)


def _condition(selector: Selector, node: Node) -> Condition[dict[str, Any]]:
    steps = selector.steps
    if selector.wild:
        return Condition(
            lambda root: combine([node(value) for value in selector.find(root) or [MISSING]], YES)
        )
    return Condition(lambda root: node(plain_value(root, steps)))


def _equality_condition(selector: Selector, literal: Literal, negated: bool) -> Condition[dict[str, Any]]:
    node = _equality(literal, negated)
    if negated and selector.wild:
        return Condition(lambda root: _some_differ([node(value) for value in selector.find(root)]))
    condition = _condition(selector, node)
    condition.needle = "" if negated else literal.needle
    return condition


def _some_differ(verdicts: list[int]) -> int:
    some = combine(verdicts, YES)
    return some if not verdicts or some == combine(verdicts, NO) else doubtful(ANY_DIFFERS, some & 1)


def _equality(literal: Literal, negated: bool) -> Node:
    equals = literal.equals

    def judge(value: Any) -> int:
        kind = value.__class__
        if kind is str or kind is int or kind is float:
            return equals(value) ^ negated
        if kind is bool:
            alike = equals("true" if value else "false") & 1
            return doubtful(BOOLEAN, False) if negated or alike else NO
        if value is None:
            return doubtful(NULL, False) if negated or equals("null") & 1 else NO
        return NO

    return judge


def _order(operator: str, number: float) -> Node:
    compare = ORDERS[operator]

    def judge(value: Any) -> int:
        kind = value.__class__
        if kind is int or kind is float:
            return YES if compare(value, number) else NO
        read = read_number(value) if kind is str else None
        return doubtful(TEXT_NUMBER, True) if read is not None and compare(read, number) else NO

    return judge


def _is_null(value: Any) -> int:
    return doubtful(MISSING_NULL, False) if value is MISSING else int(value is None)


_STATES: Final[dict[str, Node]] = {
    "IS NULL": _is_null,
    "IS TRUE": lambda value: int(value is True),
    "IS FALSE": lambda value: int(value is False),
    "NOT EXISTS": lambda value: int(value is MISSING),
}


def line_condition(pattern: JsonPattern) -> Condition[str]:
    """The condition on a line, which has to be a JSON object and nothing else."""
    holds_object, judge_object = pattern.condition.holds, pattern.condition.judge
    needle = pattern.condition.needle

    def holds(message: str) -> bool:
        if needle not in message and "\\" not in message:
            return False  # a backslash may hide any text
        found = read_object(message)
        return found is not None and bool(holds_object(found))

    def judge(message: str) -> int:
        found = read_object(message)
        return NO if found is None else judge_object(found)

    return Condition(judge, holds)
