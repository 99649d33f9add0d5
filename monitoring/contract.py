"""The format of `service/log-contract.json`: what the lines of each log hold.

The service writes it, checks read it.

A log has variants, one for each kind of line. A field is present in every line of its variant when it is
``required``; ``values`` lists all the values it can have. ``action`` and ``level`` are fields as well and are
said once, at the variant; logs whose lines have neither leave them out.
"""

from pathlib import Path as FilePath
from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from monitoring.diagnose import diagnose
from monitoring.document import parse
from monitoring.finding import Finding, Path, error
from monitoring.spec.base import Name
from monitoring.spec.quantity import Refused

CHECK: Final = "log-contract"
SCHEMA_FILE: Final = "docs/log-contract.schema.json"
_PATH: Final[Path] = ("log-contract",)

FieldName: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^@?[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$",
        description="`error.code` or `@duration`, as queries write it",
    ),
]
FieldType: TypeAlias = Literal["string", "number", "integer", "boolean"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A part of the contract: immutable, unknown keys refused."""


class Field(Part, frozen=True, kw_only=True):
    """A field of a line."""

    type: FieldType
    required: Annotated[bool, Meta(description="present in every line of the variant")]
    values: Annotated[
        tuple[str | int | float | bool, ...], Meta(description="all the values it can have; empty: any")
    ] = ()


class Variant(Part, frozen=True, kw_only=True):
    """One kind of line."""

    action: Annotated[str, Meta(description="value of the field `action`; empty: the lines have none")] = ""
    level: Annotated[
        Literal["INFO", "WARN", "ERROR"] | None,
        Meta(description="value of the field `level`; none: the lines have none"),
    ] = None
    fields: Annotated[dict[FieldName, Field], Meta(description="the other fields, by dotted name")]

    @property
    def all_fields(self) -> dict[str, Field]:
        """Every field of the line, `action` and `level` included."""
        said = {"action": self.action, "level": self.level}
        given = {name: value for name, value in said.items() if value}
        return {
            name: Field(type="string", required=True, values=(value,)) for name, value in given.items()
        } | self.fields


class LogLines(Part, frozen=True, kw_only=True):
    """The lines of one log."""

    variants: tuple[Variant, ...]

    def __post_init__(self) -> None:
        if not self.variants:
            raise Refused("a log has at least one variant", "list the kinds of lines, or remove the log")


Contract: TypeAlias = dict[Name, LogLines]
"""Log id -> its lines: ``application``, ``access``, and ``platform`` for what Lambda itself writes."""


def read_contract(file: str | FilePath) -> tuple[Contract | None, list[Finding]]:
    """The contract in a file, or findings at the key `log-contract` of monitoring.yaml that say why not."""
    try:
        raw = FilePath(file).read_bytes()
    except OSError as problem:
        reason = (problem.strerror or "it cannot be read").lower()
        fix = "correct the path, or let the service write it"
        return None, [error(CHECK, _PATH, f"log contract {file}: {reason}", fix)]
    return decode_contract(raw, str(file))


def decode_contract(raw: bytes, file: str) -> tuple[Contract | None, list[Finding]]:
    """The contract in JSON text; every problem is a finding that names line and column of ``file``."""
    try:
        return msgspec.json.decode(raw, type=Contract), []
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None, _syntax(raw, file) or _explain(raw.decode(), file)


def contract_schema() -> str:
    """The JSON Schema of a contract, as the text of its file in `docs/`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Log contract"}
    schema |= msgspec.json.schema(Contract)
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def _syntax(raw: bytes, file: str) -> list[Finding]:
    """Reads the JSON again with Python's own parser, because that says line and column."""
    import json

    try:
        json.loads(raw)
    except json.JSONDecodeError as problem:
        message = f"{file}:{problem.lineno}:{problem.colno}: no JSON: {problem.msg}"
    except UnicodeDecodeError as problem:
        message = f"{file}: no JSON: byte {problem.start} is not UTF-8"
    else:
        return []
    return [error(CHECK, _PATH, message, "let the service write it again")]


def _explain(text: str, file: str) -> list[Finding]:
    """Reads the JSON again as the YAML it also is, because that knows where everything stands."""
    document, findings = parse(text, file)
    if not findings:
        findings = list(diagnose(document.data, Contract, ()))
    found = []
    for finding in findings:
        place = document.locate(finding)
        message = f"{file}:{place.line}:{place.column}: {finding.message}"
        found.append(error(CHECK, _PATH, message, finding.fix))
    return found
