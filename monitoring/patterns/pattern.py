"""A compiled filter pattern."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

from monitoring.patterns import delimited, json_patterns
from monitoring.patterns.documents import read_object
from monitoring.patterns.errors import MAX_LENGTH, Note, PatternError
from monitoring.patterns.literals import Scalar, read_number
from monitoring.patterns.selectors import Selector, plain_value, read_selector
from monitoring.patterns.terms import read_terms
from monitoring.patterns.verdict import YES, Condition, reason_of

Kind: TypeAlias = Literal["everything", "terms", "json", "delimited"]
_OPENING: Final[Mapping[str, Kind]] = {"": "everything", "{": "json", "[": "delimited"}


class Pattern:
    """A filter pattern that CloudWatch Logs takes; made by ``monitoring.patterns.compile``.

    ``matches(message)`` says whether a line matches. Where AWS leaves the answer open, it gives the more
    likely one, and ``doubt(message)`` says why it may be wrong. ``notes`` are what the pattern does that its
    author hardly wants.
    """

    __slots__ = ("_delimited", "_judge", "kind", "matches", "notes", "regexes", "selectors", "text")

    matches: Callable[[str], bool]

    def __init__(self, text: str) -> None:
        self.text = text
        self.kind: Kind = _OPENING.get(text.strip()[:1], "terms")
        self.selectors: tuple[Selector, ...] = ()
        self.regexes = 0
        self._delimited: delimited.DelimitedPattern | None = None
        notes: list[Note] = []
        condition = self._read(notes)
        self.matches = condition.holds  # type: ignore[assignment]
        self._judge = condition.judge
        self.notes = tuple(notes)

    def _read(self, notes: list[Note]) -> Condition[str]:
        if self.kind == "everything":
            return Condition(lambda message: YES, lambda message: True)
        if self.kind == "json":
            found = json_patterns.JsonPattern(self.text, notes)
            self.selectors, self.regexes = tuple(found.selectors), found.regexes
            return json_patterns.line_condition(found)
        if self.kind == "delimited":
            self._delimited = delimited.DelimitedPattern(self.text, notes)
            self.regexes = self._delimited.regexes
            return delimited.line_condition(self._delimited)
        self.regexes = int(self.text.lstrip().startswith("%"))
        return read_terms(self.text, notes)

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"

    def doubt(self, message: str) -> str | None:
        """Why AWS might answer otherwise than ``matches``; None when its documentation leaves no doubt."""
        return reason_of(self._judge(message))

    def extract(self, message: str) -> dict[str, str] | None:
        """The values TestMetricFilter shows for a line that matches: the fields of a space-delimited one.

        None for a line that does not match.
        """
        if not self.matches(message):
            return None
        return delimited.extract_fields(self._delimited, message) if self._delimited else {}

    def check_reference(self, reference: str) -> None:
        """Raise PatternError unless ``$.name`` or ``$name`` can lead to a value with this kind of pattern."""
        try:
            self._check_reference(reference)
        except PatternError as problem:
            problem.subject = reference
            raise

    def _check_reference(self, reference: str) -> None:
        if self.kind == "json":
            read_selector(reference)
        elif self._delimited is None:
            message = (
                "only JSON and space-delimited patterns have values; the specified filter pattern has none"
            )
            raise PatternError(message, 0, len(reference), "take a number, or another kind of pattern")
        elif not self._knows(reference):
            message = f"the pattern has no field `{reference}`"
            known = ", ".join(f"${name}" for name in sorted(self._delimited.names)) or "$1, $2, .."
            raise PatternError(message, 0, len(reference), f"take one of {known}")

    def _knows(self, reference: str) -> bool:
        name = reference[1:] if reference[:1] == "$" else ""
        return name.isdecimal() or (self._delimited is not None and name in self._delimited.names)

    def read(self, message: str, reference: str) -> Scalar | None:
        """The text or number a reference has in a line; None when it has none. Raises PatternError."""
        self.check_reference(reference)
        if self._delimited is not None:
            return (delimited.extract_fields(self._delimited, message) or {}).get(reference)
        found: Any = plain_value(read_object(message) or {}, read_selector(reference).steps)
        return found if isinstance(found, (str, int, float)) and not isinstance(found, bool) else None

    def value(self, message: str, reference: str) -> float | None:
        """The number a reference has in a line; None when it has none. Raises PatternError."""
        found = self.read(message, reference)
        number = read_number(found) if isinstance(found, str) else found
        return None if number is None else float(number)

    def dimensions(self, message: str, references: Mapping[str, str]) -> dict[str, str] | None:
        """The dimensions of a line by ``{"server": "$server"}``; None when one has no value.

        Raises PatternError.
        """
        found = {name: self.read(message, reference) for name, reference in references.items()}
        return None if None in found.values() else {name: str(value) for name, value in found.items()}


def compile_pattern(text: str) -> Pattern:
    """Read a filter pattern.

    Raises PatternError for what CloudWatch Logs refuses, UnspecifiedPattern for what it documents nowhere.
    """
    if len(text) > MAX_LENGTH:
        message = f"the pattern has {len(text):,} characters, and at most {MAX_LENGTH:,} are allowed"
        raise PatternError(message, MAX_LENGTH, len(text) - MAX_LENGTH, "shorten it")
    return Pattern(text)
