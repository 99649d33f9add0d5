"""Reference paths, payload templates and intrinsic functions, as far as our machine uses them."""

from re import compile as regex
from typing import Any

_FORMAT = regex(r"States\.Format\('((?:[^'\\]|\\.)*)'((?:, \$[\w.$]*)*)\)")


class Missing(Exception):
    """A path leads nowhere: ``States.Runtime`` on AWS, which nothing catches."""


def pick(path: str, data: Any, context: dict[str, Any]) -> Any:
    """The value at ``$.a.b``, or at ``$$.a.b`` of the context object."""
    root, names = (context, path[3:]) if path.startswith("$$") else (data, path[2:])
    for name in names.split(".") if names else ():
        if not isinstance(root, dict) or name not in root:
            raise Missing(f"{path} leads nowhere")
        root = root[name]
    return root


def put(data: Any, path: str | None, result: Any) -> Any:
    """ResultPath: null keeps the input, ``$`` replaces it, ``$.a`` sets one field of it."""
    if path is None or path == "$":
        return data if path is None else result
    name = path.removeprefix("$.")
    assert "." not in name, f"{path} is deeper than this rig goes"
    return {**data, name: result}


def fill(template: Any, data: Any, context: dict[str, Any]) -> Any:
    """Parameters and ResultSelector: a name that ends in ``.$`` has a path or an intrinsic function."""
    if isinstance(template, list):
        return [fill(item, data, context) for item in template]
    if not isinstance(template, dict):
        return template
    filled = {}
    for name, value in template.items():
        if name.endswith(".$"):
            filled[name[:-2]] = _dynamic(value, data, context)
        else:
            filled[name] = fill(value, data, context)
    return filled


def _dynamic(text: str, data: Any, context: dict[str, Any]) -> Any:
    if text.startswith("$"):
        return pick(text, data, context)
    match = _FORMAT.fullmatch(text)
    assert match, f"{text} is no intrinsic function of this rig"
    values = [pick(path, data, context) for path in match[2].split(", ")[1:]]
    parts = match[1].split("{}")
    assert len(parts) == len(values) + 1, "States.Format: as many values as {}"
    return "".join(part + str(value) for part, value in zip(parts, [*values, ""], strict=True))
