"""Walks over the whole spec: all texts for people, and all entries that may carry guide ids."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import get_args

from msgspec import Struct

from monitoring.finding import Path
from monitoring.spec.base import Guided, Text, Translated
from monitoring.spec.root import Spec

_CHAPTERS = ("contacts", "logs", "metrics", "queries", "faults", "alarms", "runbooks", "reports", "documents")
_TEXT, _TEXTS, _INSIDE = "text", "texts", "inside"


@lru_cache(maxsize=16)
def all_texts(spec: Spec) -> tuple[tuple[Path, Text], ...]:
    """Every text for people that is given, with its path."""
    return tuple(_texts_in(spec, ()))


def strings(path: Path, text: Text) -> Iterator[tuple[Path, str]]:
    """The one or two strings of a text, each with its own path."""
    if isinstance(text, str):
        yield path, text
        return
    for language in ("ja", "en"):
        if said := getattr(text, language):
            yield (*path, language), said


def all_entries(spec: Spec) -> Iterator[tuple[Path, Guided]]:
    """Every entry that may carry guide ids, with its path."""
    yield ("service",), spec.service
    for chapter in _CHAPTERS:
        yield from _entries((chapter,), getattr(spec, chapter))
    for part in ("levels", "routes"):
        yield from _entries(("escalation", part), getattr(spec.escalation, part))
    for part in ("tasks", "mute"):
        yield from _entries(("maintenance", part), getattr(spec.maintenance, part))
    for name, sections in spec.dashboards.items():
        for index, section in enumerate(sections):
            yield ("dashboards", name, index), section


def _entries(place: Path, named: Mapping[str, Guided]) -> Iterator[tuple[Path, Guided]]:
    for name, entry in named.items():
        yield (*place, name), entry


def _texts_in(value: Struct, path: Path) -> Iterator[tuple[Path, Text]]:
    for name, field, kind in _fields(type(value)):
        inner = getattr(value, field)
        if not inner:
            continue
        if kind is _TEXT:
            yield (*path, name), inner
        elif kind is _TEXTS:
            yield from ((((*path, name, key)), text) for key, text in inner.items())
        else:
            yield from _texts_below(inner, (*path, name))


def _texts_below(value: object, path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(value, Struct):
        yield from _texts_in(value, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts_below(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts_below(inner, (*path, index))


@lru_cache(maxsize=64)
def _fields(model: type[Struct]) -> tuple[tuple[str, str, str], ...]:
    """Name in the file, attribute and kind of the fields that can hold texts."""
    found = []
    for name, field in zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True):
        kind = _kind(_annotation(model, field))
        if kind:
            found.append((name, field, kind))
    return tuple(found)


def _annotation(model: type[Struct], field: str) -> object:
    owner = next(base for base in model.__mro__ if field in vars(base).get("__annotations__", ()))
    return owner.__annotations__[field]


def _kind(annotation: object) -> str:
    plain = get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation
    if Translated in get_args(plain):
        return _TEXT
    if any(Translated in get_args(argument) for argument in get_args(plain)):
        return _TEXTS
    return _INSIDE if _has_models(plain) else ""


def _has_models(annotation: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return any(kind for _, _, kind in _fields(annotation))
    return any(_has_models(argument) for argument in get_args(annotation))
