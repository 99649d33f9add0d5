"""A query sorts by an aggregate that has no name of its own.

Why: a column without `as` is named by the text that it is written as: `count(*)`, not `count`. So
`stats count(*) by userId | sort count desc` sorts by a field that no row has, and the largest come anywhere.
Whether `sort count(*) desc` finds the column hangs on both texts being the same to the letter.

Fix: name the aggregate with `as`, and sort by that name.

Bad:

    queries:
      forbidden:
        summary: |
          stats count(*) by userId
          | sort count desc

Good:

    queries:
      forbidden:
        summary: |
          stats count(*) as requests by userId
          | sort requests desc
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.saved_queries import place_in, readable_queries
from monitoring.finding import Finding, warning
from monitoring.insights.signatures import AGGREGATE_KEYS
from monitoring.insights.tree import Call, Column, Field, Query, Sort, Stats
from monitoring.spec.root import Spec

CHECK: Final = "unnamed-aggregate-sorted"


def check(spec: Spec) -> Iterator[Finding]:
    """Sort keys that mean an aggregate without `as`."""
    for name, query, tree in readable_queries(spec):
        for field, column in _sorted_unnamed(tree):
            path, span = place_in(name, query, field)
            message = f"the column is named `{column.name}`, by its text, and `sort` means it without a name"
            fix = (
                f"name it where it is made, such as `{column.name} as {_suggested(column)}`, and sort by that"
            )
            yield warning(CHECK, path, message, fix, span=span)


def _sorted_unnamed(query: Query) -> Iterator[tuple[Field, Column]]:
    stats: Stats | None = None
    for command in query.commands:
        if isinstance(command, Stats):
            stats = command
        elif isinstance(command, Sort) and stats is not None:
            for key in command.keys:
                if isinstance(key.expression, Field) and (column := _meant(key.expression, stats)):
                    yield key.expression, column


def _meant(field: Field, stats: Stats) -> Column | None:
    """The unnamed aggregate that a sort key means, by its text or by the name of its function."""
    if any(column.alias == field.name for column in stats.columns + stats.by):
        return None
    for column in stats.columns:
        if column.alias is None and (key := _aggregate(column)) and field.name in (column.name, key):
            return column
    return None


def _aggregate(column: Column) -> str | None:
    call = column.expression
    return call.key if isinstance(call, Call) and call.key in AGGREGATE_KEYS else None


def _suggested(column: Column) -> str:
    call = column.expression
    assert isinstance(call, Call)
    inside = call.arguments[0] if call.arguments else None
    return f"{call.key}_{inside.parts[-1].lstrip('@')}" if isinstance(inside, Field) else "total"
