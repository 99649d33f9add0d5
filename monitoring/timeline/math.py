"""Metric math of alarms: the datum of a window, from the data of the windows before it."""

from collections.abc import Mapping, Sequence
from re import IGNORECASE
from re import compile as regex
from typing import Final, TypeAlias

from monitoring.evaluator.expressions.queries import evaluate
from monitoring.evaluator.machine import Datum, Source
from monitoring.evaluator.series import Series
from monitoring.plan.parts import MetricQuery
from monitoring.timeline.measurements import Measurements

Points: TypeAlias = tuple[float | None, ...]

_CLOCK: Final = regex(r"\b(?:MINUTE|HOUR|DAY|DATE|MONTH|YEAR|EPOCH)\s*\(", IGNORECASE)


_ALONE: Final = regex(
    r"\bFILL\(\s*\w+\s*,\s*-?[\d.]+\s*\)|\b(?:IF|ABS|CEIL|FLOOR|LOG|LOG10|(?:MAX|MIN|SUM|AVG)(?=\(\[))(?=\()",
    IGNORECASE,
)
_CALL: Final = regex(r"\w\s*\(")


def looks_around(queries: tuple[MetricQuery, ...]) -> bool:
    """Whether a datapoint may depend on others than those of its own period."""
    return any(_CALL.search(_ALONE.sub("", query.expression)) for query in queries)


def needs_clock(queries: tuple[MetricQuery, ...]) -> bool:
    """Whether an expression depends on the time itself, and so changes without any data."""
    return any(_CLOCK.search(query.expression) for query in queries)


def math_source(queries: tuple[MetricQuery, ...], measured: Measurements, reach: int) -> Source:
    """The returned query's datum of a window.

    Expressions see the ``reach`` windows that end with it, as they do when the alarm is evaluated there.
    How many CloudWatch fetches for them is unspecified by AWS; only functions that look at neighbours, such
    as RATE or RUNNING_SUM, notice.
    """
    inputs = {query.id: measured.source(query.stat) for query in queries if query.stat}
    expressions = {query.id: query.expression for query in queries if query.expression}
    returned = next(query.id for query in queries if query.returned)
    reach = reach if looks_around(queries) else 1
    by_clock = needs_clock(queries)
    known: dict[tuple[object, ...], float | None] = {}

    def find(start: int, end: int) -> Datum | None:
        period = end - start
        first = end - reach * period
        series = {name: _points(source, first, period, reach) for name, source in inputs.items()}
        key = (*series.values(), first if by_clock else None)
        if key not in known:
            metrics = {name: Series(first, period, list(points)) for name, points in series.items()}
            known[key] = _compute(expressions, metrics, returned, measured)[-1]
        value = known[key]
        return None if value is None else Datum(value)

    return find


def math_points(
    queries: tuple[MetricQuery, ...], measured: Measurements, period: int, ends: Sequence[int]
) -> list[float | None]:
    """What ``math_source`` gives for the windows of one period that end so, at once.

    The expressions must look neither around nor at the clock. Raises MathError.
    """
    inputs = {query.id: measured.source(query.stat) for query in queries if query.stat}
    metrics = {
        name: Series(ends[0], period, [_value(source(end - period, end)) for end in ends])
        for name, source in inputs.items()
    }
    expressions = {query.id: query.expression for query in queries if query.expression}
    returned = next(query.id for query in queries if query.returned)
    return _compute(expressions, metrics, returned, measured)


def _compute(
    expressions: Mapping[str, str], metrics: Mapping[str, Series], returned: str, measured: Measurements
) -> list[float | None]:
    """The points of the returned expression; what AWS leaves open about them is noted."""
    answer = evaluate(expressions, metrics, returned)
    for warning in answer.warnings:
        measured.doubt(f"{expressions[returned]}: {warning}")
    return answer.series.points


def _value(datum: Datum | None) -> float | None:
    return datum and datum.value


def _points(source: Source, first: int, period: int, count: int) -> Points:
    starts = range(first, first + count * period, period)
    return tuple(_value(source(start, start + period)) for start in starts)
