"""Times, states and messages as test files and failures write them."""

from collections.abc import Iterable
from datetime import datetime

from monitoring.evaluator.state import State
from monitoring.spec.places import span
from monitoring.testing.known import Known
from monitoring.timeline.inputs import Period
from monitoring.timeline.states import Message, Track


def moment(known: Known, period: Period, at: int) -> str:
    """`21 m (09:21)`: time since the start, and the clock in the file's zone."""
    clock = datetime.fromtimestamp(at, known.zone)
    same_day = clock.date() == datetime.fromtimestamp(period.start, known.zone).date()
    return f"{span(at - period.start)} ({clock:{'%H:%M' if same_day else '%m-%d %H:%M'}})"


def heard(message: Message) -> str:
    """A message as `notified` writes it: `warning TITLE`, `OK TITLE`, with the contributor in brackets."""
    word = message.alarm.severity if message.state is State.ALARM else message.state.value
    ending = f" ({message.contributor})" if message.contributor else ""
    return f"{word} {message.alarm.title}{ending}"


def history(known: Known, period: Period, track: Track) -> str:
    """`OK; from 21 m (09:21) ALARM; from 40 m (09:40) OK`, with the first 6 changes."""
    first, *later = track.changes
    states = [f"{moment(known, period, change.at)} {change.state.value}" for change in later[:6]]
    return "; from ".join([first.state.value, *states]) + ("; .." if len(later) > 6 else "")


def listed(words: Iterable[str]) -> str:
    """`a`, `b`; `nothing` for none."""
    return ", ".join(f"`{word}`" for word in words) or "nothing"
