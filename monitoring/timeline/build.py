"""Plan x inputs -> timeline."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from monitoring.evaluator.series import Datum
from monitoring.plan.resources import AnyAlarm, CompositeAlarm, LogAlarm, MetricAlarm, Plan
from monitoring.timeline.composites import composite_track
from monitoring.timeline.inputs import Inputs, MetricKey, Period
from monitoring.timeline.log_alarms import log_tracks
from monitoring.timeline.log_metrics import doubts_of, samples_of
from monitoring.timeline.measurements import Measurements
from monitoring.timeline.metric_alarms import Watch, metric_keys, metric_track
from monitoring.timeline.mutes import mutes_of
from monitoring.timeline.states import Timeline, Track, messages_of


def build_timeline(plan: Plan, inputs: Inputs, period: Period, wanted: Collection[str] = ()) -> Timeline:
    """What the plan's alarms do over a period.

    Judged are the alarms that some input is for, and those whose physical names are ``wanted``; of the
    others nothing is known, and they are left out. The result depends on the arguments alone.
    """
    measured = measure(plan, inputs)
    logs = {event["log"] for event in inputs.events}
    tracks: list[Track] = []
    for alarm in plan.alarms:
        if alarm.name in wanted or _is_fed(alarm, measured, logs):
            tracks += _tracks(plan, alarm, (inputs, measured), period)
    tracks += _composites(plan, tracks, period, wanted)
    messages = sorted((each for track in tracks for each in messages_of(track)), key=lambda each: each.at)
    return Timeline(
        plan=plan,
        period=period,
        measured=measured,
        tracks=tuple(tracks),
        messages=tuple(messages),
        doubts=tuple(dict.fromkeys([*_doubts(plan, inputs, tracks), *measured.doubts])),
    )


def _doubts(plan: Plan, inputs: Inputs, tracks: list[Track]) -> Iterator[str]:
    yield from doubts_of(plan, inputs.events)
    for track in tracks:
        for change in track.changes:
            yield from change.warnings


def measure(plan: Plan, inputs: Inputs) -> Measurements:
    """The samples that were put in, and those that the log events turn into."""
    samples: dict[MetricKey, list[Datum]] = defaultdict(list)
    for key, given in inputs.samples.items():
        samples[key].extend(given)
    for key, sample in samples_of(plan, inputs.events):
        samples[key].append(sample)
    return Measurements(samples, 60 if all(period >= 60 for period in _periods(plan)) else 1)


def _periods(plan: Plan) -> Iterator[int]:
    return (alarm.period for alarm in plan.alarms if isinstance(alarm, MetricAlarm))


def _is_fed(alarm: AnyAlarm, measured: Measurements, logs: Collection[str]) -> bool:
    if isinstance(alarm, MetricAlarm):
        return any(measured.has(key) for key in metric_keys(alarm))
    return isinstance(alarm, LogAlarm) and not set(alarm.log_groups).isdisjoint(logs)


def _tracks(
    plan: Plan, alarm: AnyAlarm, given: tuple[Inputs, Measurements], period: Period
) -> Iterator[Track]:
    inputs, measured = given
    if isinstance(alarm, MetricAlarm):
        yield metric_track(Watch(alarm, measured, period, mutes_of(plan, alarm.name)))
    elif isinstance(alarm, LogAlarm):
        yield from log_tracks(alarm, inputs.events, period)


def _composites(plan: Plan, tracks: list[Track], period: Period, wanted: Collection[str]) -> Iterator[Track]:
    known = {track.alarm.name: track for track in tracks}
    for alarm in plan.alarms:
        if isinstance(alarm, CompositeAlarm):
            children = {name: known[name] for name in alarm.children if name in known}
            if children or alarm.name in wanted:
                yield composite_track(alarm, children, period)
