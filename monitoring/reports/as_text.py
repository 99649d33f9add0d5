"""A report as plain text: complete by itself, for mail and terminals."""

from collections.abc import Iterator

from monitoring.oncall.columns import columns, width
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

_METER = 30
_LONGEST = 200


def to_text(document: Document) -> str:
    """The text; blank lines between its sections."""
    parts = [f"{document.title}\n{document.subtitle}", *map(_section, document.sections), document.footer]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> str:
    lines = [f"■ {section.heading}"]
    for item in section.items:
        lines += [f"  {line}".rstrip() for line in _item(item)]
    return "\n".join(lines)


def _item(item: Item) -> Iterator[str]:
    match item:
        case Tiles():
            yield from columns(("", "", ""), item.tiles)[1:]
        case Lines():
            yield from (f"- {line}" if item.marked else line for line in item.lines)
        case Grid():
            shown = aligned(item)
            yield from columns(shown.columns, shown.rows)
            yield from [item.note] if item.note else []
        case Picture():
            yield from (line for line in (item.spark, item.alt) if line)
        case _:
            yield from _rest(item)


def _rest(item: Meter | Checks | Missing) -> Iterator[str]:
    match item:
        case Meter():
            yield f"[{meter(item, _METER)}] {item.label}"
        case Checks():
            for check in item.checks:
                yield f"[ ] {check.text}"
                yield from (f"    {_link(link)}" for link in check.links)
        case Missing():
            yield from (f"! {line}" for line in item.lines)


def _link(link: Link) -> str:
    """Addresses that nobody would copy from a mail, such as those of queries, are left out."""
    return f"{link.label}: {link.address}" if 0 < len(link.address) < _LONGEST else link.label


def aligned(grid: Grid) -> Grid:
    """Numbers padded so that they stand below each other at the right."""
    table = [grid.columns, *grid.rows]
    widths = [max(width(row[at]) for row in table) for at in range(len(grid.columns))]
    padded = [tuple(map(_pad, row, widths, grid.numeric)) for row in table]
    return grid._replace(columns=padded[0], rows=tuple(padded[1:]))


def _pad(text: str, cells: int, is_number: bool) -> str:
    return " " * (cells - width(text)) + text if is_number else text


def meter(item: Meter, width: int) -> str:
    """Used as ``█``, expected as ``▒``, the rest as ``·``; full where it is above."""
    used = min(width, round(width * item.used))
    expected = min(width, round(width * item.expected)) - used
    return "█" * used + "▒" * max(expected, 0) + "·" * (width - used - max(expected, 0))
