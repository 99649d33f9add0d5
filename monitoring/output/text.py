"""Findings as people read them: place, source line, caret, message, way out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from monitoring.document import Document, Place
from monitoring.finding import Finding, Severity, dotted
from monitoring.output.located import Located, locate_all
from monitoring.output.terminal import PLAIN, Palette, cells, harmless, shown_line

WIDTH: Final = 110  # columns of a source line where there is no terminal
_LONGEST: Final = 500  # characters of a line, or of a path, that are looked at at all
_BEFORE: Final = 40  # characters kept before the marked ones when a line is cut


class Style(NamedTuple):
    """How findings are shown: colours, and the most columns of a line with source text."""

    palette: Palette
    width: int


class Excerpt(NamedTuple):
    """A source line as it is shown, and the line of carets below it."""

    source: str
    carets: str


def render(
    document: Document, findings: Iterable[Finding], palette: Palette = PLAIN, width: int | None = None
) -> str:
    """All findings, an empty line between them, source lines cut to ``width`` columns; nothing for none."""
    style = Style(palette, min(width or WIDTH, WIDTH))
    blocks = ("\n".join(_block(document, located, style)) for located in locate_all(document, findings))
    return "".join(block + "\n\n" for block in blocks)


def summary(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning``."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(plural(counts[severity], severity.value) for severity in Severity if counts[severity])


def plural(number: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _block(document: Document, located: Located, style: Style) -> Iterator[str]:
    finding, place = located
    palette = style.palette
    yield _heading(document, located, palette)
    if place.source_line.strip():
        yield from _excerpt_lines(place, getattr(palette, finding.severity.value), style)
    yield f"  {harmless(finding.message)}"
    if finding.fix:
        yield f"  {palette.paint(palette.good, 'fix:')} {harmless(finding.fix)}"


def _heading(document: Document, located: Located, palette: Palette) -> str:
    finding, place = located
    name = harmless(document.file) + (f":{place.line}:{place.column}" if document.text else "")
    severity = palette.paint(getattr(palette, finding.severity.value), finding.severity.value)
    check = palette.paint(palette.strong, finding.check)
    path = dotted(finding.path)
    path = path if len(path) <= _LONGEST else f"{path[:_LONGEST]}…"
    where = palette.paint(palette.faint, f" at {harmless(path)}") if path else ""
    return f"{palette.paint(palette.strong, name)}: {severity} {check}{where}"


def _excerpt_lines(place: Place, colour: str, style: Style) -> Iterator[str]:
    palette = style.palette
    number = str(place.line)
    excerpt = cut_excerpt(place, style.width - len(f"  {number} | "))
    gutter = palette.paint(palette.faint, f"  {number} |")
    below = palette.paint(palette.faint, f"  {' ' * len(number)} |")
    yield f"{gutter} {excerpt.source}"
    yield f"{below} {palette.paint(colour, excerpt.carets)}"


def cut_excerpt(place: Place, width: int) -> Excerpt:
    """The source line cut to ``width`` columns around a place, with carets under the place."""
    source, skipped = _around(place)
    shown = shown_line(source)
    start = min(place.column - 1 - skipped, len(shown))
    first = _first_shown(shown, start, start + place.length, width)
    lead = "…" if first or skipped else ""
    visible = _fitting(shown[first:], width - len(lead) - 1)
    tail = "…" if first + len(visible) < len(shown) else ""
    before = lead + "".join(visible[: start - first])
    marked = "".join(visible[start - first :][: place.length])
    carets = " " * cells(before) + "^" * max(1, cells(marked))
    return Excerpt(lead + "".join(visible) + tail, carets)


def _around(place: Place) -> tuple[str, int]:
    """What may be shown of a line, and how many characters are left out before it: lines can be very long."""
    skipped = max(0, place.column - _LONGEST) if len(place.source_line) > 2 * _LONGEST else 0
    return place.source_line[skipped : skipped + 2 * _LONGEST], skipped


def _first_shown(shown: list[str], start: int, end: int, width: int) -> int:
    """The beginning is only cut off where the marked characters would not fit with it."""
    return 0 if cells("".join(shown[:end])) < width else max(0, start - _BEFORE)


def _fitting(shown: list[str], width: int) -> list[str]:
    total = 0
    for index, part in enumerate(shown):
        total += cells(part)
        if total > width:
            return shown[:index]
    return shown
