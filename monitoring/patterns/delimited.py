"""Patterns for space-delimited lines: ``[ip, ..., status = 4*, bytes > 1000]``.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax", space-delimited log events, and the
examples of TestMetricFilter in the API Reference: the last field takes the rest of the line, ``...`` is any
number of fields, an empty entry is a field without name, ``[]`` takes every line. Names as AWS's CDK writes
them. A condition on the field of another entry was observed to be refused.
"""

from collections import deque
from itertools import islice
from typing import Final, NoReturn

import msgspec

from monitoring.patterns.conditions import take_condition
from monitoring.patterns.errors import Note, UnspecifiedPattern
from monitoring.patterns.fields import MAX_EVENT, has_odd_edges, rest_of_line, split_fields, split_line
from monitoring.patterns.literals import ORDERS, Literal, read_number, take_literal, take_operator
from monitoring.patterns.regexes import MAX_REGEXES
from monitoring.patterns.scanner import NAME, Scanner
from monitoring.patterns.verdict import EDGES, NO, TOO_LONG, YES, Condition, combine, doubtful

_ELLIPSIS: Final = "..."


class Entry(msgspec.Struct, frozen=True):
    """An entry of the pattern: the name of its field, and the condition on it."""

    name: str
    condition: Condition[str] | None


class DelimitedPattern:
    """A parsed pattern: entries before and after ``...``, or all before when there is none."""

    __slots__ = ("_notes", "_scanner", "after", "before", "open_ended", "regexes")

    def __init__(self, text: str, notes: list[Note]) -> None:
        self._scanner, self._notes = Scanner(text), notes
        self.before: list[Entry] = []
        self.after: list[Entry] = []
        self.open_ended = False
        self.regexes = 0
        self._read()

    @property
    def names(self) -> set[str]:
        """The names its fields have."""
        return {entry.name for entry in (*self.before, *self.after) if entry.name}

    def _read(self) -> None:
        scanner = self._scanner
        scanner.skip_blanks()
        opened = scanner.at
        scanner.take("[")
        scanner.skip_blanks()
        if scanner.take("]"):
            self.open_ended = True
        else:
            self._take_entries(opened)
            self._note_single(opened)
        scanner.skip_blanks()
        if scanner.sign:
            raise scanner.error(
                "a space-delimited pattern ends at its `]`", "remove what follows, or quote the term"
            )

    def _take_entries(self, opened: int) -> None:
        scanner = self._scanner
        while True:
            self._take_entry()
            scanner.skip_blanks()
            if scanner.take("]"):
                return
            if not scanner.take(","):
                self._refuse_end(opened)

    def _note_single(self, opened: int) -> None:
        entries = [*self.before, *self.after]
        if not self.open_ended and len(entries) == 1 and entries[0].condition is None:
            message = f"every line with a word in it matches: `{entries[0].name}` is the name of a field here"
            fix = f'write "[{entries[0].name}]" with quotes to look for the text'
            self._notes.append(Note(message, fix, *self._scanner.place(opened)))

    def _refuse_end(self, opened: int) -> NoReturn:
        scanner = self._scanner
        if scanner.sign:
            raise scanner.error(
                "`,` or `]` is missing here", "divide the fields by commas, or close the pattern"
            )
        scanner.at = opened + 1
        raise scanner.error("this bracket is never closed", "close it with `]`", opened)

    def _take_entry(self) -> None:
        scanner = self._scanner
        scanner.skip_blanks()
        start = scanner.at
        if scanner.take(_ELLIPSIS):
            if self.open_ended:
                raise scanner.error("a pattern has at most one `...`", "name the fields in between", start)
            self.open_ended = True
            return
        entry = Entry("", None) if scanner.sign in (",", "]") else self._take_field(start)
        if entry.name and entry.name in self.names:
            message = f"AWS does not say what two fields named `{entry.name}` mean"
            raise UnspecifiedPattern(message, *scanner.place(start), "give each field its own name")
        (self.after if self.open_ended else self.before).append(entry)

    def _take_field(self, start: int) -> Entry:
        scanner = self._scanner
        name = scanner.take_while(NAME)
        if not name:
            raise scanner.error("a name of a field is missing here", "name it, or write `...` for any fields")
        scanner.skip_blanks()
        if not scanner.sign or scanner.sign in ",]":
            return Entry(name, None)
        scanner.at = start
        return Entry(name, take_condition(scanner, lambda: self._take_comparison(name)))

    def _take_comparison(self, name: str) -> Condition[str]:
        scanner = self._scanner
        self._take_name(name)
        scanner.skip_blanks()
        start = scanner.at
        operator = take_operator(scanner)
        scanner.skip_blanks()
        literal = take_literal(scanner, self._notes)
        self.regexes += literal.is_regex
        if self.regexes > MAX_REGEXES:
            raise scanner.error(f"more than {MAX_REGEXES} regular expressions", "join two with `|`", start)
        if operator not in ORDERS:
            return _equality(literal, operator == "!=")
        if literal.number is None:
            raise scanner.error(
                f"`{operator}` compares with numbers only", "write a number without quotes", start
            )
        return _order(operator, literal.number)

    def _take_name(self, name: str) -> None:
        scanner = self._scanner
        start = scanner.at
        found = scanner.take_while(NAME)
        if found == name:
            return
        if found and found.lower() == name.lower():
            message = f"the field of this entry is `{name}`, not `{found}`"
            self._notes.append(Note(message, f"write `{name}`", *scanner.place(start)))
            return
        fix = f"write `{name}` and a comparison, or move this to its own entry"
        raise scanner.error(f"conditions of this entry are about `{name}`", fix, start)


