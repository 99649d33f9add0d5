"""A log alarm over time: a scheduled query whose results are judged contributor by contributor."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from re import compile as regex
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import Struct

from monitoring.evaluator.alarm import AlarmError, Judging, check_settings, comparison
from monitoring.evaluator.reason import Datapoint, reason_text
from monitoring.evaluator.state import State

Query: TypeAlias = Callable[[int, int], Mapping[str, float]]
"""Start and end of a window (epoch seconds) -> contributor -> value; one named "" without ``by``."""

MAX_RESULTS: Final = 100
MAX_OFFSET: Final = 30 * 86_400
MAX_WARM_UP: Final = 2_880
VANISHED: Final = "No data was returned for this contributor"
"""The reason that Metrics Insights alarms give (User Guide, "Missing Data in .. Metrics Insights alarms")."""
_UNITS: Final = {"minute": 60, "hour": 3600, "day": 86_400}
_RATE: Final = regex(r"rate\(([1-9][0-9]{0,5}) (minute|hour|day)(s?)\)")


class LogAlarm(Judging, frozen=True, kw_only=True):
    """The settings of a log alarm: M of N is QueryResultsToAlarm of QueryResultsToEvaluate.

    ``rate`` and the offsets before the run are seconds, ``warm_up`` minutes; ``by`` says that the aggregate
    has contributors. Source: ``PutLogAlarm`` in the Amazon CloudWatch API Reference, "Log alarms" in the
    User Guide. Raises AlarmError for settings that no alarm can have.
    """

    rate: int
    start_offset: int
    end_offset: int = 0
    by: bool = False
    warm_up: int = 0
    wait_out: bool = False
    actions: Mapping[State, tuple[str, ...]] = MappingProxyType({})

    def __post_init__(self) -> None:
        comparison(self.operator)
        check_settings(self.threshold, self.m, self.n, self.missing)
        if self.n > MAX_RESULTS:
            raise AlarmError(f"N is {self.n}: a log alarm judges at most {MAX_RESULTS} results")
        if self.rate < 60 or self.rate % 60:
            raise AlarmError(f"the rate is {self.rate} s: it is whole minutes")
        if not 0 <= self.end_offset < self.start_offset <= MAX_OFFSET:
            window = f"from {self.start_offset} s to {self.end_offset} s before the run"
            raise AlarmError(f"a window {window} is not possible: it begins first, 30 days before at most")
        if not 0 <= self.warm_up <= MAX_WARM_UP:
            raise AlarmError(
                f"the warm-up is {self.warm_up} minutes: it is 1 to {MAX_WARM_UP}, or 0 for none"
            )


class ContributorChange(Struct, frozen=True, kw_only=True):
    """A new state of one contributor ("" when there are none) at an epoch second: one notification."""

    at: int
    contributor: str
    before: State
    after: State
    reason: str
    value: float | None
    actions: tuple[str, ...] = ()


class LogAlarmMachine:
    """One log alarm, from its creation on.

    The query runs one ``rate`` after the creation for the first time; AWS does not document the moment. The
    alarm is judged from N results on. A contributor that is new begins in OK without a notification, the
    alarm itself in INSUFFICIENT_DATA; a contributor that disappears from the results is in OK "regardless
    of the missing data treatment setting" (Amazon CloudWatch User Guide, "Log alarms").
    """

    def __init__(self, alarm: LogAlarm, query: Query, created: int) -> None:
        self.contributors: dict[str, State] = {} if alarm.by else {"": State.INSUFFICIENT_DATA}
        self._alarm, self._query, self._created = alarm, query, created
        self._runs: deque[tuple[int, Mapping[str, float]]] = deque(maxlen=alarm.n)
        self._warm = not alarm.warm_up

    @property
    def state(self) -> State:
        """The state of the alarm: ALARM when one contributor is, INSUFFICIENT_DATA when none is judged."""
        for state in (State.ALARM, State.OK):
            if state in self.contributors.values():
                return state
        return State.INSUFFICIENT_DATA

    def run(self, until: int) -> Iterator[ContributorChange]:
        """The changes of all contributors up to an epoch second, by time and name."""
        for at in range(self._created + self._alarm.rate, until + 1, self._alarm.rate):
            yield from self.evaluate(at)

    def recall(self) -> None:
        """Run the query for the N runs up to the creation, as an alarm that has stood for long did."""
        for back in reversed(range(self._alarm.n)):
            self._query_once(self._created - back * self._alarm.rate)

    def evaluate(self, at: int) -> list[ContributorChange]:
        """Run the query once and judge the last N results; the times of evaluations must rise."""
        self._query_once(at)
        if not self._is_warm(at) or len(self._runs) < self._alarm.n:
            return []
        names = {name for _, results in self._runs for name in results} | set(self.contributors)
        found = [self._judge(at, name) for name in sorted(names)]
        return [change for change in found if change is not None]

    def _query_once(self, at: int) -> None:
        alarm = self._alarm
        self._runs.append((at, self._query(at - alarm.start_offset, at - alarm.end_offset)))

    def _judge(self, at: int, name: str) -> ContributorChange | None:
        points = [results.get(name) for _, results in self._runs]
        before = self.contributors.get(name, State.OK)
        is_gone = self._alarm.by and points[-1] is None
        after = State.OK if is_gone else self._alarm.state(points, before)
        self.contributors[name] = after
        if is_gone and not any(name in results for _, results in self._runs):
            del self.contributors[name]
        if after is before:
            return None
        return ContributorChange(
            at=at,
            contributor=name,
            before=before,
            after=after,
            reason=VANISHED if is_gone else self._reason(after, name),
            value=points[-1],
            actions=self._alarm.actions.get(after, ()),
        )

    def _reason(self, after: State, name: str) -> str:
        """The reason as the documented notification has it: query results with the times of their runs."""
        judged = [Datapoint(at, results[name], 1) for at, results in self._runs if name in results]
        last = f"out of the last {self._alarm.n}"
        return reason_text(after, judged, self._alarm).replace(f"{last} datapoints", f"{last} query results")

    def _is_warm(self, at: int) -> bool:
        """Whether the warm-up is over: in time, or earlier with N results of which the last has a value."""
        if not self._warm:
            runs = self._runs
            is_full = len(runs) == self._alarm.n and bool(runs[0][1]) and bool(runs[-1][1])
            over = at >= self._created + self._alarm.warm_up * 60
            self._warm = over or (is_full and not self._alarm.wait_out)
        return self._warm


def parse_rate(text: str) -> int:
    """Seconds of ``rate(5 minutes)``; raises AlarmError."""
    match = _RATE.fullmatch(text)
    if match is None or (match[1] == "1") is bool(match[3]):
        raise AlarmError(f"{text!r} is no rate: write it like rate(1 minute) or rate(5 minutes)")
    return int(match[1]) * _UNITS[match[2]]
