"""When an alarm's actions are muted."""

from zoneinfo import ZoneInfo

from monitoring.evaluator.machine import Muted
from monitoring.evaluator.mute import MuteRule as Rule
from monitoring.plan.resources import MuteRule, Plan


def mutes_of(plan: Plan, alarm: str) -> Muted | None:
    """Whether an alarm is muted at a second; None when no mute rule targets it."""
    rules = [
        Rule(each.schedule, each.duration, ZoneInfo(each.timezone))
        for each in plan.resources
        if isinstance(each, MuteRule) and alarm in each.alarms
    ]
    if not rules:
        return None
    return lambda at: any(rule.is_muted(at) for rule in rules)
