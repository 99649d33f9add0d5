"""The planned mutes of the catalogue, as windows around a moment."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from monitoring.escalation.schedule import Planned, Window, windows
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import DAY

LONGEST: Final = 15 * DAY
"""Milliseconds that a mute rule may last (PutAlarmMuteRule)."""


class Occasion(NamedTuple):
    """One window of a planned mute."""

    name: str
    alarms: tuple[str, ...]
    reason: str
    window: Window


def occasions(catalogue: Catalogue, after: int, before: int) -> Iterator[Occasion]:
    """The windows that end after a moment and begin before another one (epoch milliseconds)."""
    planned: Mapping[str, Mapping[str, Any]] = catalogue.content["maintenance"].get("mute", {})
    for name, mute in planned.items():
        times = Planned(mute["schedule"], round(mute["lasts"]), catalogue.timezone)
        for window in windows(times, after - LONGEST, before):
            if after < window.end:
                yield Occasion(name, tuple(mute["alarms"]), mute["reason"], window)


def going_on(catalogue: Catalogue, entry: str, now: int) -> tuple[Occasion, ...]:
    """The planned mutes of an entry that last at a moment."""
    return tuple(found for found in occasions(catalogue, now, now + 1) if entry in found.alarms)


def planned_rule(catalogue: Catalogue, name: str) -> str:
    """What the deployment calls CloudWatch's rule of a planned mute."""
    return f"{catalogue.service}-{catalogue.environment}-{name}"
