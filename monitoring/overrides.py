"""What an environment changes of the file: a change that matches nothing is a mistake, not an addition."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

import msgspec
from msgspec.structs import fields

from monitoring.finding import Finding, Path, error
from monitoring.spec.root import INJECTED, Spec
from monitoring.spec.shown import cut, shown
from monitoring.suggest import did_you_mean

FIXED = ("environments", "version", "service", "region", "locale")
"""What no environment changes."""


def check_changes(data: dict[str, object], changes: object, path: Path) -> Iterator[Finding]:
    """Whether everything that the environment at ``path`` changes is there to be changed."""
    if not isinstance(changes, dict | None):
        message = f"`{path[-1]}` expects what is different in this environment, got {shown(changes)}"
        yield error("schema", path, message, "write `{}` for no changes")
        return
    for key, change in (changes or {}).items():
        if key in FIXED:
            message, check = f"`{key}` is the same everywhere", "override-matches-nothing"
            yield error(check, (*path, key), message, "remove it", on_key=True)
        else:
            yield from _unmatched({key: change}, data, Spec, path)


def _unmatched(changes: object, base: object, wanted: object, path: Path) -> Iterator[Finding]:
    if not isinstance(changes, dict):
        return
    for key, change in changes.items():
        inner, known = _member(wanted, base, key)
        if inner is None:
            where = ".".join(map(str, path[2:])) or "the file"
            message, check = (
                f"`{cut(key)}` changes nothing: {where} has no such entry",
                "override-matches-nothing",
            )
            yield error(check, (*path, key), message, did_you_mean(key, known), on_key=True)
        else:
            below = base.get(key) if isinstance(base, dict) else None
            yield from _unmatched(change, below, inner, (*path, key))


def _member(wanted: object, base: object, key: str) -> tuple[object, list[str]]:
    """The type below ``key``, or None with what is known there."""
    for option in _options(wanted):
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            known = {f.encode_name: f.type for f in fields(option) if f.encode_name not in INJECTED}
            return known.get(key), list(known)
        if get_origin(option) is dict:
            names = list(base) if isinstance(base, dict) else []
            return (get_args(option)[1] if key in names else None), names
    return object, []


def _options(wanted: object) -> Iterator[object]:
    """The plain types behind annotations and unions."""
    if get_origin(wanted) is Annotated:
        yield from _options(get_args(wanted)[0])
    elif get_origin(wanted) in (Union, UnionType):
        for option in get_args(wanted):
            yield from _options(option)
    else:
        yield wanted
