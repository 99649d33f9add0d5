"""The JSON Schema of monitoring.yaml (draft 2020-12), made from the models, for editors and other tools.

It accepts what the loader accepts and refuses most of what the loader refuses; what needs a second look at
the file (names that must exist, units that must fit) is left to `monitoring check`.
"""

from copy import deepcopy
from typing import Any, Final, TypeAlias

import msgspec

from monitoring.aws.units import UNITS
from monitoring.output.as_json import to_text
from monitoring.overrides import FIXED
from monitoring.spec.quantity import Datapoints, Quantity, Rate, Threshold
from monitoring.spec.root import INJECTED, Spec

Schema: TypeAlias = dict[str, Any]

FILE: Final = "monitoring.schema.json"
HEADER: Final = f"# yaml-language-server: $schema={FILE}"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_ROOT: Final = "Spec"
_CHANGES: Final = "Changes"

_NUMBER: Final = r"[+-]?\d{1,15}(\.\d{1,12})?"
_RELATIVE: Final = "80 % of facts.function.reserved-concurrency"
_FACT: Final = r"facts(\.[a-z][a-z0-9-]*)+"

_CHOICES: Final[dict[str, dict[str, list[str]]]] = {
    "Alarm": {"watch": [], "composite": ["severity"]},
    "Condition": {"above": [], "at-least": [], "below": [], "at-most": []},
    "FirstLook": {"query": [], "graph": []},
    "Metric": {"namespace": ["name", "statistic"], "math": ["with"], "count-logs": ["matching"]},
    "Shown": {"query": [], "graph": [], "forecast": [], "alarms": [], "budget": []},
}
"""Models that hold exactly one of several keys; each key with those that it needs."""


def schema_text() -> str:
    """The schema as it is written to the repository."""
    return to_text(schema())


def schema() -> Schema:
    """The schema of the whole file."""
    definitions = _definitions()
    root = definitions.pop(_ROOT)
    _describe_chapters(root, definitions)
    changes = _loosen_all(root, definitions)
    chapters = root["properties"]
    return {
        "$schema": _DRAFT,
        "title": "monitoring.yaml",
        "description": "What is watched of one service, what is done about it, and who hears of it.",
        "type": "object",
        "properties": {**chapters, "environments": _environments(chapters["environments"])},
        "required": [*root["required"], "environments"],
        "additionalProperties": False,
        "$defs": dict(sorted((definitions | changes).items())),
    }


def _definitions() -> dict[str, Schema]:
    template = "#/$defs/{name}"
    _, found = msgspec.json.schema_components([Spec], schema_hook=_scalar, ref_template=template)
    models = {name: _tidy(name, definition) for name, definition in found.items()}
    return models | {kind.__name__: describe_scalar(kind) for kind in scalars()}


def _environments(chapter: Schema) -> Schema:
    either = [{"$ref": f"#/$defs/{_CHANGES}"}, {"type": "null"}]
    described = "What is different in each environment; `{}` for one that takes everything as it is."
    return {
        **chapter,
        "description": described,
        "minProperties": 1,
        "additionalProperties": {"anyOf": either},
    }


def _scalar(kind: type) -> Schema:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def scalars() -> tuple[type, ...]:
    """Our own scalar types: quantities by dimension, thresholds, rates, datapoints."""
    return (*_quantities(Quantity), Threshold, Rate, Datapoints)


def _quantities(kind: type[Quantity]) -> list[type[Quantity]]:
    found = [kind] if kind.dimension else []
    return found + [inner for below in kind.__subclasses__() for inner in _quantities(below)]


def describe_scalar(kind: type) -> Schema:
    """The schema of one of our own scalar types."""
    text: Schema = {"type": "string", "pattern": f"^({_pattern(kind)})$"}
    description = (kind.__doc__ or "").split("\n")[0]
    example = _RELATIVE if kind is Threshold else kind.example  # type: ignore[attr-defined]
    if kind is Threshold or getattr(kind, "dimension", None) == "count":
        return {"description": description, "anyOf": [text, {"type": "number"}], "examples": [example, 5]}
    return {"description": description, **text, "examples": [example]}


