"""Values of the file as findings quote them."""

from collections.abc import Iterable
from re import fullmatch

from monitoring.yamltext.scalars import Reading, read_plain

_LONGEST = 60
_KINDS = {type(None): "nothing", dict: "a mapping", list: "a list"}


def shown(data: object) -> str:
    """A value in a message: scalars quoted and cut, the rest by kind."""
    kind = _KINDS.get(type(data))
    if kind is not None:
        return kind
    if data == "":
        return "an empty text"
    if isinstance(data, str) and read_plain(data) != Reading(data):
        return f"the text `{cut(data)}`"  # with quotes in the file, or the reader would see the same twice
    return f"`{cut(literal(data))}`"


def literal(data: object) -> str:
    """A scalar as YAML writes it."""
    return str(data).lower() if isinstance(data, bool) else str(data)


def cut(text: str) -> str:
    """A text of the file, cut to what fits into a line of a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def in_list(data: object) -> str:
    """A scalar as the only item of a list: `[slow]`, `["*"]`."""
    text = cut(literal(data))
    plain = not isinstance(data, str) or (
        fullmatch(r"[\w/.][\w ./-]*", text) and read_plain(text) == Reading(text)
    )
    return f"[{text}]" if plain else f'["{text}"]'


def choice(kind: str, keys: Iterable[str], given: Iterable[str]) -> tuple[str, str]:
    """Message and way out for an entry that has none, or several, of keys of which one must be there."""
    quoted = [f"`{key}`" for key in given]
    message = f"{kind} has one of {', '.join(f'`{key}`' for key in keys)}; this one has "
    return message + (" and ".join(quoted) or "none"), "keep one of them" if quoted else "write one of them"
