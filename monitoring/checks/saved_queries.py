"""The saved queries as trees, and the fields in them; each text is read once a run."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path as FilePath
from typing import NamedTuple

from monitoring.contract import Contract, read_contract
from monitoring.contract import Field as LoggedField
from monitoring.finding import Path
from monitoring.insights.errors import QueryError
from monitoring.insights.parser import parse
from monitoring.insights.parsing.parameters import parameter_names
from monitoring.insights.tree import Node
from monitoring.insights.tree import Query as Tree
from monitoring.insights.tree.walk import walk
from monitoring.spec.queries import Query
from monitoring.spec.root import Spec


@lru_cache(maxsize=512)
def read_query(text: str) -> Tree | QueryError:
    """The tree of a query, or why there is none; places count characters of the text as written.

    A parameter has the value 1, as long as what is written, which is right in quotes and as a number.
    """
    try:
        return parse(text, {name: "1".ljust(len(name) + 4) for name in parameter_names(text)})
    except QueryError as problem:
        return problem


def readable_queries(spec: Spec) -> Iterator[tuple[str, Query, Tree]]:
    """Name, query and tree; without what cannot be read, which `query-syntax` reports."""
    for name, query in spec.queries.items():
        tree = read_query(query.text)
        if not isinstance(tree, QueryError):
            yield name, query, tree


def place_in(name: str, query: Query, node: Node | QueryError) -> tuple[Path, tuple[int, int]]:
    """Where a part of a query's text is written: the path of `rows` or `summary`, and the span in it."""
    key, start = query.spot(node.offset)
    return ("queries", name, key), (start, node.length)


@lru_cache(maxsize=512)
def nodes_of(text: str) -> tuple[Node, ...]:
    """Every node of a query that can be read, subqueries left out: they are about other logs."""
    tree = read_query(text)
    return () if isinstance(tree, QueryError) else tuple(walk(tree, subqueries=False))


class Lines(NamedTuple):
    """The kinds of lines that a query reads: the fields of each, and the names of all."""

    kinds: tuple[Mapping[str, LoggedField], ...]
    names: frozenset[str]

    def values_of(self, field: str) -> set[str]:
        """All values that a field can have; none when some kind of line may have any."""
        logged = [kind[field] for kind in self.kinds if field in kind]
        if not all(each.values for each in logged):
            return set()
        return {str(value) for each in logged for value in each.values}


def logged_lines(spec: Spec, query: Query) -> Lines | None:
    """The lines of all logs that a query reads; None when the contract leaves a log out.

    Lambda writes its own lines, ``platform`` in the contract, into the log of the function.
    """
    if spec.log_contract is None or not all(log in spec.logs for log in query.log_names):
        return None
    names = query.log_names
    if any(spec.logs[log].of == "function" for log in names):
        names = (*names, "platform")
    return _read_lines(str(FilePath(spec.folder, spec.log_contract)), names)


@lru_cache(maxsize=64)
def _read_lines(file: str, logs: tuple[str, ...]) -> Lines | None:
    contract = _read_once(file)
    if not all(log in contract for log in logs if log != "platform"):
        return None
    kinds = tuple(variant.all_fields for log in logs if log in contract for variant in contract[log].variants)
    return Lines(kinds, frozenset[str]().union(*kinds))


@lru_cache(maxsize=16)
def _read_once(file: str) -> Contract:
    return read_contract(file)[0] or {}
