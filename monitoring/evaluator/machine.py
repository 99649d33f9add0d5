"""A metric alarm over time: evaluations, changes of state, and the actions they perform."""

from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from monitoring.evaluator.alarm import AlarmError, Judging, check_settings, comparison, evaluation_range
from monitoring.evaluator.low_samples import check_choice, has_enough
from monitoring.evaluator.reason import Datapoint, reason_data, reason_text
from monitoring.evaluator.state import State
from monitoring.evaluator.windows import (
    MINUTE,
    Window,
    check_period,
    evaluation_step,
    sliding_windows,
    wall_clock_windows,
)
from monitoring.evaluator.zones import parse_zone

MAX_WARM_UP: Final = 2_880


class Datum(NamedTuple):
    """The value of a period and from how many samples it was calculated."""

    value: float
    samples: float = 1


Source: TypeAlias = Callable[[int, int], Datum | None]
"""Start and end of a period (epoch seconds, the end not in it) -> its datum, None when nothing was measured.

The same period must always have the same datum.
"""

Muted: TypeAlias = Callable[[int], bool]
"""Whether actions are muted at an epoch second."""


class MetricAlarm(Judging, frozen=True, kw_only=True):
    """The settings of a metric alarm under AWS's names; ``period`` is seconds, ``warm_up`` minutes.

    ``timezone`` makes it a wall clock window. ``wait_out`` is OnlyStartEvaluatingAfterWarmUpPeriodEnds.
    ``actions`` is what a state performs. Raises AlarmError for settings that no alarm can have.
    """

    period: int
    statistic: str = "Average"
    namespace: str = ""
    low_samples: str = "evaluate"
    timezone: str = ""
    warm_up: int = 0
    wait_out: bool = False
    actions: Mapping[State, tuple[str, ...]] = MappingProxyType({})

    def __post_init__(self) -> None:
        comparison(self.operator)
        check_settings(self.threshold, self.m, self.n, self.missing)
        check_choice(self.low_samples)
        check_period(self.period, self.zone)
        if not 0 <= self.warm_up <= MAX_WARM_UP:
            raise AlarmError(
                f"the warm-up is {self.warm_up} minutes: it is 1 to {MAX_WARM_UP}, or 0 for none"
            )

    @property
    def zone(self) -> tzinfo | None:
        """The zone of a wall clock window."""
        return parse_zone(self.timezone) if self.timezone else None

    @property
    def judging(self) -> Judging:
        """How its points are judged: AWS/DynamoDB always ignores missing data (``PutMetricAlarm``).

        The User Guide calls that a default "you can override"; what the API Reference says is taken.
        """
        missing = "ignore" if self.namespace == "AWS/DynamoDB" else self.missing
        return Judging(threshold=self.threshold, operator=self.operator, m=self.m, n=self.n, missing=missing)


class Change(Struct, frozen=True, kw_only=True):
    """A new state, or (``before`` is ``after``) actions that a mute had held back; ``at`` is epoch seconds.

    ``data`` has the shape of AWS's ``StateReasonData``. ``actions`` are performed: none while muted.
    """

    at: int
    before: State
    after: State
    reason: str
    data: dict[str, object]
    actions: tuple[str, ...] = ()
    muted: bool = False
    warnings: tuple[str, ...] = ()


