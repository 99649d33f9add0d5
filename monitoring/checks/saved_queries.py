"""The saved queries as trees, and the fields in them; each text is read once a run."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath

from monitoring.contract import Contract, Variant, read_contract
from monitoring.finding import Path
from monitoring.insights.errors import QueryError
from monitoring.insights.parser import parse
from monitoring.insights.parsing.parameters import parameter_names
from monitoring.insights.tree import Node
from monitoring.insights.tree import Query as Tree
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


def logged_variants(spec: Spec, query: Query) -> tuple[Variant, ...]:
    """The kinds of lines of all logs that a query reads; none when the contract leaves a log out.

    Lambda writes its own lines, ``platform`` in the contract, into the log of the function.
    """
    if spec.log_contract is None:
        return ()
    contract = _read_once(str(FilePath(spec.folder, spec.log_contract)))
    found: list[Variant] = []
    for log in query.log_names:
        if log not in contract or log not in spec.logs:
            return ()
        found += contract[log].variants
        if spec.logs[log].of == "function" and "platform" in contract:
            found += contract["platform"].variants
    return tuple(found)


@lru_cache(maxsize=16)
def _read_once(file: str) -> Contract:
    return read_contract(file)[0] or {}


def known_values(field: str, variants: tuple[Variant, ...]) -> set[str]:
    """All values that a field can have; none when some kind of line may have any."""
    found: set[str] = set()
    for variant in variants:
        logged = variant.all_fields.get(field)
        if logged is not None and not logged.values:
            return set()
        found |= {str(value) for value in logged.values} if logged is not None else set()
    return found
