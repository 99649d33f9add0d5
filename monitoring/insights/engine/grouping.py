"""What rows are grouped by, and the order in which groups come."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Evaluate, Scope
from monitoring.insights.errors import QueryError
from monitoring.insights.tree import Call, Column, Node, Period
from monitoring.insights.values import Timestamp, Value, sort_key, to_text

_ORDER: Final = "AWS does not say in which order groups come without sort; by their keys, ascending, here"

Rest = TypeVar("Rest")


class Key(NamedTuple):
    """Something to group by; ``period`` is that of a bin."""

    name: str
    read: Evaluate
    identify: Callable[[Row], Any]
    period: Period | None


def compile_keys(columns: Sequence[Column], scope: Scope) -> list[Key]:
    """The keys of `by`."""
    return [_compile_key(column, scope) for column in columns]


def _compile_key(column: Column, scope: Scope) -> Key:
    read = compile_expression(column.expression, scope)
    return Key(column.name, read, identifier(read, column), bin_period(column))


def bin_period(column: Column) -> Period | None:
    """The period of a key that is a bin."""
    call = column.expression
    if isinstance(call, Call) and call.key == "bin" and isinstance(call.arguments[0], Period):
        return call.arguments[0]
    return None


def identifier(read: Evaluate, node: Node) -> Callable[[Row], Any]:
    """What is the same for values that print alike."""

    def identify(row: Row) -> Any:
        value = read(row)
        if value.__class__ is str or value is None or value.__class__ is Timestamp:
            return value
        refuse_structure(value, node)
        return to_text(value)

    return identify


def refuse_structure(value: Value, node: Node) -> None:
    """Maps and lists are not allowed in stats, sort and dedup (documented)."""
    if isinstance(value, dict | list):
        message = "a map or list cannot be grouped by, sorted or deduplicated; name a member of it"
        raise QueryError(message, node.offset, node.length)


def order_groups(
    groups: dict[Any, tuple[Row, Rest]], keys: list[Key], node: Node, scope: Scope
) -> Iterable[tuple[Row, Rest]]:
    """Groups of bins newest first (observed), the rest by their keys, which AWS leaves open."""
    ordered = list(groups.values())
    for key in reversed(keys):
        if key.period is None:
            ordered.sort(key=lambda group, name=key.name: sort_key(group[0][name]))  # type: ignore[misc]
    bins = [key.name for key in keys if key.period is not None]
    for name in reversed(bins):
        ordered.sort(key=lambda group, name=name: sort_key(group[0][name]), reverse=True)  # type: ignore[misc]
    if (
        len(bins) < len(keys)
        and len(ordered) > 1
        and scope.grouped is node
        and not (scope.ordered or scope.inner)
    ):
        scope.warn(_ORDER, node)
    return ordered
