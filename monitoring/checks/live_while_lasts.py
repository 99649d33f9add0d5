"""`live-while` says that it is over while the alarm itself still goes off, or the other way round.

Why: before each escalation step the notifier asks whether it is still going on. When that question looks
further back than the alarm, it is answered by events that the alarm has long forgotten; when it asks for
more than the alarm, an incident that has just begun already counts as over, and nobody else is called.

Fix: look back at most as far as the shortest condition does (its `over` times its datapoints), and ask for
at most what that condition asks for.

Bad:

    alarms:
      database-errors:
        live-while: {at-least: 20 errors, over: 6 h}

Good:

    alarms:
      database-errors:
        live-while: {at-least: 1 error, over: 10 m}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.detect import least_count
from monitoring.spec.places import span, written
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "live-while-lasts"


def check(spec: Spec) -> Iterator[Finding]:
    """Every `live-while` that looks further back, or asks for more, than some condition of its alarm."""
    rules: dict[str, list[AlarmRule]] = {}
    for rule in alarm_rules(spec):
        if rule.alarm.live_while is not None:
            rules.setdefault(rule.entry, []).append(rule)
    for entry, found in rules.items():
        yield from _too_long(entry, min(found, key=_window))
        yield from _too_many(entry, found)


def _too_long(entry: str, rule: AlarmRule) -> Iterator[Finding]:
    live = rule.alarm.live_while
    if live is not None and live.over.seconds > _window(rule):
        path: Path = ("alarms", entry, "live-while", "over")
        message = (
            f"{span(live.over.seconds)} is longer than {written(rule)} looks back: {span(_window(rule))}"
        )
        yield error(CHECK, path, message, f"look back {span(_window(rule))} or less")


def _too_many(entry: str, rules: list[AlarmRule]) -> Iterator[Finding]:
    counts = [(least, rule) for rule in rules if (least := least_count(rule)) is not None]
    least, rule = min(counts, key=lambda count: count[0], default=(0, rules[0]))
    live = rule.alarm.live_while
    if counts and live is not None and live.at_least.base > least:
        path: Path = ("alarms", entry, "live-while", "at-least")
        message = f"{live.at_least} is more than {written(rule)} asks for"
        yield error(CHECK, path, message, f"ask for {least} or fewer")


def _window(rule: AlarmRule) -> int:
    return rule.over * rule.n
