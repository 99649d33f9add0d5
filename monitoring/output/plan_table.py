"""A plan in one alarm a line, for pipes, files and diffs; and what both layouts say below the alarms."""

from collections.abc import Iterator
from typing import Final

from monitoring.output.plan_words import tell_counts, tell_detection, tell_hearing, tell_severity, words_of
from monitoring.output.terminal import PLAIN, Palette, cells, harmless
from monitoring.output.wrapping import pad, wrap
from monitoring.plan.resources import AnyAlarm, Plan

GAP: Final = "  "


def render_lines(planned: Plan, palette: Palette = PLAIN) -> str:
    """The table with one line an alarm, nothing cut."""
    table = [words_of(planned.locale).headings, *(_texts(planned, alarm) for alarm in planned.alarms)]
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    levels = ["", *(alarm.severity for alarm in planned.alarms)]
    lines = (_line(row, widths, level, palette) for row, level in zip(table, levels, strict=True))
    return "".join(line + "\n" for line in lines)


def _texts(planned: Plan, alarm: AnyAlarm) -> tuple[str, ...]:
    texts = (
        alarm.name.removeprefix(name_prefix(planned)),
        tell_severity(alarm.severity, planned.locale),
        alarm.condition,
        " ".join(alarm.guide),
        tell_detection(alarm.detection, planned.locale),
        tell_hearing(alarm.hears, planned.locale),
    )
    return tuple(map(harmless, texts))


def _line(row: tuple[str, ...], widths: list[int], severity: str, palette: Palette) -> str:
    padded = [pad(text, width) for text, width in zip(row, widths, strict=True)]
    padded[1] = paint_severity(padded[1], severity, palette)
    return GAP.join(padded).rstrip()


def paint_severity(text: str, severity: str, palette: Palette) -> str:
    """The text in the colour of an alarm's severity."""
    colours = {"critical": palette.error, "warning": palette.warning, "investigate": palette.note}
    return palette.paint(colours[severity], text) if severity in colours else text


def name_prefix(planned: Plan) -> str:
    """What all alarm names begin with."""
    return f"{planned.service}-{planned.environment}-"


def render_rest(planned: Plan, width: int | None = None) -> str:
    """What stands below the alarms: what names begin with, other resources, what the account must hold."""
    lines = [part for line in _rest(planned) for part in (wrap(line, width) if width else [line])]
    return "\n".join(lines) + "\n"


def _rest(planned: Plan) -> Iterator[str]:
    words = words_of(planned.locale)
    yield words.beginning.format(prefix=name_prefix(planned), number=len(planned.alarms))
    yield words.legend
    yield words.others.format(counts=tell_counts(planned))
    yield words.stacks.format(stacks=words.between.join(planned.stack_names))
    if planned.needs:
        yield words.needs.format(number=len(planned.needs))
        yield f"  monitoring preflight --environment {planned.environment}"
