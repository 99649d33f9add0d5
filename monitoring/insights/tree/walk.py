"""Every node of a tree, without recursion."""

from collections.abc import Iterator
from functools import cache
from re import compile as regex
from typing import Final

from monitoring.insights.tree.expressions import Node, Subquery

_PLAIN: Final = regex(r"typing\.Literal.*|(?:tuple|str|int|float|bool|None|class|\.{3}|[\[\]<>|,' ])*")
"""Declarations of texts, numbers and tuples of those, which a walk need not look into."""


def walk(root: Node, *, subqueries: bool = True) -> Iterator[Node]:
    """The root and all nodes below it, each before its children, in the order of the text.

    Without ``subqueries`` what stands in one is left out: it is about other rows.
    """
    waiting: list[object] = [root]
    while waiting:
        node = waiting.pop()
        if type(node) is tuple:
            waiting += node[::-1]
        elif isinstance(node, Node) and (subqueries or not isinstance(node, Subquery)):
            yield node
            waiting += [getattr(node, name) for name in _children(type(node))]


@cache
def _children(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a class that can hold nodes, last first."""
    declared = ((name, str(kind.__annotations__.get(name, int))) for name in kind.__struct_fields__)
    return tuple(name for name, text in declared if not _PLAIN.fullmatch(text))[::-1]
