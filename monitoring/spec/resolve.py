"""From what the file says to what is judged: defaults applied, relative thresholds worked out.

Checks and plan both read these rules, so that what is checked is what is deployed.
"""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from monitoring.finding import Path
from monitoring.spec.alarms import Alarm, Condition, Conditions, Level, LowSamples, Missing
from monitoring.spec.quantity import Count, Datapoints, Quantity, Threshold, tidy
from monitoring.spec.root import Spec

LEVELS: tuple[Level, ...] = ("investigate", "warning", "critical")
OPERATORS = {
    "above": "GreaterThanThreshold",
    "at-least": "GreaterThanOrEqualToThreshold",
    "below": "LessThanThreshold",
    "at-most": "LessThanOrEqualToThreshold",
}


class AlarmRule(Struct, frozen=True, kw_only=True):
    """One alarm to be: a watched metric (or log rows) of one entry at one severity, everything filled in.

    ``over`` and ``every`` are seconds. ``label`` is the twin's name in ``watch``, empty for a single metric.
    ``metric`` is empty and ``rows_of`` set for log alarms.
    """

    entry: str
    alarm: Alarm
    severity: Level
    label: str
    index: int | None
    metric: str
    rows_of: str
    by: str
    condition: Condition
    comparison: str
    threshold: Quantity
    over: int
    every: int
    m: int
    n: int
    missing: Missing
    low_samples: LowSamples | None
    judge_from: Count | None
    path: Path

    @property
    def upward(self) -> bool:
        """Whether large values are the bad ones."""
        return self.comparison in ("above", "at-least")

    @property
    def strict(self) -> bool:
        """Whether the threshold itself is still good."""
        return self.comparison in ("above", "below")

    @property
    def operator(self) -> str:
        """AWS's word for the comparison."""
        return OPERATORS[self.comparison]


def fact(spec: Spec, path: str) -> object:
    """The value of ``facts.a.b``; raises KeyError with the part that does not exist."""
    value: object = spec
    for part in path.split("."):
        name = part.replace("-", "_")
        if not isinstance(value, Struct) or name not in value.__struct_fields__:
            raise KeyError(part)
        value = getattr(value, name)
    return value


def resolve(spec: Spec, threshold: Threshold) -> Quantity:
    """The threshold as a plain quantity."""
    if threshold.quantity is not None:
        return threshold.quantity
    value = fact(spec, threshold.fact)
    if isinstance(value, Threshold):
        if value.fact == threshold.fact:
            raise KeyError(threshold.fact)  # relative to itself; the check circular-reference names it
        value = resolve(spec, value)
    if isinstance(value, int):
        value = Quantity(value, "count")
    if not isinstance(value, Quantity):
        raise TypeError(f"{threshold.fact} is no number")
    return Quantity(tidy(value.value * threshold.share / 100 + threshold.plus), value.unit)


def conditions(alarm: Alarm, level: Level) -> Iterator[tuple[int | None, Condition]]:
    """The conditions of one severity with their index in a list, None when there is just one."""
    found: Conditions = getattr(alarm, level)
    if isinstance(found, Condition):
        yield None, found
    else:
        yield from enumerate(found)


def watched(alarm: Alarm) -> Iterator[tuple[str, str]]:
    """Label and metric of everything an alarm watches; nothing for log alarms and composites."""
    if isinstance(alarm.watch, str):
        yield "", alarm.watch
    elif alarm.watch is not None and "rows-of" not in alarm.watch:
        yield from alarm.watch.items()


def log_rows(alarm: Alarm) -> tuple[str, str] | None:
    """Query and contributor field of a log alarm, the field empty when rows are counted together."""
    if isinstance(alarm.watch, dict) and "rows-of" in alarm.watch:
        return alarm.watch["rows-of"], alarm.watch.get("by", "")
    return None


@lru_cache(maxsize=16)
def alarm_rules(spec: Spec) -> tuple[AlarmRule, ...]:
    """Every alarm the spec makes, composites aside, in the order of the file.

    What refers to something that does not exist is left out here; the check unknown-reference names it.
    """
    return tuple(rule for entry, alarm in spec.alarms.items() for rule in _rules_of(spec, entry, alarm))


def _rules_of(spec: Spec, entry: str, alarm: Alarm) -> Iterator[AlarmRule]:
    sources = _sources(spec, alarm)
    for level in LEVELS:
        for index, condition in conditions(alarm, level):
            if _is_known(spec, condition.threshold):
                for source in sources:
                    yield _rule(spec, (entry, alarm), (level, index, condition), source)


def _sources(spec: Spec, alarm: Alarm) -> list[tuple[str, str, str, str]]:
    rows = log_rows(alarm)
    if rows:
        return [("", "", *rows)] if rows[0] in spec.queries else []
    return [(label, metric, "", "") for label, metric in watched(alarm) if metric in spec.metrics]


def _is_known(spec: Spec, threshold: Threshold) -> bool:
    try:
        resolve(spec, threshold)
    except (KeyError, TypeError):
        return False
    return True


def _rule(
    spec: Spec,
    named: tuple[str, Alarm],
    placed: tuple[Level, int | None, Condition],
    source: tuple[str, str, str, str],
) -> AlarmRule:
    entry, alarm = named
    level, index, condition = placed
    over = _nearest(spec, alarm, condition, "over")
    datapoints = _nearest(spec, alarm, condition, "datapoints") or Datapoints(1, 1)
    place: Path = ("alarms", entry, level)
    return AlarmRule(
        entry=entry,
        alarm=alarm,
        severity=level,
        label=source[0],
        index=index,
        metric=source[1],
        rows_of=source[2],
        by=source[3],
        condition=condition,
        comparison=condition.comparison,
        threshold=resolve(spec, condition.threshold),
        over=over.seconds if over else 300,
        every=condition.every.seconds if condition.every else 300,
        m=datapoints.m,
        n=datapoints.n,
        missing=_nearest(spec, alarm, condition, "missing") or "missing",
        low_samples=_nearest(spec, alarm, condition, "low_samples"),
        judge_from=_nearest(spec, alarm, condition, "judge_from"),
        path=place if index is None else (*place, index),
    )


def _nearest(spec: Spec, alarm: Alarm, condition: Condition, name: str):  # type: ignore[no-untyped-def]
    for owner in (condition, alarm, spec.defaults):
        value = getattr(owner, name)
        if value is not None:
            return value
    return None
