"""The tree of places beside the data: which piece of source each value came from."""

from typing import NamedTuple, TypeAlias

from yaml.events import AliasEvent, Event, ScalarEvent

from monitoring.finding import Path
from monitoring.yamltext.scalars import Scalar

Data: TypeAlias = dict[str, "Data"] | list["Data"] | Scalar


class Mapping:
    """A mapping in the source; ``entries`` has the key's event and the value's node."""

    __slots__ = ("data", "end", "entries", "flow", "start")

    def __init__(self, start: int, flow: bool) -> None:
        self.data: dict[str, Data] = {}
        self.entries: dict[str, tuple[ScalarEvent, Node]] = {}
        self.flow = flow
        self.start = start
        self.end = start


class Listing:
    """A list in the source."""

    __slots__ = ("data", "end", "flow", "items", "start")

    def __init__(self, start: int, flow: bool) -> None:
        self.data: list[Data] = []
        self.items: list[Node] = []
        self.flow = flow
        self.start = start
        self.end = start


Branch: TypeAlias = Mapping | Listing
Node: TypeAlias = ScalarEvent | AliasEvent | Branch  # an alias is a node when there is nothing it stands for


class Found(NamedTuple):
    """The deepest existing node on a path, its key (None for a list item), and whether the path ends."""

    node: Node
    key: ScalarEvent | None
    complete: bool


def find_node(root: Node, path: Path) -> Found:
    """Follow ``path`` as far as it exists."""
    node, key = root, None
    for part in path:
        if isinstance(node, Mapping) and part in node.entries:
            key, node = node.entries[str(part)]
        elif isinstance(node, Listing) and isinstance(part, int) and 0 <= part < len(node.items):
            key, node = None, node.items[part]
        else:
            return Found(node, key, complete=False)
    return Found(node, key, complete=True)


def node_range(node: Node) -> tuple[int, int]:
    """Start and end offset of a node, its anchor and tag included."""
    return (node.start, node.end) if isinstance(node, Branch) else event_range(node)


def event_range(event: Event) -> tuple[int, int]:
    """Start and end offset of an event; the parser always sets the marks."""
    return event.start_mark.index, event.end_mark.index  # type: ignore[union-attr]
