"""The JSON Schema of test files, made from their models, for editors."""

from typing import Any, Final

import msgspec

from monitoring.testing.files import TestFile
from monitoring.testing.moments import Moment, Moments, Span, Start

FILE: Final = "monitoring-tests.schema.json"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of_tests() -> dict[str, Any]:
    """The schema; it accepts what is read, and leaves names and notations to `monitoring test`."""
    schema = msgspec.json.schema(TestFile, schema_hook=_scalar)
    title = {"$schema": _DRAFT, "title": "Tests of monitoring.yaml"}
    return title | schema


def _scalar(kind: type) -> dict[str, Any]:
    if kind is Moments:
        one = _scalar(Moment)
        return {"anyOf": [one, {"type": "array", "items": one}], "description": Moments.described}
    if issubclass(kind, Moment | Span | Start):
        return {"type": "string", "description": kind.described, "examples": [kind.example]}
    raise TypeError(f"{kind.__name__} has no schema; add it beside its reader")
