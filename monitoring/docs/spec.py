"""docs/spec.md: every key of monitoring.yaml."""

import sys
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from monitoring.aws.units import UNITS
from monitoring.docs.markdown import codes, page, table
from monitoring.schema import HEADER, scalars
from monitoring.spec.base import Name, Translated
from monitoring.spec.root import INJECTED, Spec

_HEADINGS = ("key", "value", "default", "meaning")
_WORDS = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", Any: "changes"}


def spec_page() -> str:
    """Chapters in the order of the file, each with its models; then how values are written."""
    described: set[type] = {Spec}
    chapters = [_chapter(chapter, described) for chapter in _fields(Spec)]
    top = _model_table(Spec)
    return page("monitoring.yaml, key by key", _introduction(), top, *chapters, _values())


def _introduction() -> str:
    return (
        "Unknown keys are errors, with the closest known one. Texts for people are one text, or "
        "`{ja: .., en: ..}`. An editor that knows YAML completes keys and shows these descriptions when the "
        f"file begins with `{HEADER}`."
    )


def _chapter(chapter: FieldInfo, described: set[type]) -> str:
    models = [model for model in _models(chapter.type) if model not in described]
    if not models:
        return ""
    blocks = [f"## {chapter.encode_name}", _chapter_words(chapter.encode_name, models[0])]
    return "\n\n".join(filter(None, [*blocks, *(_described(model, described) for model in models)]))


def _chapter_words(chapter: str, model: type[Struct]) -> str:
    """What the models' module says after ``The chapter `name`:``."""
    named, _, words = (sys.modules[model.__module__].__doc__ or "").strip().partition(": ")
    return words[:1].upper() + words[1:] if f"`{chapter}`" in named else ""


def described_models(model: type[Struct]) -> str:
    """A model with its keys, and then those that it holds."""
    return _described(model, set())


def _described(model: type[Struct], described: set[type]) -> str:
    if model in described:
        return ""
    described.add(model)
    inner = [below for each in _fields(model) for below in _models(each.type) if below not in described]
    blocks = [f"### {model.__name__}", (model.__doc__ or "").strip(), _model_table(model)]
    return "\n\n".join([*blocks, *filter(None, (_described(below, described) for below in inner))])


def _fields(model: type[Struct]) -> list[FieldInfo]:
    return [field for field in fields(model) if field.encode_name not in INJECTED]


def _model_table(model: type[Struct]) -> str:
    rows = [(f"`{f.encode_name}`", type_words(f.type), _default(f), _meaning(f.type)) for f in _fields(model)]
    return table(_HEADINGS, rows)


def _default(field: FieldInfo) -> str:
    if field.required:
        return "required"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default}`" if field.default and isinstance(field.default, str | int) else ""


def _meaning(annotation: Any) -> str:
    """The key's own description, what its model is, or an example."""
    metas = getattr(annotation, "__metadata__", ())
    own = next((meta.description for meta in metas if meta.description), "")
    model = next(_models(annotation), None)
    example = next((f"such as `{meta.examples[0]}`" for meta in metas if meta.examples), "")
    return own or (_first_line(model) if model else example)


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def type_words(annotation: Any) -> str:
    """A type as people say it."""
    return " or ".join(dict.fromkeys(_type_words(annotation)))


def _type_words(annotation: Any) -> Iterator[str]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation is NoneType:
        return
    if origin is Annotated:
        yield from ["name"] if annotation == Name else _type_words(inner[0])
    elif origin in (Union, UnionType):
        for member in inner:
            yield from _type_words(member)
    elif origin is Literal:
        yield codes(str(value) for value in inner)
    elif origin is tuple:
        yield f"list of {type_words(inner[0])}"
    elif origin is dict:
        yield f"{type_words(inner[0])}: {type_words(inner[1])}"
    else:
        yield _WORDS.get(annotation) or _linked(annotation)


def _linked(kind: type) -> str:
    return "`{ja, en}`" if kind is Translated else f"[{kind.__name__}](#{kind.__name__.lower()})"


def _models(annotation: Any) -> Iterator[type[Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, Struct) and annotation is not Translated:
        yield annotation
    for inner in get_args(annotation):
        if not isinstance(inner, str):
            yield from _models(inner)


def _values() -> str:
    blocks = ["## How values are written", _QUANTITIES]
    for kind in scalars():
        blocks.append(f"### {kind.__name__}\n\n{_scalar(kind)}")
    return "\n\n".join(blocks)


def _scalar(kind: type) -> str:
    lines = [_first_line(kind)]
    dimension = getattr(kind, "dimension", None)
    if example := getattr(kind, "example", None):
        lines.append(f"Example: `{example}`.")
    if dimension:
        lines.append(f"Units: {codes(word for word, unit in UNITS.items() if unit.dimension == dimension)}.")
    return " ".join(lines)


_QUANTITIES = """A quantity is a number, one blank, and a unit: `45 s`. A bare number is a count. A threshold
may be relative to a fact, so that changing the fact moves it: `80 % of facts.function.reserved-concurrency`,
`facts.function.reserved-concurrency + 5`. Texts quote facts and thresholds in braces:
`{facts.function.memory}`."""
