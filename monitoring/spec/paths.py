"""Dotted paths into the spec: ``facts.function.memory``, ``runbooks.duration``."""

from msgspec import Struct

from monitoring.spec.root import INJECTED, Spec
from monitoring.suggest import closest, did_you_mean


class Missing(Exception):
    """A path that leads nowhere: the part that is missing, the path around it, and what is known there."""

    def __init__(self, parts: list[str], index: int, known: list[str]) -> None:
        super().__init__(parts[index])
        self.part, self.known = parts[index], known
        self.before, self.after = ".".join(parts[:index]), ".".join(parts[index + 1 :])

    @property
    def fix(self) -> str:
        """The closest path that may be meant, or what there is."""
        if close := closest(self.part, self.known):
            return f"did you mean `{'.'.join(filter(None, (self.before, close, self.after)))}`?"
        return did_you_mean("", self.known)


def find(spec: Spec, path: str) -> object:
    """The value at a dotted path; raises Missing."""
    value: object = spec
    parts = path.split(".")
    for index, part in enumerate(parts):
        below = _child(value, part)
        if below is None:
            raise Missing(parts, index, list(children(value)))
        value = below
    return value


def _child(value: object, name: str) -> object:
    """What stands below a value under one name, None for nothing."""
    if isinstance(value, Struct):
        known = value.__struct_encode_fields__
        return getattr(value, value.__struct_fields__[known.index(name)]) if _is_said(name, known) else None
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, tuple) and name.isdecimal() and int(name) < len(value):
        return value[int(name)]
    return None


def _is_said(name: str, known: tuple[str, ...]) -> bool:
    return name in known and name not in INJECTED


def children(value: object) -> dict[str, object]:
    """What stands below a value, by the names the file uses; keys not given are left out."""
    if isinstance(value, Struct):
        pairs = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
        found = {name: getattr(value, field) for name, field in pairs if name not in INJECTED}
        return {name: inner for name, inner in found.items() if inner is not None}
    if isinstance(value, dict):
        return {str(name): inner for name, inner in value.items()}
    if isinstance(value, tuple):
        return {str(index): inner for index, inner in enumerate(value)}
    return {}
