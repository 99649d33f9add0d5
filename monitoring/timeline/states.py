"""The result: which alarm was in which state when, and who was told."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from monitoring.evaluator.state import State
from monitoring.plan.resources import AnyAlarm, Plan
from monitoring.timeline.inputs import Period
from monitoring.timeline.measurements import Measurements


class Change(NamedTuple):
    """From this second on the alarm is in this state; why, in CloudWatch's words, and whom it told.

    A change to the state it is in already only tells: what a mute had held back.
    """

    at: int
    state: State
    reason: str = ""
    topics: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Track(Struct, frozen=True, kw_only=True):
    """The states of one alarm, or of one contributor of a log alarm, from the start on.

    ``changes`` begins with the state at the start. ``nearest`` is the judged value that came closest to
    the bad side of the threshold, or went furthest beyond it; None when nothing was judged.
    """

    alarm: AnyAlarm
    contributor: str = ""
    changes: tuple[Change, ...]
    nearest: float | None = None

    def state_at(self, at: int) -> State:
        """The state at a second."""
        return self.changes[max(0, bisect_right(self.changes, at, key=lambda change: change.at) - 1)].state

    def periods(self, state: State, end: int) -> Iterator[tuple[int, int]]:
        """From when until when it was in a state."""
        ends = [change.at for change in self.changes[1:]] + [end]
        for change, until in zip(self.changes, ends, strict=True):
            if change.state is state:
                yield change.at, until

    @property
    def alarmed(self) -> bool:
        """Whether it ever was in ALARM."""
        return any(change.state is State.ALARM for change in self.changes)


class Message(NamedTuple):
    """What CloudWatch publishes to the alarm's topics when its state changes to OK or ALARM."""

    at: int
    alarm: AnyAlarm
    contributor: str
    state: State
    topics: tuple[str, ...]
    reason: str

    @property
    def level(self) -> str:
        """The level that hears of it."""
        return self.alarm.hears.level


def acting(alarm: AnyAlarm) -> Mapping[State, tuple[str, ...]]:
    """The topics each state publishes to: ALARM and OK tell, missing data is told by nobody."""
    return {State.ALARM: alarm.actions, State.OK: alarm.actions}


def messages_of(track: Track) -> Iterator[Message]:
    """What a track's changes published."""
    for change in track.changes:
        if change.topics:
            yield Message(
                change.at, track.alarm, track.contributor, change.state, change.topics, change.reason
            )


class Timeline(Struct, frozen=True, kw_only=True):
    """States and notifications of a plan's judged alarms over a period; alarms without data are left out.

    ``doubts`` is what AWS leaves open about it all, each once.
    """

    plan: Plan
    period: Period
    measured: Measurements
    tracks: tuple[Track, ...] = ()
    messages: tuple[Message, ...] = ()
    doubts: tuple[str, ...] = ()

    def of(self, alarm: str) -> tuple[Track, ...]:
        """The tracks of an alarm by its physical name: one, or one a contributor of a log alarm."""
        return tuple(track for track in self.tracks if track.alarm.name == alarm)

    def in_alarm(self, at: int) -> tuple[Track, ...]:
        """What is in ALARM at a second."""
        return tuple(track for track in self.tracks if track.state_at(at) is State.ALARM)
