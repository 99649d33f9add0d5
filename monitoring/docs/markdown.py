"""Pieces of Markdown."""

from collections.abc import Iterable, Sequence
from typing import Final

GENERATED: Final = "<!-- Written by `make docs`; change the source, not this page. -->"


def page(title: str, *blocks: str) -> str:
    """A generated page; blocks that are empty are left out."""
    return "\n\n".join([GENERATED, f"# {title}", *filter(None, blocks)]).rstrip("\n") + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars and line breaks in its cells are escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def code(text: str, language: str = "") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def codes(words: Iterable[str]) -> str:
    """Words in code type, with commas."""
    return ", ".join(f"`{word}`" for word in words)
