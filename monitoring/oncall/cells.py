"""Columns of a query's rows as people read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor, log10
from re import ASCII, Match
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.oncall.clock import from_iso, local
from monitoring.oncall.words import Words

_MOMENT: Final = regex(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):\d\d\.\d{3}", ASCII)
_NUMBER: Final = regex(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", ASCII)
_MOST: Final = 1e15
_TIMES: Final = ("@timestamp", "@ingestionTime")


class Style(NamedTuple):
    """How cells are written; ``of_day`` leaves out the date of hours, as all are of the same one."""

    words: Words
    timezone: str
    of_day: bool = False


def heading_of(words: Words, kind: str, name: str) -> str:
    """A word for a name of the data, such as a column of a query; the name itself where there is none."""
    return words.sentences.get(f"{kind}-{name}", name)


def readable(style: Style, columns: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows of cells from the texts of each column; columns that have no word stay as they are."""
    known = style.words.sentences
    shown = (
        cells(style, name, texts) if f"column-{name}" in known else texts for name, texts in columns.items()
    )
    return tuple(zip(*shown, strict=True))


def cells(style: Style, column: str, texts: Sequence[str]) -> Iterator[str]:
    """Durations in seconds, money in dollars of so many digits as CloudWatch gave, moments to the minute.

    Times of log events, which Logs Insights writes in UTC, become local to the second.
    """
    last = column.rpartition("_")[2].rpartition(".")[2]
    if column in _TIMES:
        yield from (_local_time(style.timezone, text) for text in texts)
    elif last in ("cost", "estimatedCost"):
        yield from _amounts(texts)
    elif last in ("duration", "latency", "ms"):
        yield from (duration(style.words, float(text)) if is_number(text) else text for text in texts)
    else:
        yield from (_cell(style, column, text) for text in texts)


def is_number(text: str) -> bool:
    """Whether a cell holds a number of a size that can be read, and nothing else."""
    return bool(_NUMBER.fullmatch(text)) and abs(float(text)) < _MOST


def duration(words: Words, milliseconds: float) -> str:
    """A length of time in seconds, so that those of a column can be compared at a glance."""
    places = 1 if abs(milliseconds) >= 1000 else 3 if 0 < abs(milliseconds) < 10 else 2
    return words.say("unit-s", value=f"{milliseconds / 1000:,.{places}f}")


def money(value: float, places: int | None = None) -> str:
    """``$12.30``; below a dollar as many digits as it takes to see it: ``$0.142``, ``$0.0106``."""
    return f"${value:,.{places_of([value]) if places is None else places}f}"


def places_of(values: Iterable[float], most: int = 8) -> int:
    """Decimals with which the largest of some amounts of money has three digits that count; two at least."""
    top = max(map(abs, values), default=0)
    return max(2, min(most, 2 - floor(log10(top)))) if top else 2


def _local_time(timezone: str, text: str) -> str:
    try:
        when = from_iso(f"{text.replace(' ', 'T')}+00:00")
        there = local(when, timezone)
    except (ValueError, OverflowError):
        return text
    return f"{there:%m/%d %H:%M:%S}"


def _amounts(texts: Sequence[str]) -> Iterator[str]:
    """All with the same decimals, so that they can be compared at a glance."""
    numbers = [text for text in texts if is_number(text)]
    most = max((len(text.partition(".")[2]) for text in numbers), default=2)
    places = places_of(map(float, numbers), most)
    yield from (money(float(text), places) if is_number(text) else text for text in texts)


def _cell(style: Style, column: str, text: str) -> str:
    if match := _MOMENT.fullmatch(text):
        return _moment(style, column, match)
    if column == "action":
        return heading_of(style.words, "action", text)
    return _number(column, float(text)) if is_number(text) else text


def _moment(style: Style, column: str, match: Match[str]) -> str:
    month, day, hour, minute = match.groups()[1:]
    if column.startswith("day_"):
        return f"{month}/{day}"
    is_told = column.startswith("hour_") and style.of_day
    return f"{hour}:{minute}" if is_told else f"{month}/{day} {hour}:{minute}"


def _number(column: str, value: float) -> str:
    is_whole = value == int(value) or (column.startswith("avg_") and abs(value) >= 10)
    return f"{value:,.0f}" if is_whole else f"{value:,.2f}"
