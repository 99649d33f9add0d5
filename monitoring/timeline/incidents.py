"""Which alarms belong to which incident: what explains an alarm takes it in."""

from collections.abc import Iterator, Mapping, Sequence
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
    """The last of the chain of causes; one that leads back to itself ends where it would close."""
    seen = [label]
    while cause := next(_causes(seen[-1], explained, open_now, seen), ""):
        seen.append(cause)
    return seen[-1]


def _causes(
    label: str, explained: Mapping[str, Sequence[str]], open_now: Mapping[str, None], seen: list[str]
) -> Iterator[str]:
    for cause in explained.get(label, ()):
        if cause in open_now and cause not in seen:
            yield cause
