"""A report as Slack's blocks: what matters at nine in the morning, and where the rest is."""

from collections.abc import Iterator, Mapping, Sequence

from monitoring.oncall.parts import Heading, Image, Link, Links, Paragraph, Part, Table
from monitoring.reports.as_text import aligned, meter
from monitoring.reports.charts import AMBER, BLUE, PALE, RED
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

_METER = 20
_ROWS = 10
_SQUARES = {BLUE: "🟦", AMBER: "🟧", RED: "🟥", PALE: "⬜"}


def to_parts(
    document: Document, links: Sequence[Link], files: Mapping[str, str], note: str = ""
) -> list[Part]:
    """The message's parts; ``files`` are Slack's ids of charts by name, ``note`` says what went wrong."""
    head: list[Part] = [Heading("note", document.title), Paragraph((document.subtitle, note))]
    body = [part for section in document.sections if section.brief for part in _section(section, files)]
    tail: list[Part] = [Links(tuple(links))] if links else []
    return [*head, *body, *tail, Paragraph((document.footer,))]


def _section(section: Section, files: Mapping[str, str]) -> Iterator[Part]:
    lines = [section.heading]
    for item in section.items:
        match item:
            case Tiles():
                yield Table(section.heading, ("", "", ""), tuple(tuple(tile) for tile in item.tiles))
                lines = []
            case Grid():
                yield _table(section.heading, item)
                lines = []
            case Picture() if item.name in files:
                yield Paragraph((section.heading, _legend(item), item.alt), strong=True)
                yield Image(section.heading, files[item.name])
                lines = []
            case _:
                lines += _lines(item)
    if lines:
        yield Paragraph(tuple(lines), strong=lines[0] == section.heading)


def _legend(picture: Picture) -> str:
    return " ".join(f"{_SQUARES[color]} {label}" for label, color in picture.legend)


def _table(heading: str, grid: Grid) -> Table:
    more = len(grid.rows) - _ROWS
    shown = aligned(grid._replace(rows=grid.rows[:_ROWS]))
    return Table(heading, shown.columns, shown.rows, f"+{more}" if more > 0 else grid.note)


def _lines(item: Item) -> Iterator[str]:
    match item:
        case Lines():
            yield from (f"• {line}" if item.marked else line for line in item.lines)
        case Missing():
            yield from (f"⚠️ {line}" for line in item.lines)
        case Picture():
            yield from (line for line in (item.spark, item.alt) if line)
        case Meter():
            yield f"{meter(item, _METER)} {item.label}"
        case Checks():
            yield from (f"☐ {check.text}" for check in item.checks)
        case _:
            return
