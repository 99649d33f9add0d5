"""Coverage of alarms and queries as a table."""

from collections.abc import Iterator

from monitoring.output.terminal import PLAIN, Palette, cells
from monitoring.output.text import plural
from monitoring.testing.coverage import FIRES, ROWS, SILENT, Coverage

_HEADINGS = ("", FIRES, SILENT, ROWS)


def render(coverage: Coverage, palette: Palette = PLAIN) -> str:
    """A line an alarm and query with how many tests prove it, then the share and what is missing."""
    table = _table(coverage)
    widths = [max(cells(line[column]) for line in table) for column in range(len(_HEADINGS))]
    lines = [
        "  ".join(_padded(cell, width) for cell, width in zip(line, widths, strict=True)) for line in table
    ]
    shown = "".join(f"{line.rstrip()}\n" for line in lines)
    return f"{shown}\n{summary(coverage, palette)}\n"


def summary(coverage: Coverage, palette: Palette = PLAIN) -> str:
    """The share that is proven and how much is missing."""
    share = f"coverage: {coverage.percent:g} %"
    if not coverage.missing:
        return palette.paint(palette.good, share)
    missing = plural(len(coverage.missing), "proof")
    listed = "".join(f"\n  {each.subject}: no test in which it {each.what}" for each in coverage.missing)
    return palette.paint(palette.warning, f"{share}, {missing} missing") + listed


def _table(coverage: Coverage) -> list[tuple[str, ...]]:
    return [_HEADINGS, *_lines(coverage)]


def _lines(coverage: Coverage) -> Iterator[tuple[str, ...]]:
    """Alarms and queries have different things to prove, and may share a name."""
    found: dict[tuple[str, bool], dict[str, str]] = {}
    for proof in coverage.proofs:
        cell = str(len(proof.tests)) if proof.tests else "none"
        found.setdefault((proof.subject, proof.what == ROWS), {})[proof.what] = cell
    for (subject, _), cells_by_name in found.items():
        yield subject, *(cells_by_name.get(name, "") for name in _HEADINGS[1:])


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))
