"""A decoder that reads a few fields of a JSON object and skips the rest: several times as fast as all.

It finds what flattening would find, or says that it cannot, and then all is read.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, TypeAlias

import msgspec

from monitoring.insights.values import Value

_MOST_NAMES: Final = 64
_MOST_PARTS: Final = 4
_STARTS_OF_OTHER: Final = frozenset("{[n")

Get: TypeAlias = Callable[[Any], Any]
Read: TypeAlias = Callable[[Any], Value]


class Unread(Exception):
    """A field that cannot be read alone: it stands there twice, is null, or is no leaf."""


class _Node:
    """What is wanted below one key: a field itself, or members."""

    __slots__ = ("members", "name")

    def __init__(self) -> None:
        self.members: dict[str, _Node] = {}
        self.name: str | None = None


class Wanted:
    """Reads some fields: ``open`` decodes a text, ``reads`` give each field of what it gave.

    ``open`` gives None for a text that has to be read whole; a read raises Unread for a field that has.
    """

    __slots__ = ("_decode", "reads")

    def __init__(self, root: _Node) -> None:
        self._decode = msgspec.json.Decoder(_structure(root)).decode
        paths: dict[str, list[str]] = {}
        for name, path in _paths(root, ""):
            paths.setdefault(name, []).append(path)
        self.reads: dict[str, Read] = {name: _read(found) for name, found in paths.items()}

    def open(self, text: str) -> Any:
        """The wanted parts of a JSON object."""
        try:
            return self._decode(text)
        except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
            return None


@lru_cache(256)
def want(wanted: tuple[str, ...]) -> Wanted | None:
    """A reader of these fields; None when they cannot be read alone."""
    if not wanted or len(wanted) > _MOST_NAMES or not all(map(_is_plain, wanted)):
        return None
    root = _Node()
    for name in wanted:
        _insert(root, name.split("."), name)
    try:
        return Wanted(root)
    except (TypeError, ValueError):  # a key that a Struct cannot have, or that is wanted whole and in part
        return None


def _is_plain(name: str) -> bool:
    parts = name.split(".")
    return len(parts) <= _MOST_PARTS and not any(part.isdecimal() for part in parts)


def _insert(node: _Node, parts: list[str], name: str) -> None:
    """``a.b`` is the member b of a, or the key "a.b"."""
    for cut in range(1, len(parts) + 1):
        child = node.members.setdefault(".".join(parts[:cut]), _Node())
        if cut == len(parts):
            child.name = name
        else:
            _insert(child, parts[cut:], name)


def _structure(node: _Node) -> type[msgspec.Struct]:
    """Members are read as they are written; one that is not there is None, or an object without members."""
    fields: list[tuple[str, Any, Any]] = []
    keys: dict[str, str] = {}
    for place, (key, child) in enumerate(node.members.items()):
        if child.name is not None and child.members:
            raise ValueError(f"{child.name} is wanted whole and in part")
        inner = _structure(child) if child.members else None
        kind: Any = msgspec.Raw if inner is None else inner | None
        fields.append((f"f{place}", kind, None if inner is None else inner()))
        keys[f"f{place}"] = key
    return msgspec.defstruct("Record", fields, rename=keys, frozen=True, gc=False)


def _paths(node: _Node, above: str) -> Iterator[tuple[str, str]]:
    for place, child in enumerate(node.members.values()):
        path = f"{above}f{place}"
        if child.name is not None:
            yield child.name, path
        yield from _paths(child, f"{path}.")


def _read(paths: list[str]) -> Read:
    if len(paths) == 1:
        get = attrgetter(paths[0])
        return lambda record: _leaf(get(record))
    gets: tuple[Get, ...] = tuple(map(attrgetter, paths))
    return lambda record: _leaf(_only(gets, record))


def _only(gets: tuple[Get, ...], record: Any) -> Any:
    found = None
    for get in gets:
        try:
            raw = get(record)
        except AttributeError:  # null where an object might be
            continue
        if raw is not None:
            if found is not None:
                raise Unread
            found = raw
    return found


def _leaf(raw: Any) -> Value:
    """A field as text."""
    if raw is None:
        return None
    text = str(raw, "utf-8")
    first = text[0]
    if first == '"':
        return text[1:-1] if "\\" not in text else msgspec.json.decode(text, type=str)
    if first in _STARTS_OF_OTHER:
        raise Unread
    if first == "t":
        return "1"
    return "0" if first == "f" else text
