"""Branches that are still open while a text is read, and what anchors stand for."""

from typing import TypeAlias

from yaml.events import ScalarEvent

from monitoring.yamltext.nodes import Branch, Data, Listing, Mapping, Node


class MappingFrame:
    """An open mapping, at the entry ``name``.

    ``nodes`` and ``height`` are what branches and aliases in it add up to so far.
    """

    __slots__ = ("_keep", "_key", "anchor", "branch", "height", "name", "nodes", "wants_key")

    def __init__(self, branch: Mapping, anchor: str | None) -> None:
        self.branch = branch
        self.anchor = anchor
        self.nodes = 1
        self.height = 1
        self.name = ""
        self.wants_key = True
        self._key: ScalarEvent | None = None
        self._keep = True

    def start_entry(self, key: ScalarEvent) -> ScalarEvent | None:
        """Take the next entry's key; returns the key of that name that the mapping has already, if any."""
        self._key = key
        self.name = name = key.value
        self.wants_key = False
        first = self.branch.entries.get(name)
        self._keep = first is None
        return None if first is None else first[0]

    def drop_entry(self, name: str = "?") -> None:
        """Leave the entry that has begun out of the data: its key is no key."""
        self.name = name
        self.wants_key = self._keep = False

    def add(self, node: Node, data: Data) -> None:
        """The value of the entry that has begun."""
        self.wants_key = True
        if self._keep and self._key is not None:
            self.branch.entries[self.name] = (self._key, node)
            self.branch.data[self.name] = data


class ListFrame:
    """An open list, at the item ``name``."""

    __slots__ = ("anchor", "branch", "height", "name", "nodes")

    def __init__(self, branch: Listing, anchor: str | None) -> None:
        self.branch = branch
        self.anchor = anchor
        self.nodes = 1
        self.height = 1
        self.name = -1

    def add(self, node: Node, data: Data) -> None:
        """The next item."""
        self.name += 1
        self.branch.items.append(node)
        self.branch.data.append(data)


Frame: TypeAlias = MappingFrame | ListFrame


class Anchored:
    """What an alias stands for, and the values and levels it adds."""

    __slots__ = ("data", "height", "node", "nodes")

    def __init__(self, node: Node, data: Data, nodes: int = 1, height: int = 0) -> None:
        self.node = node
        self.data = data
        self.nodes = nodes
        self.height = height


def close_frame(frame: Frame, parent: Frame, end: int) -> Anchored:
    """Finish a branch and count it in its parent."""
    branch: Branch = frame.branch
    branch.end = end
    nodes = frame.nodes + len(branch.data)
    add_weight(parent, nodes - 1, frame.height)
    return Anchored(branch, branch.data, nodes, frame.height)


def add_weight(parent: Frame, nodes: int, height: int) -> None:
    """Count what a branch or alias holds: ``nodes`` beside itself, and ``height`` levels."""
    parent.nodes += nodes
    if parent.height <= height:
        parent.height = height + 1
