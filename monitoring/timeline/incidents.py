"""Which alarms belong to which incident: what explains an alarm takes it in."""

from collections.abc import Mapping, Sequence
from typing import cast

from monitoring.plan.resources import Catalogue, Plan
from monitoring.timeline.states import Timeline, Track


def open_incidents(timeline: Timeline, at: int) -> dict[str, tuple[str, ...]]:
    """The incidents of a second: the entry that explains, and every entry in ALARM with it, itself first.

    While one of an entry's ``explained-by`` is in ALARM, the first of them in the file's order, the entry
    is part of that one's incident. Contributors of a log alarm are incidents of their own.
    """
    explained = explanations(timeline.plan)
    open_now = dict.fromkeys(_label(track) for track in timeline.in_alarm(at))
    found: dict[str, dict[str, None]] = {}
    for label in open_now:
        root = _root(label, explained, open_now)
        found.setdefault(root, {root: None})[label] = None
    return {root: tuple(members) for root, members in found.items()}


def explanations(plan: Plan) -> Mapping[str, Sequence[str]]:
    """Entry -> the entries that explain it, as the notifier reads them in the catalogue."""
    catalogue = next(resource for resource in plan.resources if isinstance(resource, Catalogue))
    alarms = cast("dict[str, dict[str, Sequence[str]]]", catalogue.content["alarms"])
    return {entry: alarm["explainedBy"] for entry, alarm in alarms.items()}


def _label(track: Track) -> str:
    entry = track.alarm.entry
    return f"{entry} ({track.contributor})" if track.contributor else entry


def _root(label: str, explained: Mapping[str, Sequence[str]], open_now: Mapping[str, None]) -> str:
    """The end of the chain of causes; of alarms that explain each other, the first one."""
    chain = [label]
    while True:
        cause = next((each for each in explained.get(chain[-1], ()) if each in open_now), None)
        if cause is None:
            return chain[-1]
        if cause in chain:
            return min(chain[chain.index(cause) :], key=list(open_now).index)
        chain.append(cause)
