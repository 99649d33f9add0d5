"""What the builders of alarms share."""

from typing import NamedTuple, TypedDict

from monitoring.plan.names import Names, alarm_id, names_of
from monitoring.plan.resources import Detection, Hearing
from monitoring.plan.routing import actions, hearing, tags
from monitoring.plan.words import SEVERITIES, alarm_title, condition
from monitoring.spec.base import guide_ids
from monitoring.spec.detect import time_to_detect
from monitoring.spec.resolve import AlarmRule
from monitoring.spec.root import Spec
from monitoring.spec.texts import render

_DESCRIPTION = 1024


class Context(NamedTuple):
    """The spec being planned and its names."""

    spec: Spec
    names: Names


class Shared(TypedDict):
    """Who, where and what for of an alarm."""

    logical_id: str
    origin: tuple[str | int, ...]
    guide: tuple[str, ...]
    name: str
    entry: str
    severity: str
    actions: tuple[str, ...]
    tags: dict[str, str]
    hears: Hearing
    detection: Detection


class Described(TypedDict):
    """The texts of an alarm."""

    title: str
    condition: str
    description: str


def context_of(spec: Spec) -> Context:
    """The context of a spec."""
    return Context(spec, names_of(spec))


def shared(context: Context, rule: AlarmRule) -> Shared:
    """What every judged alarm has, whatever it watches."""
    spec, names = context
    return Shared(
        logical_id=alarm_id(rule),
        origin=rule.path,
        guide=guide_ids(rule.alarm),
        name=names.alarm(rule),
        entry=rule.entry,
        severity=rule.severity,
        actions=actions(spec, names, rule.alarm, rule.severity),
        tags=tags(spec, names, rule.entry, rule.severity),
        hears=hearing(spec, rule.alarm, rule.severity),
        detection=Detection(
            usual=time_to_detect(spec, rule, spec.facts.traffic.usual),
            quiet=time_to_detect(spec, rule, spec.facts.traffic.quiet),
        ),
    )


def describe(context: Context, rule: AlarmRule) -> Described:
    """The texts of an alarm, the description short enough for CloudWatch."""
    words = condition(context.spec, rule)
    return Described(
        title=alarm_title(context.spec, rule.entry),
        condition=words,
        description=description(context, rule.entry, rule.severity, words),
    )


def description(context: Context, entry: str, severity: str, words: str) -> str:
    """What the alarm's page in the console says: severity, title, condition, impact, what to do first."""
    spec = context.spec
    alarm = spec.alarms[entry]
    label = SEVERITIES[spec.locale][severity]
    lines = [f"[{label}] {alarm_title(spec, entry)}", words, render(spec, alarm.impact)]
    first = render(spec, alarm.first_action)
    if first:
        lines.append(("最初の対応: " if spec.locale == "ja" else "First: ") + first)
    if alarm.runbook:
        lines.append(f"Runbook: {alarm.runbook}")
    return "\n".join(line for line in lines if line)[:_DESCRIPTION]


def warm_up(rule: AlarmRule) -> int:
    """Minutes after a deployment in which an alarm acts on nobody: its own evaluation range, an hour at most.

    It ends by itself as soon as data fills the range (AWS: "Alarm warm-up").
    """
    span = rule.over * rule.n if not rule.rows_of else rule.every * rule.n
    return min(max(span // 60, 5), 60)
