"""Accumulators that pick values of a group: largest, first, latest, all that differ."""

from typing import Final

from monitoring.insights.aggregates.numbers import Warn
from monitoring.insights.budget import Budget
from monitoring.insights.values import Number, SortKey, Value, keep_time, sort_key, to_number, to_text

OTHER_VALUES: Final = (
    "AWS does not say what it gives when the row with that time lacks the field; the next that has it counts"
)
MOST_FREQUENT: Final = (
    "AWS does not say in what form topk gives its values, nor how it orders ties; a JSON list, sorted, here"
)
UNIQUE_VALUES: Final = (
    "AWS does not say in what form or order values() gives its values; a JSON list, sorted, here"
)
_MOST_VALUES: Final = 10_000


class Maximum:
    """The largest number, or else the text that sorts last."""

    __slots__ = ("_number", "_text")

    def __init__(self, warn: Warn) -> None:
        self._number: Number | None = None
        self._text: Value = None

    def add(self, value: Value) -> None:
        """Take a value."""
        number = to_number(value)
        if number is None:
            if value is not None:
                self._add_text(value)
        elif self._number is None or self.is_better(number, self._number):
            self._number = value if isinstance(value, int) else number

    def _add_text(self, value: Value) -> None:
        if self._text is None or self.is_better(sort_key(value), sort_key(self._text)):
            self._text = value

    @staticmethod
    def is_better(new: Number | SortKey, old: Number | SortKey) -> bool:
        """Whether one replaces the other."""
        return new > old  # type: ignore[operator]

    def result(self) -> Value:
        """The largest value."""
        return self._text if self._number is None else keep_time(self._number)


class Minimum(Maximum):
    """The text that sorts first, or else the smallest number."""

    __slots__ = ()

    @staticmethod
    def is_better(new: Number | SortKey, old: Number | SortKey) -> bool:
        """Whether one replaces the other."""
        return new < old  # type: ignore[operator]

    def result(self) -> Value:
        """The smallest value."""
        return keep_time(self._number) if self._text is None else self._text


class First:
    """The value that sorts first; as it was."""

    __slots__ = ("_key", "_value")

    def __init__(self, warn: Warn) -> None:
        self._key: SortKey | None = None
        self._value: Value = None

    def add(self, value: Value) -> None:
        """Take a value."""
        if value is None:
            return
        key = sort_key(value)
        if self._key is None or self.is_better(key, self._key):
            self._key, self._value = key, value

    @staticmethod
    def is_better(new: SortKey, old: SortKey) -> bool:
        """Whether one replaces the other."""
        return new < old

    def result(self) -> Value:
        """The value."""
        return self._value


class Last(First):
    """The value that sorts last; as it was."""

    __slots__ = ()

    @staticmethod
    def is_better(new: SortKey, old: SortKey) -> bool:
        """Whether one replaces the other."""
        return new > old


class Earliest:
    """The value at the earliest time; of equal times the one that comes first."""

    __slots__ = ("_empty", "_moment", "_value", "_warn")

    def __init__(self, warn: Warn) -> None:
        self._moment: int | None = None
        self._empty: int | None = None
        self._value: Value = None
        self._warn = warn

    def add(self, pair: tuple[int | None, Value]) -> None:
        """Take a time and the value then."""
        moment, value = pair
        if moment is None:
            return
        if value is None:
            if self._empty is None or self.is_better(moment, self._empty):
                self._empty = moment
        elif self._moment is None or self.is_better(moment, self._moment):
            self._moment, self._value = moment, value

    @staticmethod
    def is_better(new: int, old: int) -> bool:
        """Whether one time replaces the other."""
        return new < old

    def result(self) -> Value:
        """The value."""
        if None not in (self._empty, self._moment) and not self.is_better(self._moment, self._empty):  # type: ignore[arg-type]
            self._warn(OTHER_VALUES)
        return keep_time(self._value)


class Latest(Earliest):
    """The value at the latest time; of equal times the one that comes last."""

    __slots__ = ()

    @staticmethod
    def is_better(new: int, old: int) -> bool:
        """Whether one time replaces the other."""
        return new >= old


class UniqueValues:
    """The different values, 10,000 at most."""

    __slots__ = ("_found", "_warn")

    def __init__(self, warn: Warn) -> None:
        self._found: dict[str, None] = {}
        self._warn = warn

    def add(self, value: Value) -> None:
        """Take a value."""
        text = to_text(value)
        if text is not None and len(self._found) < _MOST_VALUES:
            self._found[text] = None

    def result(self) -> Value:
        """A list of texts; missing when there was none."""
        self._warn(UNIQUE_VALUES)
        return sorted(self._found, key=sort_key) or None


class TopValues:
    """The most frequent values."""

    __slots__ = ("_budget", "_counts", "_most", "_warn")

    def __init__(self, warn: Warn, most: Number) -> None:
        self._counts: dict[str, int] = {}
        self._budget = Budget("different values in topk", "filter before")
        self._most = int(most)
        self._warn = warn

    def add(self, value: Value) -> None:
        """Take a value; raises UnsupportedFunction where there are too many that differ."""
        text = to_text(value)
        if text is None:
            return
        if text not in self._counts:
            self._budget.take(text)
        self._counts[text] = self._counts.get(text, 0) + 1

    def result(self) -> Value:
        """A list of texts, most frequent first; missing when there was none."""
        self._warn(MOST_FREQUENT)
        ordered = sorted(self._counts, key=lambda text: (-self._counts[text], sort_key(text)))
        return ordered[: self._most] or None
