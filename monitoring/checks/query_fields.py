"""The fields that a query reads without having made them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from monitoring.checks.saved_queries import read_query
from monitoring.insights.errors import QueryError
from monitoring.insights.tree import Column, Command, Display, Field, Fields, Node, Query, Stats
from monitoring.insights.tree.made import made_by
from monitoring.insights.tree.walk import walk


class Read(NamedTuple):
    """A field that is read; ``columns`` are what a stats before it leaves, None when log lines are read."""

    field: Field
    columns: frozenset[str] | None


@lru_cache(maxsize=512)
def foreign_reads(text: str) -> tuple[Read, ...]:
    """Every field of a query that no command of it made; none when the query cannot be read."""
    tree = read_query(text)
    return () if isinstance(tree, QueryError) else tuple(_foreign_reads(tree))


def _foreign_reads(query: Query) -> Iterator[Read]:
    """Every field that no command before made, up to a command that makes fields of unknown names."""
    made: frozenset[str] = frozenset()
    columns: frozenset[str] | None = None
    for command in query.commands:
        makes = made_by(command)
        if makes is None:
            return
        for field in _reads_of(command, made):
            yield Read(field, columns)
        if isinstance(command, Stats):
            columns, made = makes, frozenset()
        made |= makes


def _reads_of(command: Command, made: frozenset[str]) -> Iterator[Field]:
    if isinstance(command, Stats):
        yield from _reads_of_columns(command.by + command.columns, made)
    elif isinstance(command, (Fields, Display)):
        yield from _reads_of_columns(command.columns, made)
    else:
        yield from _unmade(command, made)


def _reads_of_columns(columns: tuple[Column, ...], made: frozenset[str]) -> Iterator[Field]:
    """What columns read; each may use the aliases of those before it."""
    for column in columns:
        yield from _unmade(column, made)
        if column.alias is not None:
            made |= {column.alias}


def _unmade(root: Node, made: frozenset[str]) -> Iterator[Field]:
    for node in walk(root, subqueries=False):
        if isinstance(node, Field) and not _is_made(node, made):
            yield node


def _is_made(field: Field, made: frozenset[str]) -> bool:
    """Whether the query made the field, or the map of jsonParse that it is a member of."""
    return any(".".join(field.parts[:count]) in made for count in range(1, len(field.parts) + 1))
