"""The OpenAPI document, and answers checked against it."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

FILE = Path(__file__).parents[3] / "docs" / "openapi.yaml"
GENERATE = "/api/ai/generate/subgoals"


@cache
def document() -> dict[str, Any]:
    """The checked-in document."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def schema_of(status: int, path: str = GENERATE, method: str = "post") -> dict[str, Any]:
    """The schema of the answers with this status, with everything that it refers to."""
    given = document()["paths"][path][method]["responses"][str(status)]
    if "$ref" in given:
        given = document()["components"]["responses"][given["$ref"].rsplit("/", 1)[-1]]
    return {**given["content"]["application/json"]["schema"], "components": document()["components"]}


def check_answer(status: int, body: object, path: str = GENERATE, method: str = "post") -> None:
    """Raises when the answer is not one that the document promises."""
    checker = jsonschema.FormatChecker()
    jsonschema.validate(
        body, schema_of(status, path, method), jsonschema.Draft202012Validator, format_checker=checker
    )