def _pattern(kind: type) -> str:
    if kind is Threshold:
        return _threshold_pattern()
    if kind is Rate:
        return _rate_pattern()
    return _quantity_pattern(kind) if issubclass(kind, Quantity) else r"\d{1,5} of \d{1,5}"


def _quantity_pattern(kind: type[Quantity] | None) -> str:
    units = [word for word, unit in UNITS.items() if kind is None or unit.dimension == kind.dimension]
    return f"{_NUMBER} ({'|'.join(units)})"


def _threshold_pattern() -> str:
    share = rf"\d{{1,9}}(\.\d{{1,9}})? % of {_FACT}"
    return "|".join([_quantity_pattern(None), share, rf"{_FACT}( \+ \d{{1,9}})?"])


def _rate_pattern() -> str:
    counts = "|".join(word for word, unit in UNITS.items() if unit.dimension == "count")
    times = "|".join(word for word, unit in UNITS.items() if unit.dimension == "time")
    return f"{_NUMBER} ({counts}) per {_NUMBER} ({times})"


def _tidy(name: str, definition: Schema) -> Schema:
    properties = definition.get("properties", {})
    shown = {key: _without_default(value) for key, value in properties.items() if key not in INJECTED}
    return {**definition, "properties": shown, **_one_of(_CHOICES.get(name, {}))}


def _one_of(choices: dict[str, list[str]]) -> Schema:
    if not choices:
        return {}
    needs = [{"if": _given(key), "then": {"required": others}} for key, others in choices.items() if others]
    return {"oneOf": [_given(key) for key in choices]} | ({"allOf": needs} if needs else {})


def _without_default(value: Schema) -> Schema:
    """Defaults are kept where they say something: not for what is simply absent."""
    default = value.get("default")
    says_something = isinstance(default, bool) or (isinstance(default, str) and default)
    return value if says_something else {key: inner for key, inner in value.items() if key != "default"}


def _given(key: str) -> Schema:
    """The key is there; a null counts as absent, as it does for the loader."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _describe_chapters(root: Schema, definitions: dict[str, Schema]) -> None:
    for chapter in root["properties"].values():
        inner = chapter.get("additionalProperties", {})
        target = inner.get("items", inner).get("$ref", "") if isinstance(inner, dict) else ""
        if target and "description" not in chapter:
            chapter["description"] = definitions[target.rpartition("/")[2]]["description"]


def _loosen_all(root: Schema, definitions: dict[str, Schema]) -> dict[str, Schema]:
    """Definitions for what an environment changes: the same keys, none of them required."""
    models = {name for name, definition in definitions.items() if "properties" in definition}
    changes = {_changed(name): _loosen(definitions[name], models) for name in models}
    root = {**root, "properties": {k: v for k, v in root["properties"].items() if k not in FIXED}}
    changes[_CHANGES] = {**_loosen(root, models), "description": "What is different in one environment."}
    return changes


def _changed(name: str) -> str:
    return f"{name}{_CHANGES}"


def _loosen(schema: Schema, models: set[str]) -> Schema:
    """A schema for changes of what ``schema`` describes; lists are replaced as a whole, so they stay."""
    dropped = ("required", "oneOf", "allOf", "default")
    loose = {key: deepcopy(value) for key, value in schema.items() if key not in dropped}
    name = loose.get("$ref", "").rpartition("/")[2]
    if name in models:
        loose["$ref"] = f"#/$defs/{_changed(name)}"
    if "properties" in loose:
        loose["properties"] = {key: _loosen(value, models) for key, value in loose["properties"].items()}
    if isinstance(loose.get("additionalProperties"), dict):
        loose["additionalProperties"] = _loosen(loose["additionalProperties"], models)
    if "anyOf" in loose:
        loose["anyOf"] = [_loosen(member, models) for member in loose["anyOf"]]
    return loose
