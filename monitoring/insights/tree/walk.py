"""Every node of a tree, without recursion."""

from collections.abc import Iterator

from monitoring.insights.tree.expressions import Node


def walk(root: Node) -> Iterator[Node]:
    """The root and all nodes below it, each before its children, in the order of the text."""
    waiting: list[object] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Node):
            yield node
            waiting.extend(getattr(node, name) for name in reversed(node.__struct_fields__))
        elif isinstance(node, tuple):
            waiting.extend(reversed(node))
