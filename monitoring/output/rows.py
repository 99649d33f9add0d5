"""Rows of a query as a table in a terminal, as CSV and as Markdown."""

import csv
import io
from collections.abc import Mapping, Sequence
from re import compile as regex
from typing import Final, TypeAlias

from monitoring.output.terminal import PLAIN, Palette, cells, harmless
from monitoring.output.wrapping import pad

Row: TypeAlias = Mapping[str, str]
GAP: Final = "  "
_NARROWEST: Final = 12  # columns that a long cell keeps when a table is cut to the terminal
_UNITS: Final = ("KB", "MB", "GB", "TB")
_NUMBER: Final = regex(r"-?\d+(\.\d+)?")


def render_table(
    columns: Sequence[str], rows: Sequence[Row], palette: Palette = PLAIN, width: int | None = None
) -> str:
    """One line a row; numbers end at the right; cut to ``width`` columns of a terminal, or not at all."""
    if not columns:
        return ""
    table = [[harmless(row.get(column, "")) for column in columns] for row in rows]
    heads = [harmless(column) for column in columns]
    numeric = [_is_numeric(column) for column in zip(*table, strict=True)] or [False] * len(heads)
    widths = [max(map(cells, column)) for column in zip(heads, *table, strict=True)]
    if width is not None:
        widths = _fit(widths, width)
    lines = [palette.paint(palette.strong, _line(heads, widths, numeric))]
    lines += [_line(row, widths, numeric) for row in table]
    return "".join(line + "\n" for line in lines)


def _is_numeric(values: Sequence[str]) -> bool:
    given = [value for value in values if value]
    return bool(given) and all(_NUMBER.fullmatch(value) for value in given)


def _fit(widths: list[int], width: int) -> list[int]:
    """Narrower columns for a terminal: the widest give first, none falls below what can still be read."""
    room = width - len(GAP) * (len(widths) - 1)
    limit = max(widths)
    while limit > _NARROWEST and sum(min(one, limit) for one in widths) > room:
        limit -= 1
    return [min(one, limit) for one in widths]


def _line(texts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    parts = []
    for text, width, is_number in zip(texts, widths, numeric, strict=True):
        shown = _cut(text, width)
        parts.append(" " * (width - cells(shown)) + shown if is_number else pad(shown, width))
    return GAP.join(parts).rstrip()


def _cut(text: str, width: int) -> str:
    if cells(text) <= width:
        return text
    kept, used = [], 1  # one column is the ellipsis's
    for character in text:
        used += cells(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept) + "…"


def render_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """RFC 4180 with a heading; a missing field is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def render_markdown(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """A table for a ticket or a pull request."""
    if not columns:
        return ""
    table = [list(columns), ["---"] * len(columns)]
    table += [[row.get(column, "") for column in columns] for row in rows]
    return "".join(f"| {' | '.join(map(_markdown_cell, line))} |\n" for line in table)


def _markdown_cell(text: str) -> str:
    # What follows a backslash, a bar or a bracket would otherwise be markup, a line break a new row.
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\r", "")
    return harmless(escaped.replace("\n", "<br>"))


def tell_size(size: float) -> str:
    """Bytes as people read them: ``334 bytes``, ``12.3 KB``, ``4.5 GB``."""
    if size < 1000:
        return f"{size:.0f} bytes"
    unit = min(len(_UNITS) - 1, (len(f"{size:.0f}") - 1) // 3 - 1)
    return f"{size / 1000 ** (unit + 1):,.1f} {_UNITS[unit]}"
