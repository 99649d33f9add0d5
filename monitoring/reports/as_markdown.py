"""A report as Markdown, for tickets, wikis and pull requests."""

from collections.abc import Iterator, Sequence
from re import compile as regex
from typing import Final

from monitoring.oncall.parts import Link
from monitoring.reports.document import (
    Checks,
    Document,
    Grid,
    Item,
    Lines,
    Meter,
    Missing,
    Picture,
    Section,
    Tiles,
)

_MARKUP: Final = regex(r"([\\`*_\[\]<>|#~!&])")


def to_markdown(document: Document) -> str:
    """The page; charts are told in text, because Markdown takes no pictures along."""
    head = f"# {escape(document.title)}\n\n{escape(document.subtitle)}"
    return "\n\n".join([head, *map(_section, document.sections), escape(document.footer)]) + "\n"


def escape(text: str) -> str:
    """Text that is no markup, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _section(section: Section) -> str:
    parts = [f"## {escape(section.heading)}", *("\n".join(_item(item)) for item in section.items)]
    if section.links:
        parts.append(_links(section.links))
    return "\n\n".join(part for part in parts if part)


def _item(item: Item) -> Iterator[str]:
    match item:
        case Tiles():
            yield from _table(("", "", ""), item.tiles, (False, True, False))
        case Lines():
            mark, end = ("- ", "") if item.marked else ("", "  ")
            yield from (f"{mark}{escape(line)}{end}" for line in item.lines)
        case Grid():
            yield from _table(item.columns, item.rows, item.numeric)
            yield from ["", escape(item.note)] if item.note else []
        case Picture():
            shown = [f"`{item.spark}`"] if item.spark else []
            yield "  \n".join([*shown, *([escape(item.alt)] if item.alt else [])])
        case _:
            yield from _rest(item)


def _rest(item: Meter | Checks | Missing) -> Iterator[str]:
    match item:
        case Meter():
            yield f"**{escape(item.label)}**"
        case Checks():
            for check in item.checks:
                links = _links(tuple(link for link in check.links if link.address))
                yield f"- [ ] {escape(check.text)} {links}".rstrip()
        case Missing():
            yield from (f"> ⚠️ {escape(line)}" for line in item.lines)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> Iterator[str]:
    yield _row(names)
    yield "|" + "|".join(" ---: " if right else " --- " for right in numeric) + "|"
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escape, cells))} |"


def _links(links: Sequence[Link]) -> str:
    return " · ".join(f"[{escape(link.label)}](<{_address(link.address)}>)" for link in links)


def _address(address: str) -> str:
    return address.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C").replace("|", "%7C")
