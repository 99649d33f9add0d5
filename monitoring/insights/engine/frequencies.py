"""``countFrequent``: how often combinations of values occur."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from monitoring.insights.budget import Budget
from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.grouping import identifier
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.errors import UnsupportedQuery
from monitoring.insights.functions.errors import UnsupportedFunction
from monitoring.insights.tree import CountFrequent
from monitoring.insights.values import sort_key

Key: TypeAlias = tuple[Any, ...]

COLUMN: Final = "_approxcount"
_EXACT: Final = (
    "AWS counts approximately here, and does not say how ties are ordered; exact, ties by value here"
)


def compile_countfrequent(command: CountFrequent, scope: Scope) -> Stage:
    """``countFrequent``: each combination with its ``_approxcount``, most frequent first (documented)."""
    names = [field.name for field in command.fields]
    reads = [compile_expression(field, scope) for field in command.fields]
    identifiers = [identifier(read, field) for read, field in zip(reads, command.fields, strict=True)]
    scope.reset([*names, COLUMN])
    scope.ordered = True
    scope.warn(_EXACT, command)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        try:
            counts = _count(tuple([identify(row) for identify in identifiers]) for row in rows)
        except UnsupportedFunction as error:
            raise UnsupportedQuery(str(error), command.offset, command.length) from None
        ordered = sorted(counts.items(), key=lambda item: (-item[1], [sort_key(value) for value in item[0]]))
        for key, count in ordered:
            yield Row({**dict(zip(names, key, strict=True)), COLUMN: count})

    return run


def _count(keys: Iterable[Key]) -> dict[Key, int]:
    budget = Budget("combinations", "count fewer fields, or filter before")
    counts: dict[Key, int] = {}
    for key in keys:
        if key not in counts:
            budget.take(key)
        counts[key] = counts.get(key, 0) + 1
    return counts
