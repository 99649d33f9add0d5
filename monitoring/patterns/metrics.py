"""What a metric filter counts: a number or a value of each matching line, with dimensions.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric filters"; API Reference,
MetricTransformation. The default value is published for a minute whose lines do not match, not for one
without lines, and never together with dimensions. Those are 3 at most, and of JSON and space-delimited
patterns only.
"""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Final

import msgspec

from monitoring.patterns.errors import PatternError
from monitoring.patterns.literals import read_number
from monitoring.patterns.pattern import Pattern, compile_pattern

MAX_DIMENSIONS: Final = 3


class Sample(msgspec.Struct, frozen=True):
    """What a line adds to a metric."""

    value: float
    dimensions: dict[str, str]


class MetricFilter(msgspec.Struct, frozen=True):
    """A metric filter; made by ``metric_filter``, which checks it."""

    pattern: Pattern
    number: float | None
    reference: str
    default: float | None
    dimensions: dict[str, str]

    def sample(self, message: str) -> Sample | None:
        """What a line adds; None when it does not match, or has no number or dimension where one is read.

        AWS does not say that a matching line without its number or dimension is left out; ``doubt`` says so.
        """
        return self._read(message) if self.pattern.matches(message) else None

    def doubt(self, message: str) -> str | None:
        """Why AWS might count a line otherwise than ``sample``; None when there is no doubt."""
        if self.pattern.matches(message) and self._read(message) is None:
            return "AWS does not say what a matching line counts that lacks the metric's value or a dimension"
        return self.pattern.doubt(message)

    def minute(self, messages: Iterable[str]) -> list[Sample]:
        """What the lines of one minute add; the default when there are lines and none of them matches."""
        counted, seen = [], False
        for message in messages:
            seen = True
            if self.pattern.matches(message):
                counted.append(self._read(message))
        if seen and not counted and self.default is not None:
            return [Sample(self.default, {})]
        return [sample for sample in counted if sample is not None]

    def _read(self, message: str) -> Sample | None:
        value = self.number if self.number is not None else self.pattern.value(message, self.reference)
        dimensions = self.pattern.dimensions(message, self.dimensions)
        return None if value is None or dimensions is None else Sample(value, dimensions)


def metric_filter(
    pattern: str, value: str = "1", default: float | None = None, dimensions: Mapping[str, str] | None = None
) -> MetricFilter:
    """A metric filter; ``value`` is a number, ``$.name`` or ``$name``, ``dimensions`` are name to ``$..``.

    Raises PatternError, whose place is in the pattern, or in the value or dimension that it names.
    """
    compiled, named = compile_pattern(pattern), dict(dimensions or {})
    if named and default is not None:
        raise PatternError("a metric with dimensions has no default value", 0, 0, "remove one of the two")
    if len(named) > MAX_DIMENSIONS:
        message = f"{len(named)} dimensions, and a metric filter has at most {MAX_DIMENSIONS}"
        raise PatternError(message, 0, 0, "remove some")
    for reference in named.values():
        compiled.check_reference(reference)
    number = read_number(value.strip())
    if number is None:
        compiled.check_reference(value)
    if number is not None and not isfinite(number):
        raise PatternError(f"the metric value `{value}` is no number", 0, len(value), "write a number")
    return MetricFilter(compiled, None if number is None else float(number), value, default, named)
