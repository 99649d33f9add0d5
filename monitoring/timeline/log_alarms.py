"""The states of a log alarm over a period, one track a contributor."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from re import IGNORECASE
from re import compile as regex
from typing import Final

from monitoring import insights
from monitoring.evaluator.alarm import AlarmError
from monitoring.evaluator.log_alarm import ContributorChange, LogAlarmMachine
from monitoring.evaluator.log_alarm import LogAlarm as Machine
from monitoring.evaluator.state import State
from monitoring.plan.resources import LogAlarm
from monitoring.timeline.inputs import Event, Period
from monitoring.timeline.looks import Pace, looks
from monitoring.timeline.metric_alarms import is_upward
from monitoring.timeline.states import Change, Track, acting

_CLOCK: Final = regex(r"\b(?:now|queryStart|queryEnd)\b", IGNORECASE)


class LogQuery:
    """The scheduled query of a log alarm over some events: contributors with their values of a window.

    The window's end is not in it. Each set of events is only queried once. ``least`` is what a count is
    where there are no rows; None when nothing was counted.
    """

    def __init__(self, alarm: LogAlarm, events: Sequence[Event]) -> None:
        groups = set(alarm.log_groups)
        self._events = sorted((each for each in events if each["log"] in groups), key=_time)
        self._text = f"{alarm.rows}\n| stats {alarm.aggregate}"
        self._by = alarm.by
        self._by_clock = _CLOCK.search(self._text) is not None
        # "count(*) on an empty result set returns 0" (Amazon CloudWatch User Guide, "Log alarms").
        is_count = not alarm.by and alarm.aggregate.startswith("count(*)")
        self._nothing = {"": 0.0} if is_count else {}
        self.least = 0.0 if alarm.aggregate.startswith("count(*)") and self._events else None
        if not self._has_rows(alarm.rows):
            self._events = []
        self._known: dict[tuple[int, int, int], Mapping[str, float]] = {}
        self.worst: dict[str, float] = {}
        self._worse = max if is_upward(alarm) else min

    def _has_rows(self, rows: str) -> bool:
        """Whether any event is a row; where none is, no window need be queried."""
        return bool(self._events) and bool(insights.run(f"{rows}\n| stats count(*)", self._events).rows)

    @property
    def times(self) -> list[int]:
        """The seconds of the events."""
        return [_time(event) // 1000 for event in self._events]

    def __call__(self, start: int, end: int) -> Mapping[str, float]:
        """Contributor -> value, "" where the aggregate has no ``by``."""
        first = bisect_left(self._events, start * 1000, key=_time)
        last = bisect_left(self._events, end * 1000, key=_time)
        key = (first, last, start if self._by_clock else 0)
        if key not in self._known:
            self._known[key] = self._run(self._events[first:last], start, end)
        return self._known[key]

    def _run(self, events: Sequence[Event], start: int, end: int) -> Mapping[str, float]:
        found: dict[str, float] = {}
        if not events:
            return self._nothing
        result = insights.run(self._text, events, start * 1000, end * 1000 - 1, now=end * 1000)
        column = next((each for each in result.columns if each != self._by), "")
        for row in result.rows:
            if column in row:
                name = row.get(self._by, "") if self._by else ""
                found[name] = _to_number(row[column], column)
                self.worst[name] = self._worse(found[name], self.worst.get(name, found[name]))
        return found or self._nothing


def log_tracks(alarm: LogAlarm, events: Sequence[Event], period: Period) -> Iterator[Track]:
    """The states of each contributor, of one without a name when there are none.

    The query runs every ``every`` seconds, counted from the start: when AWS runs a scheduled query for the
    first time is not documented.
    """
    query = LogQuery(alarm, events)
    machine = LogAlarmMachine(_machine(alarm, period), query, period.start)
    if not period.new:
        machine.recall()
        if not alarm.by:
            machine.contributors[""] = State.OK
    first = dict.fromkeys(machine.contributors, machine.state)
    changes = list(_changes(machine, alarm, query, period))
    for name in sorted({*first, *query.worst}) or [""]:
        own = [each for each in changes if each.contributor == name]
        yield Track(
            alarm=alarm,
            contributor=name,
            changes=(Change(period.start, first.get(name, State.OK)), *map(_change, own)),
            nearest=query.worst.get(name, query.least),
        )


def _changes(
    machine: LogAlarmMachine, alarm: LogAlarm, query: LogQuery, period: Period
) -> Iterator[ContributorChange]:
    reach = alarm.window + (alarm.evaluation_periods + 1) * alarm.every
    pace = Pace(alarm.every, max(reach, alarm.warm_up * 60), period.start)
    for at in looks(period, pace, query.times):
        yield from machine.evaluate(at)


def _machine(alarm: LogAlarm, period: Period) -> Machine:
    return Machine(
        threshold=alarm.threshold,
        operator=alarm.operator,
        m=alarm.datapoints_to_alarm,
        n=alarm.evaluation_periods,
        missing=alarm.treat_missing_data,
        rate=alarm.every,
        start_offset=alarm.window,
        by=bool(alarm.by),
        warm_up=alarm.warm_up if period.new else 0,
        actions=acting(alarm),
    )


def _change(each: ContributorChange) -> Change:
    return Change(each.at, each.after, each.reason, each.actions)


def _to_number(text: str, column: str) -> float:
    try:
        return float(text)
    except ValueError:
        message = (
            f"`{column}` gave {text!r}: what a log alarm makes of what is no number is unspecified by AWS"
        )
        raise AlarmError(message) from None


def _time(event: Event) -> int:
    return event["timestamp"]
