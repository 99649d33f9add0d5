"""The states of a composite alarm: its rule, each time one of its children changes."""

from collections.abc import Mapping

from monitoring.evaluator.composite_machine import composite_changes
from monitoring.evaluator.state import State
from monitoring.evaluator.suppressor import StateChange
from monitoring.plan.resources import CompositeAlarm
from monitoring.timeline.inputs import Period
from monitoring.timeline.states import Change, Track, acting


def composite_track(alarm: CompositeAlarm, children: Mapping[str, Track], period: Period) -> Track:
    """The states of one composite; children that nothing is known of are well."""
    turned = {name: _changes(children.get(name), period) for name in alarm.children}
    changes = [Change(period.start, State.INSUFFICIENT_DATA if period.new else State.OK)]
    for each in composite_changes(alarm.rule, turned, period.start):
        if each.after is not changes[-1].state:
            changes.append(Change(each.at, each.after, each.reason, acting(alarm)[each.after]))
    return Track(alarm=alarm, changes=tuple(changes))


def _changes(track: Track | None, period: Period) -> list[StateChange]:
    if track is None:
        return [StateChange(period.start, State.OK)]
    return [StateChange(change.at, change.state) for change in track.changes]
