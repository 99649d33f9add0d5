"""``unnest`` and ``expand``: a row for each item of a list."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from monitoring.insights.discovery.leaves import read_leaf
from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Evaluate, Scope, Stage
from monitoring.insights.functions.structures import parse_json
from monitoring.insights.tree import Expand, Unnest
from monitoring.insights.values import Value, to_json

_LIST: Final = (
    "AWS expands JSON texts; a list that split made was observed to stay whole, it is expanded here"
)


def compile_unnest(unnest: Unnest, scope: Scope) -> Stage:
    """``unnest``: what is no list counts as a list of one item, itself (documented)."""
    read = compile_expression(unnest.source, scope)
    scope.make(unnest.name)
    scope.show([unnest.name])
    return lambda rows: _spread(rows, read, unnest.name)


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

    return lambda rows: _spread(rows, items, name)


def _item(item: Any) -> Value:
    """An item as the field it becomes; objects and arrays as JSON."""
    return to_json(item) if isinstance(item, dict | list) else _leaf(item)


def _leaf(item: Any) -> Value:
    return read_leaf(item) if isinstance(item, bool | str) or item is None else item


def _spread(rows: Iterable[Row], read: Evaluate, name: str) -> Iterator[Row]:
    for row in rows:
        value = read(row)
        for item in value if isinstance(value, list) else [value]:
            spread = row.copy()
            spread[name] = item
            yield spread
