"""Mute rules: announced windows in which metric alarms act on nobody."""

from collections.abc import Iterator

from monitoring.plan.common import Context
from monitoring.plan.names import logical_id
from monitoring.plan.resources import MuteRule
from monitoring.spec.base import guide_ids
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.texts import render


def mute_rules(context: Context) -> Iterator[MuteRule]:
    """The mute rules of a spec, for metric alarms.

    Log alarms are held by the notifier: AWS does not say whether they can be targets.
    """
    spec, names = context
    for name, mute in spec.maintenance.mute.items():
        muted = tuple(names.alarm(r) for r in alarm_rules(spec) if r.entry in mute.alarms and not r.rows_of)
        if muted:
            yield MuteRule(
                logical_id=logical_id("Mute", name),
                origin=("maintenance", "mute", name),
                guide=guide_ids(mute),
                name=f"{names.prefix}-{name}",
                description=render(spec, mute.reason),
                alarms=muted,
                schedule=mute.schedule,
                duration=iso_duration(mute.lasts.seconds),
                timezone=spec.timezone,
            )


def iso_duration(seconds: int) -> str:
    """A length of time in ISO 8601, to the minute: ``PT1H30M``."""
    hours, minutes = divmod(seconds // 60, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes or not hours else "")
