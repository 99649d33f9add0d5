"""Every node of a tree, without recursion."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from monitoring.insights.tree.expressions import Node, Subquery

_NODES: Final = ("tree.", "Expression", "Command")
"""What the declaration of a field says that can hold nodes."""


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
    annotations = {name: text for each in kind.__mro__ for name, text in _annotations(each)}
    declared = ((name, str(annotations.get(name, int))) for name in kind.__struct_fields__)
    return tuple(name for name, text in declared if any(word in text for word in _NODES))[::-1]


def _annotations(kind: type) -> list[tuple[str, object]]:
    return list(vars(kind).get("__annotations__", {}).items())
