"""``sort``, ``limit``, ``dedup``, and the order that rows have when nothing is said."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.grouping import identifier, refuse_structure
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Evaluate, Scope, Stage
from monitoring.insights.errors import QueryError
from monitoring.insights.tree import Dedup, Limit, LimitAny, Node, Sort
from monitoring.insights.values import SortKey, sort_key

DEFAULT_LIMIT: Final = 10_000
LARGEST_LIMIT: Final = 100_000
_CHUNK: Final = 2_000
_MISSING_SORTED: Final = "AWS does not say where sort puts rows without the field; before all others here"
_TAIL: Final = "AWS calls tail deprecated and does not say what it gives; the last rows in the order so far"

_ANY: Final = "AWS's limit any gives rows from any part of the time range; the first in the order so far here"


class Order(NamedTuple):
    """A key to sort by."""

    read: Evaluate
    descending: bool
    node: Node


def compile_sort(sort: Sort, scope: Scope, most: int | None) -> Stage:
    """``sort``: natural order, each key in its own direction (documented); keeps ``most`` rows."""
    orders = [Order(compile_expression(key.expression, scope), key.descending, key) for key in sort.keys]
    scope.ordered = True
    return _sorter(orders, scope, most)


def _sorter(orders: Sequence[Order], scope: Scope, most: int | None) -> Stage:
    """Sorts all rows, or keeps the first of them without holding all."""
    keys = [(_sort_by(order, scope), order.descending) for order in orders]

    def order_rows(rows: list[Row]) -> None:
        for key, descending in reversed(keys):
            rows.sort(key=key, reverse=descending)

    return lambda rows: _keep_first(rows, order_rows, most)


def _sort_by(order: Order, scope: Scope) -> Callable[[Row], SortKey]:
    def key(row: Row) -> SortKey:
        value = order.read(row)
        if value is None:
            scope.warn(_MISSING_SORTED, order.node)
        refuse_structure(value, order.node)
        return sort_key(value)

    return key


def _keep_first(
    rows: Iterable[Row], order_rows: Callable[[list[Row]], None], most: int | None
) -> Iterator[Row]:
    if most is None:
        kept = list(rows)
    else:
        kept = []
        remaining = iter(rows)
        while more := list(islice(remaining, max(most, _CHUNK))):
            kept += more
            order_rows(kept)
            del kept[most:]
    order_rows(kept)
    yield from kept[:most]


def default_order(scope: Scope, most: int | None = None) -> Stage:
    """Log events newest first (AWS's default); of equal times the earlier in the log first."""
    scope.ordered = True

    def order_rows(rows: list[Row]) -> None:
        rows.sort(key=lambda row: sort_key(row["@timestamp"]), reverse=True)

    return lambda rows: _keep_first(rows, order_rows, most)


def compile_limit(limit: Limit, scope: Scope) -> Stage:
    """``limit`` and ``head``: the first rows; ``tail``: the last."""
    if not 0 < limit.count <= LARGEST_LIMIT:
        message = f"limit takes a number from 1 to {LARGEST_LIMIT:,}"
        raise QueryError(message, limit.offset, limit.length)
    count = limit.count
    if isinstance(limit, LimitAny):
        scope.warn(_ANY, limit)
    if not limit.from_end:
        return lambda rows: islice(rows, count)
    scope.warn(_TAIL, limit)
    return lambda rows: list(rows)[-count:]


def compile_dedup(dedup: Dedup, scope: Scope) -> Stage:
    """``dedup``: the first row of each combination; rows where one is missing all stay (documented)."""
    identifiers = [identifier(compile_expression(key, scope), key) for key in dedup.keys]

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        seen: set[tuple[object, ...]] = set()
        for row in rows:
            key = tuple([identify(row) for identify in identifiers])
            if None not in key:
                if key in seen:
                    continue
                seen.add(key)
            yield row

    return run
