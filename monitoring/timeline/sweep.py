"""A long series judged at once, with numpy (the extra ``fast``): which looks can change an alarm's state."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from monitoring.evaluator.alarm import evaluation_range
from monitoring.evaluator.expressions.errors import MathError
from monitoring.evaluator.low_samples import samples_needed
from monitoring.evaluator.machine import MetricAlarm as Machine
from monitoring.evaluator.machine import Source
from monitoring.evaluator.state import State
from monitoring.evaluator.windows import MINUTE, evaluation_step
from monitoring.plan.resources import MetricAlarm
from monitoring.timeline.inputs import Period
from monitoring.timeline.math import looks_around, math_points, needs_clock
from monitoring.timeline.measurements import Measurements

LONG: Final = 5_000
"""From how many looks on it is worth loading numpy."""


class Sweep(NamedTuple):
    """The datapoints of the windows that end at each of some minutes; None where there is none."""

    ends: range
    points: Sequence[float | None]

    def at(self, end: int) -> float | None:
        """The datapoint of the window that ends then."""
        return self.points[(end - self.ends.start) // self.ends.step]


def is_plain(alarm: MetricAlarm, machine: Machine, period: Period) -> bool:
    """Whether an alarm is looked at every minute of a long period, and only its datapoints decide."""
    is_steady = evaluation_step(alarm.period, alarm.evaluation_periods) == MINUTE and not machine.warm_up
    counts_samples = machine.low_samples == "ignore" and samples_needed(machine.statistic) != 0
    is_long = period.end - period.start >= LONG * MINUTE
    return is_long and is_steady and not counts_samples and not needs_clock(alarm.queries)


def sweep_over(alarm: MetricAlarm, measured: Measurements, source: Source, period: Period) -> Sweep | None:
    """All datapoints that a plain alarm looks at; None when its expression cannot be computed for all."""
    behind = (evaluation_range(alarm.evaluation_periods) - 1) * alarm.period
    ends = range(period.start - period.start % MINUTE + MINUTE - behind, period.end + 1, MINUTE)
    if not alarm.queries or looks_around(alarm.queries):
        data = (source(end - alarm.period, end) for end in ends)
        return Sweep(ends, [datum and datum.value for datum in data])
    try:
        return Sweep(ends, math_points(alarm.queries, measured, alarm.period, ends))
    except MathError:
        return None


def changing_looks(sweep: Sweep, machine: Machine, history: Source, first: State) -> Iterator[int] | None:
    """The looks after which the state is another one than before; None when there is no numpy.

    ``history`` knows better than the sweep what was before its looks began.
    """
    try:
        from monitoring.evaluator.fast import STATES, sliding_states
    except ModuleNotFoundError:
        return None
    behind = (evaluation_range(machine.n) - 1) * machine.period // MINUTE
    early = (history(end - machine.period, end) for end in sweep.ends[: behind + machine.period // MINUTE])
    known = [datum and datum.value for datum in early]
    points = [*known, *sweep.points[len(known) :]]
    codes = sliding_states(points, machine.judging, machine.period // MINUTE, first)
    before = [STATES.index(first), *codes[:-1].tolist()]
    pairs = zip(sweep.ends[behind:], codes.tolist(), before, strict=True)
    return (end for end, code, last in pairs if code != last)
