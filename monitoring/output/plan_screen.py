"""A plan on a terminal: alarms by entry, in columns, long texts wrapped within their column."""

from collections.abc import Iterator
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import Final, NamedTuple

from monitoring.output.plan_table import GAP, paint_severity
from monitoring.output.plan_words import (
    tell_detection,
    tell_levels,
    tell_quiet_contacts,
    tell_severity,
    tell_wakes,
    words_of,
)
from monitoring.output.terminal import PLAIN, Palette, cells, harmless
from monitoring.output.wrapping import pad, wrap
from monitoring.plan.resources import AnyAlarm, Plan

_MOST_WAKES: Final = 24  # columns
_LEAST_CONDITION: Final = 24


class Line(NamedTuple):
    """The columns of one alarm."""

    severity: str
    condition: str
    detection: str
    wakes: str


def render_screen(planned: Plan, width: int, palette: Palette = PLAIN) -> str:
    """The alarms for a terminal of this width."""
    lines = {alarm.logical_id: _line(alarm, planned.locale) for alarm in planned.alarms}
    columns = _columns([_headings(planned.locale), *lines.values()], width)
    blocks = ["\n".join(_wrapped(_headings(planned.locale), columns, "", palette))]
    for _, group in groupby(planned.alarms, attrgetter("entry")):
        alarms = list(group)
        block = _heading(alarms[0], planned, width, palette)
        for alarm in alarms:
            block += _wrapped(lines[alarm.logical_id], columns, alarm.severity, palette)
        blocks.append("\n".join(block))
    contacts = (part for line in tell_quiet_contacts(planned) for part in wrap(harmless(line), width))
    blocks.append("\n".join(contacts))
    return "\n\n".join(blocks) + "\n"


def _headings(locale: str) -> Line:
    words = words_of(locale)
    _, severity, condition, _, detection, _ = words.headings
    return Line(severity, condition, detection, words.wakes)


def _line(alarm: AnyAlarm, locale: str) -> Line:
    texts = (
        tell_severity(alarm.severity, locale),
        alarm.condition,
        tell_detection(alarm.detection, locale),
        tell_wakes(alarm.hears, locale),
    )
    return Line(*map(harmless, texts))


def _columns(lines: list[Line], width: int) -> list[int]:
    """The width of each column; the condition gets what the others leave."""
    widest = [max(map(cells, column)) for column in zip(*lines, strict=True)]
    severity, condition, detection, wakes = widest
    wakes = min(wakes, _MOST_WAKES)
    left = width - severity - detection - wakes - 4 * len(GAP)
    return [severity, max(min(condition, left), _LEAST_CONDITION), detection, wakes]


def _heading(alarm: AnyAlarm, planned: Plan, width: int, palette: Palette) -> list[str]:
    """The entry, its title, its guide ids, and the levels that hear of it, below if there is no room."""
    entry, title = harmless(alarm.entry), harmless(alarm.title)
    levels = harmless(tell_levels(alarm.hears, planned.locale))
    begun = [palette.paint(palette.strong, entry), title, *filter(None, [" ".join(alarm.guide)])]
    shown = palette.paint(palette.faint, levels)
    if cells(GAP.join([entry, title, " ".join(alarm.guide), levels])) <= width:
        return [GAP.join([*begun, shown])]
    return [GAP.join(begun), GAP + shown]


def _wrapped(line: Line, columns: list[int], severity: str, palette: Palette) -> Iterator[str]:
    texts = [wrap(text, width) for text, width in zip(line, columns, strict=True)]
    for parts in zip_longest(*texts, fillvalue=""):
        padded = [pad(part, width) for part, width in zip(parts, columns, strict=True)]
        padded[0] = paint_severity(padded[0], severity, palette)
        yield GAP + GAP.join(padded).rstrip()
