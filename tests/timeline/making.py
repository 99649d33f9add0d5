"""Timelines of small plans: one metric, one alarm, changed as a test needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from monitoring.evaluator.series import Sample
from monitoring.plan.build import plan
from monitoring.plan.resources import LogAlarm, MetricAlarm, Plan
from monitoring.timeline.build import build_timeline
from monitoring.timeline.inputs import Event, Inputs, MetricKey, Period, metric_key
from monitoring.timeline.states import Timeline, Track
from tests.support.specs import spec

START = 1_767_571_200
"""2026-01-05 00:00 UTC."""
GROUP = "/aws/lambda/demo-api-production"
THROTTLES: MetricKey = metric_key("AWS/Lambda", "Throttles", [("FunctionName", "demo-api-production")])


def base_plan(changes: dict[str, Any] | None = None) -> Plan:
    return plan(spec(changes))


def alarm_of(planned: Plan, ending: str) -> MetricAlarm | LogAlarm:
    """The alarm whose name ends so."""
    (found,) = [alarm for alarm in planned.alarms if alarm.name.endswith(ending)]
    assert isinstance(found, MetricAlarm | LogAlarm)
    return found


def with_alarm(planned: Plan, ending: str, **changes: Any) -> Plan:
    """The plan with one alarm changed."""
    old = alarm_of(planned, ending)
    new = replace(old, **changes)
    return replace(planned, resources=tuple(new if each is old else each for each in planned.resources))


def samples(values: Sequence[float | None], every: int = 60, start: int = START) -> list[Sample]:
    """A value every so many seconds, None for none."""
    return [
        Sample((start + place * every) * 1000, value)
        for place, value in enumerate(values)
        if value is not None
    ]


def events(*lines: tuple[int, str], log: str = GROUP) -> list[Event]:
    """Log events, so many seconds after the start."""
    return [Event(timestamp=(START + at) * 1000, message=message, log=log) for at, message in lines]


def timeline(
    planned: Plan,
    series: Mapping[MetricKey, Sequence[Sample]] | None = None,
    lines: Sequence[Event] = (),
    *,
    minutes: int = 60,
    new: bool = False,
) -> Timeline:
    return build_timeline(planned, Inputs(series or {}, lines), Period(START, START + minutes * 60, new))


def changes(track: Track) -> list[tuple[float, str]]:
    """Minutes since the start and states."""
    return [((change.at - START) / 60, change.state.value) for change in track.changes]
