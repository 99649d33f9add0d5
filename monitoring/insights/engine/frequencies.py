"""``countFrequent``: how often combinations of values occur."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.grouping import identifier
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.errors import UnsupportedQuery
from monitoring.insights.tree import CountFrequent
from monitoring.insights.values import sort_key

COLUMN: Final = "_approxcount"
_MOST_GROUPS: Final = 1_000_000
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
        counts: dict[tuple[Any, ...], int] = {}
        for row in rows:
            key = tuple([identify(row) for identify in identifiers])
            counts[key] = counts.get(key, 0) + 1
            if len(counts) > _MOST_GROUPS:
                message = f"more than {_MOST_GROUPS:,} combinations; count fewer fields"
                raise UnsupportedQuery(message, command.offset, command.length)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], [sort_key(value) for value in item[0]]))
        for key, count in ordered:
            yield Row({**dict(zip(names, key, strict=True)), COLUMN: count})

    return run
