"""``join``, ``appendcols``, ``lookup`` and ``cidrlookup``: fields from elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Final

from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Evaluate, Scope, Stage, Table
from monitoring.insights.errors import MissingTable, QueryError, UnspecifiedQuery
from monitoring.insights.tree import AppendCols, Field, Join, Lookup, Node
from monitoring.insights.values import Value, to_text

_MOST_KEYS: Final = 50_000
_LENGTHS: Final = (
    "AWS does not say what appendcols does when the subquery has another number of rows; left out here"
)
_NO_COLUMN: Final = "AWS does not say which column has the networks when none is named; write `as COLUMN`"
_SEVERAL: Final = "AWS does not say which row of the lookup table counts when several match; the first here"


def compile_join(join: Join, scope: Scope) -> Stage:
    """``join``: left rows with the right rows of equal keys, fields of each under its alias (documented)."""
    right_names = scope.environment.names_under(join.right)
    index = _index_right(join, right_names, scope)
    left_names = scope.environment.names_under(join.left)
    reads = {f"{join.left}.{name}": compile_expression(_field(name, join), scope) for name in left_names}
    left_keys = [compile_expression(key.left, scope) for key in join.keys]
    for name in (*reads, *(f"{join.right}.{name}" for name in right_names)):
        scope.make(name)
    scope.raw = False
    unmatched = [Row()] if join.kind == "left" else []

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            key = _texts([read(row) for read in left_keys])
            renamed = {name: read(row) for name, read in reads.items()}
            for match in (index.get(key) if key is not None else None) or unmatched:
                joined = row.copy()
                joined.update(renamed)
                joined.update({f"{join.right}.{name}": match[name] for name in right_names})
                yield joined

    return run


def _index_right(join: Join, names: list[str], scope: Scope) -> dict[tuple[str, ...], list[Row]]:
    """The right rows by their keys, of which there are 50,000 at most (documented)."""
    keys = [key.right.name for key in join.keys]
    index: dict[tuple[str, ...], list[Row]] = {}
    for row in scope.environment.ask(join.query, [*names, *keys]).rows:
        if (found := _texts([row[key] for key in keys])) is not None:
            index.setdefault(found, []).append(row)
    if len(index) > _MOST_KEYS:
        message = f"AWS joins with at most {_MOST_KEYS:,} keys on the right, these are {len(index):,}"
        raise QueryError(message, join.query.offset, join.query.length)
    return index


def _field(name: str, node: Node) -> Field:
    return Field(name, tuple(name.split(".")), offset=node.offset, length=node.length)


def _texts(values: list[Value]) -> tuple[str, ...] | None:
    """Keys as texts; None when one is missing, which matches nothing."""
    texts = [text for value in values if (text := to_text(value)) is not None]
    return tuple(texts) if len(texts) == len(values) else None


def compile_appendcols(append: AppendCols, scope: Scope) -> Stage:
    """``appendcols``: the subquery's columns, the n-th row to the n-th row (documented)."""
    answer = scope.environment.ask(append.query, [])
    added = answer.rows[: append.maximum]
    for name in answer.columns:
        scope.make(name)
    shown = set(scope.shown())
    taken = [name for name in answer.columns if append.override or name not in shown]
    scope.show(answer.columns)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        for row, other in zip_longest(rows, added):
            if row is None or other is None:
                scope.warn(_LENGTHS, append)
            if row is None:
                return
            if other is not None:
                row.update({name: other[name] for name in taken})
            yield row

    return run


def compile_lookup(lookup: Lookup, scope: Scope) -> Stage:
    """``lookup``: columns of the table's row with the same values, compared exactly (documented)."""
    table = scope.environment.tables.get(lookup.table)
    if table is None:
        message = f"there is no lookup table `{lookup.table}` here; give its rows"
        raise MissingTable(message, lookup.offset, lookup.length)
    if lookup.network and not lookup.keys[0].column:
        raise UnspecifiedQuery(_NO_COLUMN, lookup.keys[0].offset, lookup.keys[0].length)
    _require_columns(lookup, table)
    reads = [compile_expression(key.field, scope) for key in lookup.keys]
    find = (
        _find_network(lookup, table, reads, scope)
        if lookup.network
        else _find_exactly(lookup, table, reads, scope)
    )
    names = [output.name for output in lookup.outputs]
    for output in lookup.outputs:
        if lookup.only_new:
            compile_expression(_field(output.name, output), scope)
        scope.make(output.name)
    scope.show(names)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            match = find(row)
            if match is not None:
                _put(lookup, row, match)
            yield row

    return run


def _require_columns(lookup: Lookup, table: Table) -> None:
    known = {name for row in table for name in row}
    wanted = [(output.column, output) for output in lookup.outputs]
    for column, node in [*((key.column, key) for key in lookup.keys), *wanted]:
        if table and column not in known:
            message = f"the lookup table `{lookup.table}` has no column `{column}`"
            raise QueryError(message, node.offset, node.length)


def _put(lookup: Lookup, row: Row, match: Mapping[str, str]) -> None:
    for output in lookup.outputs:
        if not lookup.only_new or row[output.name] in (None, ""):
            row[output.name] = match.get(output.column)


_SEVERAL_NETWORKS: Final = (
    "AWS does not say which network counts when several hold the address; the smallest here"
)

Find = Callable[[Row], Mapping[str, str] | None]


def _find_exactly(lookup: Lookup, table: Table, reads: list[Evaluate], scope: Scope) -> Find:
    index: dict[tuple[str, ...], Mapping[str, str]] = {}
    several: set[tuple[str, ...]] = set()
    for record in table:
        key = tuple(record.get(key.column, "") for key in lookup.keys)
        if key in index:
            several.add(key)
        index.setdefault(key, record)

    def find(row: Row) -> Mapping[str, str] | None:
        key = _texts([read(row) for read in reads])
        if key in several:
            scope.warn(_SEVERAL, lookup)
        return None if key is None else index.get(key)

    return find


def _find_network(lookup: Lookup, table: Table, reads: list[Evaluate], scope: Scope) -> Find:
    from ipaddress import ip_address, ip_network

    column = lookup.keys[0].column
    networks = []
    for record in table:
        try:
            networks.append((ip_network(record.get(column, ""), strict=False), record))
        except ValueError:
            continue
    networks.sort(key=lambda item: -item[0].prefixlen)

    def find(row: Row) -> Mapping[str, str] | None:
        try:
            address = ip_address(to_text(reads[0](row)) or "")
        except ValueError:
            return None
        found = [record for network, record in networks if address in network]
        if len(found) > 1:
            scope.warn(_SEVERAL_NETWORKS, lookup)
        return found[0] if found else None

    return find
