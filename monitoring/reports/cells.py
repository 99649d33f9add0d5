"""Columns of a query's rows as people read them."""

from collections.abc import Iterator, Sequence
from re import Match
from re import compile as regex
from typing import Final

from monitoring.reports.say import Teller, money, places_of
from monitoring.reports.words import heading_of

_MOMENT: Final = regex(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):\d\d\.\d{3}")
_NUMBER: Final = regex(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def cells(teller: Teller, column: str, texts: Sequence[str]) -> Iterator[str]:
    """Durations in seconds, money in dollars of so many digits as CloudWatch gave, moments to the minute."""
    last = column.rpartition("_")[2].rpartition(".")[2]
    if last in ("cost", "estimatedCost"):
        yield from _amounts(texts)
    elif last in ("duration", "latency"):
        yield from (teller.amount(float(text), "ms") if _NUMBER.fullmatch(text) else text for text in texts)
    else:
        yield from (_cell(teller, column, text) for text in texts)


def is_numeric(texts: Sequence[str]) -> bool:
    """Whether a column holds numbers only."""
    given = [text for text in texts if text]
    return bool(given) and all(map(_NUMBER.fullmatch, given))


def _amounts(texts: Sequence[str]) -> Iterator[str]:
    """All with the same decimals, so that they can be compared at a glance."""
    numbers = [text for text in texts if _NUMBER.fullmatch(text)]
    most = max((len(text.partition(".")[2]) for text in numbers), default=2)
    places = places_of(map(float, numbers), most)
    yield from (money(float(text), places) if _NUMBER.fullmatch(text) else text for text in texts)


def _cell(teller: Teller, column: str, text: str) -> str:
    if match := _MOMENT.fullmatch(text):
        return _moment(teller, column, match)
    if column == "action":
        return heading_of(teller.words, "action", text)
    return _number(column, float(text)) if _NUMBER.fullmatch(text) else text


def _moment(teller: Teller, column: str, match: Match[str]) -> str:
    month, day, hour, minute = match.groups()[1:]
    if column.startswith("day_"):
        return f"{month}/{day}"
    is_told = column.startswith("hour_") and teller.report.period.covers == "day"
    return f"{hour}:{minute}" if is_told else f"{month}/{day} {hour}:{minute}"


def _number(column: str, value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or column.startswith("avg_") else f"{value:,.2f}"
