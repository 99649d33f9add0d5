"""``fillmissing`` and ``filldown``: what stands in for rows and values that are not there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from re import compile as regex
from re import escape
from typing import Final

from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.grouping import bin_period
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.errors import QueryError, UnsupportedQuery
from monitoring.insights.times import Period as Duration
from monitoring.insights.times import rounding_up
from monitoring.insights.tree import Column, FieldPattern, FillDown, FillMissing, Period, Stats
from monitoring.insights.values import Timestamp, Value, to_text

_MOST_ROWS: Final = 1_000_000
_GROUPS: Final = (
    "AWS does not say what fillmissing does when bins are one of several keys; each group is filled here"
)
_RANGE: Final = (
    "AWS does not say how far fillmissing fills; from the first bin that has rows to the last here"
)


def compile_fillmissing(fill: FillMissing, scope: Scope) -> Stage:
    """``fillmissing``: rows for the empty bins of the stats before, with the values given for fields."""
    column, period = _find_bin(fill, scope)
    others = [key.name for key in scope.grouped.by if key is not column]  # type: ignore[union-attr]
    values: dict[str, Value] = {
        each.field.name: compile_expression(each.value, scope)(Row()) for each in fill.fills
    }
    scope.warn(_RANGE, fill)
    if others:
        scope.warn(_GROUPS, fill)
    following = rounding_up(Duration(period.count, period.unit))
    name = column.name

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        given = list(rows)
        moments = [moment for row in given if isinstance(moment := row[name], Timestamp)]
        if not moments:
            return iter(given)
        bins = list(_bins_between(min(moments), max(moments), following, fill))
        added = _missing_rows(given, name, others, bins)
        falling = moments[0] >= moments[-1]
        for row in added:
            row.update({key: value for key, value in values.items() if row[key] is None})
        if len(given) + len(added) > _MOST_ROWS:
            raise UnsupportedQuery(f"more than {_MOST_ROWS:,} rows to fill", fill.offset, fill.length)
        return iter(sorted([*given, *added], key=lambda row: row[name] or 0, reverse=falling))  # type: ignore[arg-type,return-value]

    return run


def _find_bin(fill: FillMissing, scope: Scope) -> tuple[Column, Period]:
    grouped = scope.grouped
    if isinstance(grouped, Stats) and not scope.discovers:
        for column in grouped.by:
            period = bin_period(column)
            if period is not None:
                return column, period
    message = "fillmissing fills the bins of the stats before it, which has no `by bin(..)`"
    raise QueryError(message, fill.offset, fill.length)


def _bins_between(
    first: int, last: int, following: Callable[[int], Timestamp], fill: FillMissing
) -> Iterator[Timestamp]:
    moment = Timestamp(first)
    for _ in range(_MOST_ROWS):
        if moment > last:
            return
        yield moment
        moment = following(moment + 1)
    raise UnsupportedQuery(f"more than {_MOST_ROWS:,} bins to fill", fill.offset, fill.length)


def _missing_rows(
    given: Sequence[Row], name: str, others: Sequence[str], bins: Sequence[Timestamp]
) -> list[Row]:
    known: dict[tuple[str | None, ...], tuple[Row, set[Value]]] = {}
    for row in given:
        key = tuple(to_text(row[other]) for other in others)
        _, moments = known.setdefault(key, (Row({other: row[other] for other in others}), set()))
        moments.add(row[name])
    return [
        Row({**keys, name: moment})
        for keys, moments in known.values()
        for moment in bins
        if moment not in moments
    ]


def compile_filldown(fill: FillDown, scope: Scope) -> Stage:
    """``filldown``: the last value that was not missing, for each field that has none."""
    names = list(scope.shown())
    if fill.fields:
        names = [name for pattern in fill.fields for name in _matching(pattern, names, scope)]

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        last: dict[str, Value] = {}
        for row in rows:
            for name in names:
                value = row[name]
                if value is not None:
                    last[name] = value
                elif name in last:
                    row[name] = last[name]
            yield row

    return run


def _matching(written: FieldPattern, names: Iterable[str], scope: Scope) -> list[str]:
    pattern = written.pattern
    if "*" not in pattern:
        if scope.discovers and pattern not in scope.made:
            scope.reads.setdefault(pattern, written)
        return [pattern]
    matches = regex(".*".join(map(escape, pattern.split("*")))).fullmatch
    return [name for name in names if matches(name)]
