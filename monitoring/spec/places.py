"""Where in monitoring.yaml something about an alarm stands, and how findings write lengths of time."""

from monitoring.finding import Path
from monitoring.spec.resolve import AlarmRule
from monitoring.spec.root import Spec

_UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def at_threshold(rule: AlarmRule) -> Path:
    """The threshold's place."""
    return (*rule.path, rule.comparison)


def at_own_setting(rule: AlarmRule, name: str) -> Path:
    """The place of ``over``, ``datapoints``, .. of a rule: in its condition or its alarm.

    The condition itself when neither says it: a default suits most alarms, and this one may need its own.
    """
    key = name.replace("_", "-")
    if getattr(rule.condition, name) is not None:
        return (*rule.path, key)
    return ("alarms", rule.entry, key) if getattr(rule.alarm, name) is not None else rule.path


def at_setting(spec: Spec, rule: AlarmRule, name: str) -> Path:
    """The same, for values that are wrong for every alarm: the defaults' place when these say it."""
    place = at_own_setting(rule, name)
    given = getattr(spec.defaults, name) is not None
    return ("defaults", name.replace("_", "-")) if place == rule.path and given else place


def at_watch(rule: AlarmRule) -> Path:
    """The place where the rule's metric is named."""
    place: Path = ("alarms", rule.entry, "watch")
    if rule.rows_of:
        return (*place, "rows-of")
    return (*place, rule.label) if rule.label else place


def span(seconds: float) -> str:
    """A length of time as the file writes it, in at most two units: ``5 m``, ``1 h 30 m``, ``2.5 s``."""
    if seconds < 60 or seconds % 1:
        return f"{seconds:g} s"
    whole = round(seconds)
    parts: list[str] = []
    for unit, size in _UNITS:
        if whole >= size and len(parts) < 2:
            parts.append(f"{whole // size} {unit}")
            whole %= size
    return " ".join(parts)


def written(rule: AlarmRule) -> str:
    """The condition as the file writes it, a relative one with its value: ``above: facts.a.b`` (45 s)."""
    threshold = rule.condition.threshold
    value = "" if threshold.quantity is not None else f" ({rule.threshold})"
    return f"`{rule.comparison}: {threshold}`{value}"
