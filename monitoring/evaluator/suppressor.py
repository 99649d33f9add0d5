"""Actions of a composite alarm that a suppressor alarm holds back."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from monitoring.evaluator.state import State

ALARM, WAIT, EXTENSION = "Alarm", "WaitPeriod", "ExtensionPeriod"
"""AWS's words for what suppresses (``ActionsSuppressedBy``)."""

_COMPOSITE: Final = 1
_SUPPRESSOR: Final = 0


class StateChange(NamedTuple):
    """From this epoch second on an alarm is in this state."""

    at: int
    state: State


class Periods(NamedTuple):
    """WaitPeriod and ExtensionPeriod of a composite alarm, in seconds."""

    wait: int
    extension: int


class Action(NamedTuple):
    """At this epoch second the actions of this state are performed, or were held back by this."""

    at: int
    state: State
    suppressed_by: str = ""


def hold_actions(
    composite: Iterable[StateChange], suppressor: Iterable[StateChange], periods: Periods, until: int
) -> list[Action]:
    """What becomes of the actions of each change of a composite, up to an epoch second.

    Each change is performed at once or begins to be suppressed; suppressed ones are performed later, for the
    state of then, or never. Both inputs are in order of time; their first entry is the state at the start
    and performs nothing. At the same second the suppressor is first.

    Source: "Suppressing composite alarm actions" in the Amazon CloudWatch User Guide, with its six examples.
    """
    held = _Held(periods)
    events = [(change.at, _COMPOSITE, change.state) for change in composite]
    events += [(change.at, _SUPPRESSOR, change.state) for change in suppressor]
    for at, kind, state in sorted(events, key=lambda event: event[:2]):
        held.advance(at)
        if kind == _COMPOSITE:
            held.composite_turns(at, state)
        else:
            held.suppressor_turns(at, state)
    held.advance(until + 1)
    return held.actions


class _Held:
    """The state of a suppression: what holds actions back, until when, and whether there are any."""

    def __init__(self, periods: Periods) -> None:
        self.actions: list[Action] = []
        self._periods = periods
        self._state: State | None = None
        self._suppressor: State | None = None
        self._by = ""
        self._until = 0
        self._waiting = False

    def composite_turns(self, at: int, state: State) -> None:
        """The composite changes: its actions wait, anew when they waited already."""
        is_first, self._state = self._state is None, state
        if is_first:
            return
        self._waiting = True
        if self._by != ALARM:
            self._hold(WAIT, at, self._periods.wait)
        if self._by == WAIT and not self._periods.wait:
            self._perform(at)
        else:
            self.actions.append(Action(at, state, self._by))

    def suppressor_turns(self, at: int, state: State) -> None:
        """The suppressor changes: in ALARM it suppresses, and an extension follows."""
        before, self._suppressor = self._suppressor, state
        if state is State.ALARM:
            self._by = ALARM
        elif before is State.ALARM:
            self._hold(EXTENSION, at, self._periods.extension)

    def advance(self, at: int) -> None:
        """Perform what a period held back that ended before this second."""
        if self._by in (WAIT, EXTENSION) and self._until < at:
            self._perform(self._until)

    def _hold(self, by: str, at: int, seconds: int) -> None:
        self._by, self._until = by, at + seconds

    def _perform(self, at: int) -> None:
        if self._waiting and self._state is not None:
            self.actions.append(Action(at, self._state))
        self._by, self._waiting = "", False