def _equality(literal: Literal, negated: bool) -> Condition[str]:
    equals = literal.equals
    return Condition(lambda field: equals(field) ^ negated)


def _order(operator: str, number: float) -> Condition[str]:
    compare = ORDERS[operator]

    def judge(field: str) -> int:
        read = read_number(field)
        return YES if read is not None and compare(read, number) else NO

    return Condition(judge)


def read_fields(pattern: DelimitedPattern, line: str) -> list[tuple[Entry, str]] | None:
    """The fields that entries stand for; None when a line has too few."""
    before, after = pattern.before, pattern.after
    if not pattern.open_ended:
        return _read_closed(before, line)
    fields = iter(split_fields(line))
    first = list(islice(fields, len(before)))
    last = deque(fields, maxlen=len(after))
    if len(first) < len(before) or len(last) < len(after):
        return None
    return [*zip(before, first, strict=True), *zip(after, last, strict=True)]


def _read_closed(entries: list[Entry], line: str) -> list[tuple[Entry, str]] | None:
    found: list[str] = []
    end = 0
    for field, end, _ in islice(split_line(line), len(entries) - 1):  # noqa: B007
        found.append(field)
    rest = rest_of_line(line, end)
    if rest is None or len(found) < len(entries) - 1:
        return None
    return list(zip(entries, [*found, rest], strict=True))


def extract_fields(pattern: DelimitedPattern, line: str) -> dict[str, str] | None:
    """All fields of a line as TestMetricFilter shows them: ``$name``, or ``$3`` without a name."""
    named = read_fields(pattern, line)
    if named is None:
        return None
    values = list(split_fields(line)) if pattern.open_ended else [field for _, field in named]
    entries = [entry for entry, _ in named]
    after = len(pattern.after)
    middle = [Entry("", None)] * (len(values) - len(entries))
    entries = [*entries[: len(entries) - after], *middle, *entries[len(entries) - after :]]
    return {
        f"${entry.name or place}": value
        for place, (entry, value) in enumerate(zip(entries, values, strict=True), start=1)
    }


def line_condition(pattern: DelimitedPattern) -> Condition[str]:
    """The condition on a line: enough fields, and every entry's condition; no event is longer than 1 MB."""

    def holds(line: str) -> bool:
        if len(line) > MAX_EVENT:
            return False
        fields = read_fields(pattern, line)
        return fields is not None and all(
            entry.condition is None or entry.condition.holds(field) for entry, field in fields
        )

    def judge(line: str) -> int:
        if len(line) > MAX_EVENT:
            return doubtful(TOO_LONG, False)
        fields = read_fields(pattern, line)
        if has_odd_edges(line):
            return doubtful(EDGES, holds(line))
        if fields is None:
            return NO
        return combine([entry.condition.judge(field) for entry, field in fields if entry.condition], NO)

    return Condition(judge, holds)
