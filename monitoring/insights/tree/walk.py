"""Every node of a tree, without recursion."""

from collections.abc import Iterator

from monitoring.insights.tree.expressions import (
    Boolean,
    Field,
    Node,
    Number,
    Period,
    Regex,
    String,
    Subquery,
)

_LEAVES = (Field, String, Number, Boolean, Regex, Period)


def walk(root: Node, *, subqueries: bool = True) -> Iterator[Node]:
    """The root and all nodes below it, each before its children, in the order of the text.

    Without ``subqueries`` what stands in one is left out: it is about other rows.
    """
    waiting: list[object] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(reversed(node))
        elif isinstance(node, Node) and (subqueries or not isinstance(node, Subquery)):
            yield node
            if not isinstance(node, _LEAVES):
                waiting.extend(getattr(node, name) for name in reversed(node.__struct_fields__))
