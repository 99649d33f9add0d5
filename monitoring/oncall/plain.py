"""Parts as plain text: complete by itself, for mail, pagers, and when Slack is away."""

from collections.abc import Iterator, Sequence

from monitoring.oncall.columns import columns
from monitoring.oncall.parts import (
    Buttons,
    Heading,
    Hints,
    Image,
    Link,
    LinkButton,
    Links,
    Paragraph,
    Part,
    Raw,
    Table,
)
from monitoring.oncall.people import NameOf, named


def plain(parts: Sequence[Part], name_of: NameOf = str) -> str:
    """The text of a message; blank lines between its parts. ``name_of`` gives the name of an id of Slack."""
    asked = tuple(link for part in parts if isinstance(part, Table) for link in part.links)
    paragraphs = ("\n".join(_lines(part, asked)) for part in parts)
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip()) + "\n"
    return named(text, name_of)


def _lines(part: Part, asked: tuple[Link, ...]) -> Iterator[str]:
    """``asked`` are the links of tables: so long that they stand below, with the others."""
    match part:
        case Heading():
            yield part.text
        case Paragraph() | Hints():
            yield from (line for line in part.lines if line)
        case Table():
            yield from _table(part)
        case Raw():
            yield part.text
        case Links():
            shown = (link for link in (*part.links, *asked) if not link.private)
            yield from (f"{link.label}\n  {link.address}" for link in shown)
        case LinkButton():
            yield f"{part.label}\n  {part.address}"
        case Image() | Buttons():
            return


def _table(part: Table) -> Iterator[str]:
    yield f"■ {part.title}"
    if part.rows:
        yield from (f"  {line}" for line in columns(part.columns, part.rows))
    if part.note:
        yield f"  {part.note}"
