"""Composite alarms: rules over other entries' alarms."""

from re import Match
from re import compile as regex

from monitoring.plan.common import Context, description
from monitoring.plan.names import logical_id
from monitoring.plan.resources import CompositeAlarm, Detection
from monitoring.plan.routing import actions, hearing, tags
from monitoring.plan.words import alarm_title
from monitoring.spec.base import guide_ids
from monitoring.spec.resolve import alarm_rules

REFERENCE = regex(r"\b(ALARM|OK|INSUFFICIENT_DATA)\(\s*([a-z0-9-]+(?:\.[a-z0-9-]+)+)\s*\)")
"""``ALARM(entry.severity)`` or ``ALARM(entry.label.severity)`` in a composite's rule."""


def composite_alarm(context: Context, entry: str) -> CompositeAlarm:
    """The composite of one entry, its rule with physical names."""
    spec, names = context
    alarm = spec.alarms[entry]
    severity = alarm.severity or "warning"
    known = children(context)
    rule = alarm.composite or ""
    return CompositeAlarm(
        logical_id=logical_id("Alarm", entry, severity),
        origin=("alarms", entry),
        guide=guide_ids(alarm),
        name=names.composite(entry, severity),
        title=alarm_title(spec, entry),
        entry=entry,
        severity=severity,
        description=description(context, entry, severity, rule),
        condition=rule,
        actions=actions(spec, names, alarm, severity),
        tags=tags(spec, names, entry, severity),
        hears=hearing(spec, alarm, severity),
        detection=Detection(usual=None, quiet=None),
        rule=REFERENCE.sub(lambda match: _with_name(match, known), rule),
        children=tuple(dict.fromkeys(known[m[2]] for m in REFERENCE.finditer(rule) if m[2] in known)),
    )


def children(context: Context) -> dict[str, str]:
    """What a rule may refer to -> physical name: ``entry.severity``, for twins ``entry.label.severity``."""
    found: dict[str, str] = {}
    for rule in alarm_rules(context.spec):
        if not rule.rows_of:
            key = ".".join(part for part in (rule.entry, rule.label, rule.severity) if part)
            found.setdefault(key, context.names.alarm(rule))
    return found


def _with_name(match: Match[str], known: dict[str, str]) -> str:
    return f'{match[1]}("{known.get(match[2], match[2])}")'
