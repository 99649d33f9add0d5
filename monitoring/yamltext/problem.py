"""What can be wrong in a YAML text, by source offset; document.py turns it into findings."""

from re import sub
from typing import Final, NamedTuple, TypeAlias

from monitoring.finding import Path, dotted
from monitoring.yamltext.scalars import Reading


class Problem(NamedTuple):
    """``start`` and ``length`` count characters of the source; ``path`` is where the reader was."""

    path: Path
    start: int
    length: int
    message: str
    fix: str


MAX_PROBLEMS: Final = 100
"""As many of a kind as anyone reads."""

Complaint: TypeAlias = tuple[str, str]
"""A message and a way out."""


def shorten(text: str, limit: int = 40) -> str:
    """A text fit to be quoted in one line of a message."""
    # Not the full-width and no-break blanks, which may be what is wrong.
    flat = sub(r"[ \t\r\n]+", " ", text[: limit * 4]).strip(" ")
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def odd_value(text: str, reading: Reading) -> Complaint:
    """A plain scalar that other YAML readers read differently."""
    return f"`{shorten(text)}` {reading.trap}", reading.fix


def odd_key(text: str, reading: Reading) -> Complaint | None:
    """A plain key that is no text, or not to every YAML reader; None when it is."""
    if text == "<<":
        fix = "write the entries out, or state them once in `defaults`"
        return "merge keys (<<) are not accepted, because YAML 1.2 has none", fix
    if text == "":
        return "a key is empty", "write a name before the colon"
    if not isinstance(reading.value, str):
        kinds = {bool: "true or false", type(None): "null"}
        kind = kinds.get(type(reading.value), "a number")
        message = f"the key `{shorten(text)}` reads as {kind}, and keys are texts"
        return message, f'write "{shorten(text)}" in quotes'
    return (f"the key `{shorten(text)}` {reading.trap}", reading.fix) if reading.trap else None


def duplicate_key(path: Path, line: int) -> Complaint:
    """A key that its mapping has already, on a line above."""
    fix = "keep one of the two, or give one another name"
    return f"`{shorten(dotted(path), 80)}` stands here again, first on line {line}", fix


def branch_key() -> Complaint:
    """A list, mapping or alias in a key's place, most often a forgotten pair of quotes."""
    fix = "write a text before the colon; if the brackets or the * belong to it, put it in quotes"
    return "a list, mapping or alias stands where a key should, and keys are texts", fix


def refused_tag(tag: str) -> Complaint:
    """An explicit tag such as !!python/object."""
    shown = shorten(tag.replace("tag:yaml.org,2002:", "!!"))
    fix = "remove it, and put the value in quotes if it is text"
    return f"the tag `{shown}` is not accepted, because values are plain data", fix


def endless_alias(name: str) -> Complaint:
    """An alias inside what it stands for."""
    fix = "write the values out, or move the anchor"
    return f"the alias `*{shorten(name)}` stands inside what it repeats, which would never end", fix


def unknown_alias(name: str) -> Complaint:
    """An alias without an anchor before it."""
    shown = shorten(name)
    fix = f"write &{shown} at the value to repeat, or put the text in quotes"
    return f"the alias `*{shown}` repeats nothing: no `&{shown}` stands above it", fix


def second_document() -> Complaint:
    """A line --- with another document below it."""
    fix = "remove the line ---, or move what follows to a file of its own"
    return "a second document starts here, and a file holds one", fix


def too_deep(limit: int) -> Complaint:
    """Nesting that no reader of the data could follow."""
    return f"nested deeper than {limit} levels", "nest less deeply"


def too_many(limit: int) -> Complaint:
    """More values than fit, most often aliases of aliases."""
    return f"more than {limit:,} values, counting what aliases repeat", "repeat fewer values with aliases"
