"""What the filters of a query ask fields of the log to be."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from monitoring.checks.saved_queries import read_query
from monitoring.insights.errors import QueryError
from monitoring.insights.tree import (
    Boolean,
    Comparison,
    Display,
    Expression,
    Field,
    Fields,
    Filter,
    Limit,
    Logical,
    Membership,
    Node,
    Number,
    Query,
    Sort,
    Source,
    String,
)
from monitoring.insights.tree.made import made_by
from monitoring.insights.tree.walk import walk

_KEEPS_FIELDS: Final = (Display, Fields, Filter, Limit, Sort, Source)


class Wanted(NamedTuple):
    """A field, the values that a condition allows or excludes, with the node of each."""

    field: str
    values: dict[str, Node]
    condition: Node


class Conditions(NamedTuple):
    """All comparisons with values, and those of them that every row must fulfil."""

    all: tuple[Wanted, ...]
    required: tuple[Wanted, ...]


@lru_cache(maxsize=512)
def conditions_of(text: str) -> Conditions:
    """The conditions of a query; none when it cannot be read."""
    tree = read_query(text)
    filters = [] if isinstance(tree, QueryError) else list(_leading_filters(tree))
    nodes = (node for each in filters for node in walk(each, subqueries=False))
    conjuncts = (part for each in filters for part in _conjuncts(each.condition) if _is_positive(part))
    return Conditions(tuple(_all_wanted(nodes, text)), tuple(_all_wanted(conjuncts, text)))


def _leading_filters(tree: Query) -> Iterator[Filter]:
    """Filters that see the fields of the log as they are."""
    made: frozenset[str] = frozenset()
    for command in tree.commands:
        if not isinstance(command, _KEEPS_FIELDS):
            return
        made |= made_by(command) or frozenset()
        if isinstance(command, Filter) and not _reads_any(command, made):
            yield command


def _reads_any(command: Filter, names: frozenset[str]) -> bool:
    return any(isinstance(node, Field) and node.name in names for node in walk(command))


def _conjuncts(condition: Expression) -> Iterator[Expression]:
    if isinstance(condition, Logical) and condition.operator == "and":
        for operand in condition.operands:
            yield from _conjuncts(operand)
    else:
        yield condition


def _is_positive(condition: Expression) -> bool:
    if isinstance(condition, Membership):
        return not condition.negated
    return isinstance(condition, Comparison) and condition.operator == "="


def _all_wanted(nodes: Iterator[Node] | Iterator[Expression], text: str) -> Iterator[Wanted]:
    for node in nodes:
        if isinstance(node, Comparison) and node.operator in ("=", "!="):
            left, right = node.left, node.right
            subject, value = (left, right) if isinstance(left, Field) else (right, left)
            found = _wanted(subject, (value,), node, text)
        elif isinstance(node, Membership) and isinstance(node.members, tuple):
            found = _wanted(node.subject, node.members, node, text)
        else:
            continue
        if found is not None:
            yield found


def _wanted(subject: Expression, given: tuple[Expression, ...], node: Node, text: str) -> Wanted | None:
    """What is asked of a field; None for other operands, and for parameters, which may have any value."""
    values: dict[str, Node] = {}
    for value in given:
        if not isinstance(value, (String, Number, Boolean)):
            return None
        if "{{" in text[value.offset : value.offset + value.length]:
            return None
        values[value.text if isinstance(value, Number) else str(value.value)] = value
    return Wanted(subject.name, values, node) if isinstance(subject, Field) else None
