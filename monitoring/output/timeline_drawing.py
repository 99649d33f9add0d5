"""A small drawing of states over time: one row an alarm, a column some minutes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from monitoring.evaluator.state import State
from monitoring.output.terminal import cells, harmless
from monitoring.timeline.inputs import Period
from monitoring.timeline.states import Track

COLUMNS: Final = 60
_MOST_ROWS: Final = 12
_WORST: Final = (State.ALARM, State.INSUFFICIENT_DATA, State.OK)


class Signs(NamedTuple):
    """What stands for a state, and what points at a moment."""

    ok: str
    alarm: str
    unknown: str
    pointer: str


BLOCKS: Final = Signs("·", "█", "░", "▲")
ASCII: Final = Signs(".", "#", "?", "^")


class Row(NamedTuple):
    """A line of the drawing."""

    name: str
    track: Track


def signs_for(encoding: str | None) -> Signs:
    """Blocks where the encoding has them."""
    try:
        "".join(BLOCKS).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BLOCKS


def draw(
    rows: Sequence[Row], period: Period, zone: ZoneInfo, mark: int | None = None, signs: Signs = BLOCKS
) -> Iterator[str]:
    """The lines of a drawing; ``mark`` is a second to point at."""
    shown = rows[:_MOST_ROWS]
    if not shown or period.end <= period.start:
        return
    names = [harmless(row.name) for row in shown]
    width = max(map(cells, names))
    minutes = (period.end - period.start) // 60
    columns = max(1, min(COLUMNS, minutes))
    for name, row in zip(names, shown, strict=True):
        yield f"{name}{' ' * (width - cells(name))}  {_states(row.track, period, columns, signs)}"
    if mark is not None:
        yield f"{' ' * width}  {' ' * _column(mark, period, columns)}{signs.pointer}"
    yield f"{' ' * width}  {_axis(period, columns, zone)}"
    if len(rows) > len(shown):
        yield f"{' ' * width}  and {len(rows) - len(shown)} more"


def _states(track: Track, period: Period, columns: int, signs: Signs) -> str:
    found: list[set[State]] = [set() for _ in range(columns)]
    ends = [*(change.at for change in track.changes[1:]), period.end + 1]
    for change, until in zip(track.changes, ends, strict=True):
        if change.at > period.end:
            break
        first, last = _column(change.at, period, columns), _column(until - 1, period, columns)
        for column in range(first, last + 1):
            found[column].add(change.state)
    by_state = {State.OK: signs.ok, State.ALARM: signs.alarm, State.INSUFFICIENT_DATA: signs.unknown}
    return "".join(by_state[next(each for each in _WORST if each in states)] for states in found)


def _column(at: int, period: Period, columns: int) -> int:
    """The column of a second; the end belongs to the last one."""
    share = (at - period.start) * columns // (period.end - period.start)
    return max(0, min(columns - 1, share))


def _axis(period: Period, columns: int, zone: ZoneInfo) -> str:
    """The clock at the start, and at the end when there is room."""
    start, end = (datetime.fromtimestamp(at, zone) for at in (period.start, period.end))
    form = "%H:%M" if start.date() == end.date() else "%m-%d %H:%M"
    first, last = start.strftime(form), end.strftime(form)
    return first + last.rjust(columns - len(first)) if columns > len(first) + len(last) else first
