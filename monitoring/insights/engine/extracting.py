"""``unnest`` and ``expand``: a row for each item of a list."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from monitoring.insights.discovery.leaves import read_leaf
from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Evaluate, Scope, Stage
from monitoring.insights.errors import UnsupportedQuery
from monitoring.insights.functions.structures import parse_json
from monitoring.insights.tree import Expand, Node, Unnest
from monitoring.insights.values import Value, to_json

MOST_ROWS: Final = 5_000_000
_LIST: Final = (
    "AWS expands JSON texts; a list that split made was observed to stay whole, it is expanded here"
)


def compile_unnest(unnest: Unnest, scope: Scope) -> Stage:
    """``unnest``: what is no list counts as a list of one item, itself (documented)."""
    read = compile_expression(unnest.source, scope)
    scope.make(unnest.name)
    scope.show([unnest.name])
    return lambda rows: _spread(rows, read, unnest, unnest.name)


def compile_expand(expand: Expand, scope: Scope) -> Stage:
    """``expand``: the items of a JSON array in place of the array (documented)."""
    name = expand.field.name
    made = name in scope.made
    if not made:
        scope.lists.add(name)
    read = compile_expression(expand.field, scope)
    scope.make(name)

    def items(row: Row) -> Value:
        value = read(row)
        if isinstance(value, list) and made:
            scope.warn(_LIST, expand)
        array = value if isinstance(value, list) else parse_json(value)
        return [_item(item) for item in array] if isinstance(array, list) else value

    return lambda rows: _spread(rows, items, expand, name)


def _item(item: Any) -> Value:
    """An item as the field it becomes; objects and arrays as JSON."""
    return to_json(item) if isinstance(item, dict | list) else _leaf(item)


def _leaf(item: Any) -> Value:
    return read_leaf(item) if isinstance(item, bool | str) or item is None else item


def _spread(rows: Iterable[Row], read: Evaluate, command: Node, name: str) -> Iterator[Row]:
    made = 0
    for row in rows:
        value = read(row)
        items = value if isinstance(value, list) else [value]
        made = check_rows(made + len(items) - 1, command)
        for item in items:
            spread = row.copy()
            spread[name] = item
            yield spread


def check_rows(made: int, command: Node) -> int:
    """How many rows a command has added so far; raises UnsupportedQuery when they are too many."""
    if made > MOST_ROWS:
        message = f"this adds more than {MOST_ROWS:,} rows; filter before it"
        raise UnsupportedQuery(message, command.offset, command.length)
    return made
