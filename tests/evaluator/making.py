"""Metric alarms of a day, and what is said of their changes."""

from datetime import UTC, datetime
from typing import Any

from monitoring.evaluator.machine import AlarmMachine, Change, Datum, MetricAlarm, Source
from monitoring.evaluator.state import State

DAY = int(datetime(2026, 8, 19, tzinfo=UTC).timestamp())


def at(clock: str, day: int = 0) -> int:
    """The epoch second of a wall clock time in UTC on the day of the tests."""
    hours, minutes, seconds = (f"{clock}:00" if clock.count(":") == 1 else clock).split(":")
    return DAY + day * 86_400 + int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def clock(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%H:%M")


def summed(samples: dict[int, float]) -> Source:
    """The sum of samples over any period."""

    def source(start: int, end: int) -> Datum | None:
        found = [value for second, value in samples.items() if start <= second < end]
        return Datum(sum(found), len(found)) if found else None

    return source


def alarm(**changes: Any) -> MetricAlarm:
    given: dict[str, Any] = {
        "threshold": 0.0,
        "operator": "GreaterThanThreshold",
        "m": 1,
        "n": 1,
        "missing": "notBreaching",
        "period": 60,
        "statistic": "Sum",
        "actions": {state: (f"topic-{state.lower()}",) for state in State},
    }
    return MetricAlarm(**{**given, **changes})


def told(changes: list[Change]) -> list[tuple[str, str]]:
    return [(clock(change.at), change.after.value) for change in changes]


def run(settings: MetricAlarm, samples: dict[int, float], *, created: str, until: str) -> list[Change]:
    return list(AlarmMachine(settings, summed(samples), at(created)).run(at(until)))
