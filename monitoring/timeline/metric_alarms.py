"""The states of a metric alarm over a period."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from monitoring.evaluator.alarm import comparison, evaluation_range
from monitoring.evaluator.machine import AlarmMachine, Datum, Muted, Source
from monitoring.evaluator.machine import MetricAlarm as Machine
from monitoring.evaluator.state import State
from monitoring.evaluator.windows import MINUTE, evaluation_step
from monitoring.plan.parts import MetricStat
from monitoring.plan.resources import JudgedAlarm, MetricAlarm
from monitoring.timeline.inputs import MetricKey, Period, key_of
from monitoring.timeline.looks import Pace, every_look, looks
from monitoring.timeline.math import math_source, needs_clock
from monitoring.timeline.measurements import Measurements
from monitoring.timeline.states import Change, Track, acting
from monitoring.timeline.sweep import Sweep, changing_looks, is_plain, sweep_over


class Watch(NamedTuple):
    """A metric alarm, what it measures, the period it is watched over, and when it is muted."""

    alarm: MetricAlarm
    measured: Measurements
    period: Period
    muted: Muted | None = None


def metric_track(watch: Watch) -> Track:
    """The states of one alarm; each look judges the sliding windows that end there."""
    alarm, period = watch.alarm, watch.period
    source = source_of(alarm, watch.measured)
    history = source if period.new else _with_history(watch, source)
    settings = _machine(watch)
    machine = AlarmMachine(settings, history, period.start, watch.muted or _never)
    if not period.new:
        machine.state = State.OK
    swept = None
    if watch.muted is None and is_plain(alarm, settings, period):
        swept = sweep_over(alarm, watch.measured, source, period)
    changing = changing_looks(swept, settings, history, machine.state) if swept else None
    changes = [Change(period.start, machine.state)]
    for at in _looks(watch) if changing is None else changing:
        if change := machine.evaluate(at):
            changes.append(Change(at, change.after, change.reason, change.actions, change.warnings))
    return Track(alarm=alarm, changes=tuple(changes), nearest=_nearest(watch, source, swept))


def metric_keys(alarm: MetricAlarm) -> tuple[MetricKey, ...]:
    """The metrics an alarm looks at."""
    stats = (alarm.stat, *(query.stat for query in alarm.queries))
    return tuple(key_of(stat) for stat in stats if stat)


def source_of(alarm: MetricAlarm, measured: Measurements) -> Source:
    """The datum of a window, of one statistic or of metric math."""
    if alarm.stat is not None:
        return measured.source(alarm.stat)
    reach = evaluation_range(alarm.evaluation_periods)
    parts = ((each.id, each.expression, each.stat and _measured(each.stat)) for each in alarm.queries)
    return measured.remember((reach, *parts), lambda: math_source(alarm.queries, measured, reach))


def _measured(stat: MetricStat) -> Hashable:
    return key_of(stat), stat.statistic, stat.period


def is_upward(alarm: JudgedAlarm) -> bool:
    """Whether large values are the bad ones."""
    return alarm.operator.startswith("Greater")


def good_value(alarm: JudgedAlarm) -> float:
    """A value that does not breach: 0 where that is one."""
    if not comparison(alarm.operator)(0.0, alarm.threshold):
        return 0.0
    return alarm.threshold - 1 if is_upward(alarm) else alarm.threshold + 1


def _machine(watch: Watch) -> Machine:
    alarm = watch.alarm
    return Machine(
        threshold=alarm.threshold,
        operator=alarm.operator,
        m=alarm.datapoints_to_alarm,
        n=alarm.evaluation_periods,
        missing=alarm.treat_missing_data,
        period=alarm.period,
        statistic=alarm.stat.statistic if alarm.stat else "",
        namespace=alarm.stat.namespace if alarm.stat else "",
        low_samples=alarm.low_samples or "evaluate",
        warm_up=alarm.warm_up if watch.period.new else 0,
        actions=acting(alarm),
    )


def _looks(watch: Watch) -> Iterator[int]:
    """When it is looked at: whenever something can have changed."""
    alarm = watch.alarm
    step = evaluation_step(alarm.period, alarm.evaluation_periods)
    reach = (evaluation_range(alarm.evaluation_periods) + 1) * alarm.period
    pace = Pace(step, max(reach, alarm.warm_up * MINUTE))
    if watch.muted or needs_clock(alarm.queries):
        return every_look(watch.period, pace)
    return looks(watch.period, pace, watch.measured.times(metric_keys(alarm)))


def _with_history(watch: Watch, source: Source) -> Source:
    """The source with good data for windows that begin before the start, when all was well."""
    good = Datum(good_value(watch.alarm), 0)
    keys = metric_keys(watch.alarm)

    def find(start: int, end: int) -> Datum | None:
        if start < watch.period.start and not any(watch.measured.samples(key, start, end) for key in keys):
            return good
        return source(start, end)

    return find


def _nearest(watch: Watch, source: Source, swept: Sweep | None) -> float | None:
    """The value closest to the bad side of the threshold, or furthest beyond it."""
    alarm = watch.alarm
    times = watch.measured.times(metric_keys(alarm))
    step = min(alarm.period, MINUTE)
    ends = looks(watch.period, Pace(step, alarm.period), times)
    if swept:
        values = [value for end in ends if (value := swept.at(end)) is not None]
    else:
        values = [datum.value for end in ends if (datum := source(end - alarm.period, end))]
    return (max if is_upward(alarm) else min)(values, default=None)


def _never(at: int) -> bool:
    return False
