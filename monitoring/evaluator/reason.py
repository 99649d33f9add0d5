"""Why an alarm changed its state, in the words and the shape of CloudWatch."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from monitoring.evaluator.alarm import Judging, comparison
from monitoring.evaluator.state import State

CREATED: Final = "Unchecked: Initial alarm creation"
_WORDS: Final = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "GreaterThanThreshold": "greater than",
    "LessThanOrEqualToThreshold": "less than or equal to",
    "LessThanThreshold": "less than",
}
_FILLED: Final = {"breaching": "Breaching", "notBreaching": "NonBreaching"}


class Datapoint(NamedTuple):
    """A judged datapoint: the start of its period in epoch seconds, its value, from how many samples."""

    start: int
    value: float
    samples: float


def reason_text(state: State, judged: Sequence[Datapoint], judging: Judging) -> str:
    """The ``StateReason`` of a new state; ``judged`` are the real datapoints behind it, the oldest first.

    The wording is observed in notifications that others published; AWS does not document it.
    """
    if state is State.INSUFFICIENT_DATA:
        verb = "was" if judging.n == 1 else "were"
        return f"Insufficient Data: {_count(judging.n)} {verb} unknown."
    compare = comparison(judging.operator)
    shown = [
        point
        for point in reversed(judged)
        if compare(point.value, judging.threshold) is (state is State.ALARM)
    ]
    filled = _filled(judging.n - len(judged), judging.missing)
    if not shown:
        return f"Threshold Crossed: {_received(judged, judging)} and {filled}."
    return f"Threshold Crossed: {_compared(state, shown, judging)}{_ending(state, filled, judging)}."


def reason_data(
    at: int, judged: Sequence[Datapoint], judging: Judging, period: int, statistic: str
) -> dict[str, object]:
    """The ``StateReasonData``: values the oldest first, then each datapoint, the newest first."""
    data: dict[str, object] = {"version": "1.0", "queryDate": iso_time(at)}
    if judged:
        data["startDate"] = iso_time(judged[0].start)
    data |= {"statistic": statistic, "period": period}
    data |= {"recentDatapoints": [point.value for point in judged], "threshold": judging.threshold}
    data["evaluatedDatapoints"] = [
        {"timestamp": iso_time(point.start), "sampleCount": point.samples, "value": point.value}
        for point in reversed(judged)
    ]
    return data


def iso_time(at: int) -> str:
    """An epoch second as CloudWatch writes it in JSON."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def long_time(at: int) -> str:
    """An epoch second as CloudWatch writes it in sentences."""
    return datetime.fromtimestamp(at, UTC).strftime("%A %d %B, %Y %H:%M:%S UTC")


def _compared(state: State, shown: Sequence[Datapoint], judging: Judging) -> str:
    values = ", ".join(f"{float(point.value)!r} ({_short_time(point.start)})" for point in shown)
    # AWS says "1 out of the last 1 datapoints", and "was" when one of several is shown.
    found = (
        _count(len(shown)) if state is State.OK else f"{len(shown)} out of the last {judging.n} datapoints"
    )
    verb = "was" if len(shown) == 1 else "were"
    word = _WORDS[judging.operator] if state is State.ALARM else f"not {_WORDS[judging.operator]}"
    return f"{found} [{values}] {verb} {word} the threshold ({float(judging.threshold)!r})"


def _ending(state: State, filled: str, judging: Judging) -> str:
    ending = f" and {filled}" if filled else ""
    if state is State.ALARM:
        ending += f" (minimum {_count(judging.m)} for OK -> ALARM transition)"
    return ending


def _filled(count: int, missing: str) -> str:
    if missing not in _FILLED or not count:
        return ""
    verb = "was" if count == 1 else "were"
    return f"{_count(count, 'missing ')} {verb} treated as [{_FILLED[missing]}]"


def _received(judged: Sequence[Datapoint], judging: Judging) -> str:
    received = _count(len(judged)) if judged else "no datapoints"
    verb = "was" if len(judged) == 1 else "were"
    periods = "1 period" if judging.n == 1 else f"{judging.n} periods"
    return f"{received} {verb} received for {periods}"


def _count(count: int, kind: str = "") -> str:
    return f"{count} {kind}datapoint" if count == 1 else f"{count} {kind}datapoints"


def _short_time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%d/%m/%y %H:%M:%S")