class AlarmMachine:
    """One metric alarm, from its creation on; it knows no time but the one it is given."""

    def __init__(
        self, alarm: MetricAlarm, source: Source, created: int, muted: Muted = lambda at: False
    ) -> None:
        self.state = State.INSUFFICIENT_DATA
        self.step = evaluation_step(alarm.period, alarm.n)
        self._alarm, self._judging, self._zone = alarm, alarm.judging, alarm.zone
        # A wall clock window has "exactly the data points in the aligned window" (same page, missing data).
        self._reach = evaluation_range(alarm.n) if self._zone is None else alarm.n
        self._source = lru_cache(maxsize=65_536)(source)
        self._muted = muted
        self._created = created
        self._warm = not alarm.warm_up
        self._first: int | None = None
        self._seen: list[float | None] = []
        self._held: Change | None = None

    def run(self, until: int) -> Iterator[Change]:
        """The changes from its creation up to an epoch second, evaluated at each full step."""
        first = self._created + self.step
        for at in range(first - first % self.step, until + 1, self.step):
            if change := self.evaluate(at):
                yield change

    def evaluate(self, at: int) -> Change | None:
        """One evaluation; the times of evaluations must rise."""
        if not self._is_warm(at):
            return None
        windows = self._windows(at, self._reach)
        data = [self._source(*window) for window in windows]
        points = [datum and datum.value for datum in data]
        if points == self._seen:
            return self._unmuted(at)
        self._seen = points
        judged = self._judged(windows, data)
        before, after = self.state, self._judge(points, judged)
        return self._unmuted(at) if after is before else self._change(at, after, judged)

    def _windows(self, at: int, count: int) -> list[Window]:
        period = self._alarm.period
        if self._zone is None:
            return sliding_windows(at, period, count)
        return wall_clock_windows(at, period, count, self._zone)

    def _judged(self, windows: list[Window], data: list[Datum | None]) -> list[Datapoint]:
        """The real datapoints that count: the newest N, the oldest of them first."""
        pairs = zip(windows, data, strict=True)
        real = [Datapoint(window.start, datum.value, datum.samples) for window, datum in pairs if datum]
        return real[-self._alarm.n :]

    def _judge(self, points: list[float | None], judged: list[Datapoint]) -> State:
        """The new state; kept when low samples are ignored and one of the datapoints has too few."""
        alarm = self._alarm
        if alarm.low_samples == "ignore" and not all(
            has_enough(alarm.statistic, point.samples) for point in judged
        ):
            return self.state
        return self._judging.state(points, self.state)

    def _change(self, at: int, after: State, judged: list[Datapoint]) -> Change:
        alarm, muted = self._alarm, self._muted(at)
        change = Change(
            at=at,
            before=self.state,
            after=after,
            reason=reason_text(after, judged, self._judging),
            data=reason_data(at, judged, self._judging, alarm.period, alarm.statistic),
            actions=() if muted else alarm.actions.get(after, ()),
            muted=muted,
        )
        self.state = after
        self._held = change if muted else None
        return change

    def _unmuted(self, at: int) -> Change | None:
        """The actions of the last change in a mute that is over now (User Guide, "Alarm Mute Rules").

        "If the targeted alarm(s) remains in an alarming state (OK/ALARM/INSUFFICIENT_DATA), CloudWatch
        automatically re-triggers the alarm actions that were muted".
        """
        held = self._held
        if held is None or self._muted(at):
            return None
        self._held = None
        actions = self._alarm.actions.get(held.after, ())
        if not actions:
            return None
        return Change(
            at=at,
            before=held.after,
            after=held.after,
            reason=held.reason,
            data=held.data,
            actions=actions,
        )

    def _is_warm(self, at: int) -> bool:
        """Whether the warm-up is over: in time, or earlier when the data fill the window.

        Full means that the first datum is N periods old and the most recent period has one (Amazon
        CloudWatch User Guide, "Alarm warm-up periods").
        """
        if not self._warm:
            over = at >= self._created + self._alarm.warm_up * MINUTE
            self._warm = over or (not self._alarm.wait_out and self._is_full(at))
        return self._warm

    def _is_full(self, at: int) -> bool:
        length = self._alarm.period * self._alarm.n
        if self._first is None:
            self._first = self._find_first(at, length)
        recent = self._source(*self._windows(at, 1)[0])
        return recent is not None and self._first is not None and at - self._first >= length

    def _find_first(self, at: int, length: int) -> int | None:
        """The start of the first step with data in the window before an evaluation."""
        end = at - at % self.step
        starts = range(end - length, end, self.step)
        return next((start for start in starts if self._source(start, start + self.step)), None)
