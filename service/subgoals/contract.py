"""Writes `service/log-contract.json` and `service/log-lines.schema.json` from the telemetry models.

`python -m service.subgoals.contract` writes them, with `--check` it says whether they are up to date.

The compiler fixes the format of the contract, its checks read it; the schema is what every line of the
application's log validates against (`docs/decisions/0020-a-contract-beside-its-schema.md`).
"""

import json
import sys
from pathlib import Path
from types import UnionType
from typing import (
    Any,
    Final,
    Literal,
    NotRequired,
    TypeAlias,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from service.subgoals.lines import METRIC_LINES, AnyLine

FILE: Final = Path(__file__).parents[1] / "log-contract.json"
SCHEMA_FILE: Final = FILE.with_name("log-lines.schema.json")
Field: TypeAlias = dict[str, Any]
_TYPES: Final = {str: "string", float: "number", int: "integer", bool: "boolean"}
_ALWAYS: Final = True
# What API Gateway writes, in the format that the stack gives the stage.
_ACCESS: Final = {
    **dict.fromkeys(("requestId", "time", "method", "path"), "string"),
    "status": "integer",
    **dict.fromkeys(("responseType", "errorMessage", "integrationStatus"), "string"),
    "latency": "integer",
    **dict.fromkeys(("integrationLatency", "sourceIp"), "string"),
}
# What Lambda writes at the end of each invocation, and Logs Insights takes apart.
_PLATFORM: Final = ("@duration", "@billedDuration", "@memorySize", "@maxMemoryUsed", "@initDuration")


def build_contract() -> dict[str, Any]:
    """The contract of all three logs."""
    lines = [*get_args(AnyLine), *METRIC_LINES]
    return {
        "application": {"variants": [_variant(line) for line in lines]},
        "access": {"variants": [{"fields": {name: _field(kind) for name, kind in _ACCESS.items()}}]},
        "platform": {"variants": [{"fields": _platform()}]},
    }


def line_schema() -> dict[str, Any]:
    """JSON Schema of a line of the application's log: one of the variants, and not a field more."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of the application's log",
    }
    return head | {"anyOf": [_object(line) for line in (*get_args(AnyLine), *METRIC_LINES)]}


def render(contract: dict[str, Any]) -> str:
    """The contract as its file has it: a field a line."""
    logs = [f"  {json.dumps(log)}: {_render_variants(lines['variants'])}" for log, lines in contract.items()]
    return "{\n" + ",\n".join(logs) + "\n}\n"


def render_schema(schema: dict[str, Any]) -> str:
    """The schema as its file has it: a kind of line a line, so that a difference shows which it is."""
    kinds = ",\n".join(f"    {json.dumps(kind)}" for kind in schema["anyOf"])
    head = "".join(f"  {json.dumps(key)}: {json.dumps(schema[key])},\n" for key in ("$schema", "title"))
    return f'{{\n{head}  "anyOf": [\n{kinds}\n  ]\n}}\n'


def main(arguments: list[str]) -> int:
    """Writes the files; with --check only says which of them are not up to date."""
    files = {FILE: render(build_contract()), SCHEMA_FILE: render_schema(line_schema())}
    if arguments != ["--check"]:
        for file, written in files.items():
            file.write_text(written, encoding="utf-8")
        return 0
    stale = [file.name for file, written in files.items() if _content(file) != written]
    for name in stale:
        sys.stderr.write(f"{name} is not up to date: run python -m service.subgoals.contract\n")
    return 1 if stale else 0


def _content(file: Path) -> str | None:
    """What a file holds; None when there is none."""
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _variant(line: type) -> dict[str, Any]:
    """A kind of line as the contract has it."""
    fields = dict(_fields(line, "", _ALWAYS))
    head: dict[str, Any] = {
        name: fields.pop(name)["values"][0] for name in ("action", "level") if name in fields
    }
    return head | {"fields": fields}


def _fields(model: type, before: str, required: bool) -> list[tuple[str, Field]]:
    """The fields of a model by dotted name; what stands in an optional part is optional."""
    found: list[tuple[str, Field]] = []
    for name, hint, always in _members(model):
        if is_typeddict(hint):
            found += _fields(hint, f"{before}{name}.", required and always)
        else:
            found.append((before + name, _described(hint, required and always)))
    return found


def _members(model: type) -> list[tuple[str, Any, bool]]:
    """Name, type and whether it is always there, of each member of a model."""
    hints = get_type_hints(model, include_extras=True)
    return [
        (name, get_args(hint)[0], False) if get_origin(hint) is NotRequired else (name, hint, True)
        for name, hint in hints.items()
    ]


def _described(hint: Any, required: bool) -> Field:
    """A field's type, whether it is required, and its values when they are fixed."""
    if get_origin(hint) is Literal:
        return _field("string", required) | {"values": list(get_args(hint))}
    assert not isinstance(hint, UnionType)
    return _field(_TYPES[hint], required)


def _field(kind: str, required: bool = True) -> Field:
    """A field of any value."""
    return {"type": kind, "required": required}


def _platform() -> dict[str, Field]:
    """The fields of Lambda's own line."""
    first = {"@type": _field("string") | {"values": ["REPORT"]}, "@requestId": _field("string")}
    return first | {name: _field("number", name != "@initDuration") for name in _PLATFORM}


def _object(model: type) -> dict[str, Any]:
    """JSON Schema of a model."""
    members = _members(model)
    properties = {name: _object(hint) if is_typeddict(hint) else _value(hint) for name, hint, _ in members}
    if model in METRIC_LINES:
        properties["_aws"] = {"type": "object"}
    required = [name for name, _, always in members if always]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _value(hint: Any) -> dict[str, Any]:
    """JSON Schema of a value."""
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    return {"type": _TYPES[hint]}


def _render_variants(variants: list[dict[str, Any]]) -> str:
    """The variants of a log, a field a line."""
    return '{\n    "variants": [\n' + ",\n".join(map(_render_variant, variants)) + "\n    ]\n  }"


def _render_variant(variant: dict[str, Any]) -> str:
    """One variant, a field a line."""
    head = [
        f'        "{name}": {json.dumps(variant[name])},' for name in ("action", "level") if name in variant
    ]
    fields = [
        f"          {json.dumps(name)}: {json.dumps(field)}" for name, field in variant["fields"].items()
    ]
    return "\n".join(("      {", *head, '        "fields": {', ",\n".join(fields), "        }", "      }"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
