"""JSON functions."""

from functools import partial
from typing import Any, Final

import msgspec

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.function import define
from monitoring.insights.functions.hashes import to_bytes
from monitoring.insights.values import Value, to_json, to_text

NO_ARRAY: Final = "AWS does not say what jsonArraySize gives for what is no JSON array; taken as missing"
NOT_TEXT: Final = "AWS does not say whether jsonArrayContains compares with what is no text; by how it prints"
DEEPEST: Final = 200
"""How deep JSON may be nested: AWS gives no limit, deeper texts count as no JSON."""


def parse_json(value: Value) -> Value:
    """A map or list for a text that is a JSON object or array, else nothing."""
    text = to_text(value)
    parsed = None if text is None else _read_json(text)
    return parsed if isinstance(parsed, dict | list) else None


def _read_json(text: str) -> Any:
    if not text.lstrip(" \t\r\n").startswith(("{", "[")):
        return None
    try:
        parsed = msgspec.json.decode(to_bytes(text))
    except (msgspec.MsgspecError, RecursionError):
        return None
    return None if text.count("[") + text.count("{") > DEEPEST and _is_deep(parsed) else parsed


def _is_deep(parsed: Any) -> bool:
    level = [parsed]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _list_inner(outer)]
    return bool(level)


def _list_inner(outer: Any) -> list[Any]:
    members = outer.values() if isinstance(outer, dict) else outer
    return [member for member in members if isinstance(member, dict | list)]


def write_json(value: Value) -> Value:
    """The JSON text of a map or list, without blanks; nothing for anything else."""
    return to_json(value) if isinstance(value, dict | list) else None


def count_elements(context: Context, value: Value) -> Value:
    """The number of elements of a JSON array."""
    array = _read_array(value)
    if array is None and value is not None:
        context.warn(NO_ARRAY)
    return None if array is None else len(array)


def has_element(context: Context, value: Value, wanted: Value) -> bool:
    """Whether a JSON array holds a text; false for what is no array."""
    array, text = _read_array(value) or [], to_text(wanted)
    if text is None:
        return False
    if text in (element for element in array if isinstance(element, str)):
        return True
    printed = any(to_text(element) == text for element in array if isinstance(element, int | float))
    if printed:
        context.warn(NOT_TEXT)
    return printed


def _read_array(value: Value) -> list[Any] | None:
    parsed = value if isinstance(value, list) else parse_json(value)
    return parsed if isinstance(parsed, list) else None


_define = partial(define, "json")

JSON: Final = (
    _define("jsonParse(text)", "A map or list for a JSON object or array, else nothing.", parse_json),
    _define("jsonStringify(mapOrList)", "The JSON text of a map or list.", write_json),
    _define(
        "jsonArraySize(field)",
        "The number of elements of a JSON array.",
        count_elements,
        unspecified=(NO_ARRAY,),
    ),
    _define(
        "jsonArrayContains(field, value)",
        "Whether a JSON array holds a text, with the same case; false for what is no array.",
        has_element,
        unspecified=(NOT_TEXT,),
    ),
)
