"""``accum``, ``addtotals`` and ``autoregress``: sums over rows and columns, and earlier rows."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from monitoring.insights.engine.expressions import compile_expression, settle
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.tree import Accum, AddTotals, Autoregress
from monitoring.insights.values import Number, Timestamp, Value, to_number

_SAME_FIELD: Final = "AWS does not say where accum without `as` puts its sum; in place of the field here"
_NO_NUMBER: Final = "AWS does not say what accum gives in a row without a number; nothing here, the sum stays"
_SUMMARY: Final = "AWS does not say what else stands in the row of column totals; the sums only here"
_ALIASES: Final = "AWS does not say how several lags are named after an alias; alias_p1 and so on here"


def compile_accum(accum: Accum, scope: Scope) -> Stage:
    """``accum``: a running sum, in the order of the rows."""
    read = compile_expression(accum.field, scope)
    name = accum.alias or accum.field.name
    if accum.alias is None:
        scope.warn(_SAME_FIELD, accum)
    scope.make(name)
    scope.show([name])

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        total: Number = 0
        for row in rows:
            number = to_number(read(row))
            if number is None:
                scope.warn(_NO_NUMBER, accum)
                row[name] = None
            else:
                total += number
                row[name] = settle(total)
            yield row

    return run


def compile_addtotals(totals: AddTotals, scope: Scope) -> Stage:
    """``addtotals``: a column with each row's sum; with ``col=true`` a last row with each column's."""
    names = [field.name for field in totals.fields] or list(scope.shown())
    _note_totals(totals, scope)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        sums: dict[str, Number] = {}
        for row in rows:
            numbers = _numbers(row, names)
            if totals.row:
                row[totals.name] = settle(sum(numbers.values()))
            for name, number in numbers.items():
                sums[name] = sums.get(name, 0) + number
            yield row
        if totals.column:
            yield Row({name: settle(number) for name, number in sums.items()})

    return run


def _note_totals(totals: AddTotals, scope: Scope) -> None:
    for field in totals.fields:
        compile_expression(field, scope)
    if totals.row:
        scope.make(totals.name)
        scope.show([totals.name])
    if totals.column:
        scope.warn(_SUMMARY, totals)


def _numbers(row: Row, names: Sequence[str]) -> dict[str, Number]:
    found = {name: _number(row[name]) for name in names}
    return {name: number for name, number in found.items() if number is not None}


def _number(value: Value) -> Number | None:
    return None if isinstance(value, Timestamp) else to_number(value)


def compile_autoregress(autoregress: Autoregress, scope: Scope) -> Stage:
    """``autoregress``: the values of earlier rows, as ``field_p1`` and so on (documented)."""
    read = compile_expression(autoregress.field, scope)
    lags = range(autoregress.first, autoregress.last + 1)
    names = _lag_names(autoregress, lags, scope)
    for name in names:
        scope.make(name)
    scope.show(names)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        before: deque[Value] = deque(maxlen=autoregress.last)
        for row in rows:
            value = read(row)
            for name, lag in zip(names, lags, strict=True):
                row[name] = before[-lag] if lag <= len(before) else None
            before.append(value)
            yield row

    return run


def _lag_names(autoregress: Autoregress, lags: range, scope: Scope) -> list[str]:
    if autoregress.alias is not None and len(lags) == 1:
        return [autoregress.alias]
    if autoregress.alias is not None:
        scope.warn(_ALIASES, autoregress)
    return [f"{autoregress.alias or autoregress.field.name}_p{lag}" for lag in lags]
