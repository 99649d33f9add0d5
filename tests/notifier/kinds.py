"""Every kind of message that the notifier writes, as a little story each; the last message counts."""

from collections.abc import Callable
from typing import Any, Final

from tests.oncall.rig.aws import Rows
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import composite_alarm, health_event, log_alarm, metric_alarm

USER = "3f0c9a52-7d1e-4b8a-9c44-0a6f2e7b1d90"
_STEPS = (
    {"action": "bedrock_invoke_model", "times": "41", "average_ms": "31204.5", "max_ms": "52010"},
    {"action": "database_save", "times": "41", "average_ms": "120.2", "max_ms": "990"},
)
_SLOW = tuple(
    {"@timestamp": f"2026-11-19 18:0{n}:12.000", "userId": USER, "duration": "5201"} for n in range(7)
)
_CODES = (
    {
        "error.code": "AI_SERVICE_ERROR",
        "count": "31",
        "users": "9",
        "last_seen_jst": "2026-11-20 03:13:44.000",
    },
    {"error.code": "DATABASE_ERROR", "count": "2", "users": "2", "last_seen_jst": "2026-11-20 03:09:02.000"},
)

_STORM = {
    "memory-warning": (83.0, 80.0),
    "api-client-errors-warning": (0.25, 0.2),
    "duration-warning": (48200.0, 45000.0),
    "error-rate-lambda-warning": (6.5, 5.0),
    "stuck-alarms-warning": (2.0, 1.0),
    "probe-critical": (2.0, 1.0),
    "heartbeat-critical": (2.0, 1.0),
}

Story = Callable[[Night], None]


def answers(text: str) -> Rows:
    """Rows that look like those of the saved queries."""
    if "max(duration)" in text:
        return Rows(_STEPS)
    if "duration > " in text:
        return Rows(_SLOW)
    if "by error.code" in text:
        return Rows(_CODES)
    if "userId = " in text:
        return Rows(
            ({"@timestamp": "2026-11-19 18:10:00.000", "action": "authorization_check", "duration": "12"},)
        )
    return Rows()


def critical(night: Night) -> None:
    """A metric alarm."""
    night.send(metric_alarm("duration-critical", night.now, values=[58200.0, 57000.0], threshold=55000.0))


def warning_by_day(night: Night) -> None:
    """A warning in the afternoon, its text by mail."""
    night.hand.set("2026-11-20T14:20:00+09:00")
    night.send(metric_alarm("duration-warning", night.now))


def warning_at_night(night: Night) -> None:
    """A warning in quiet hours."""
    night.send(metric_alarm("duration-warning", night.now))


def risen(night: Night) -> None:
    """A warning that becomes critical."""
    warning_by_day(night)
    night.hand.go(minutes=10)
    critical(night)


def recovered(night: Night) -> None:
    """A critical alarm that is over."""
    critical(night)
    night.hand.go(minutes=72)
    night.send(metric_alarm("duration-critical", night.now, "OK"))


def contributor(night: Night) -> None:
    """A log alarm about one user."""
    night.hand.set("2026-11-20T14:20:00+09:00")
    night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": USER}))


def crowd(night: Night) -> None:
    """A log alarm about eight users."""
    night.hand.set("2026-11-20T14:20:00+09:00")
    for number in range(8):
        night.send(log_alarm("forbidden-investigate-1h", night.now, {"userId": f"{number}{USER[1:]}"}))


def storm(night: Night) -> None:
    """Many alarms one after the other within one minute, none of which explains another."""
    night.hand.set("2026-11-20T14:20:00+09:00")
    for name, (value, threshold) in _STORM.items():
        night.send(metric_alarm(name, night.now, values=[value], threshold=threshold))
        night.hand.go(seconds=1)


def composite(night: Night) -> None:
    """A composite alarm that nobody planned, with children that are known."""
    night.hand.set("2026-11-20T14:20:00+09:00")
    night.send(composite_alarm("both", night.now, ["duration-critical", "error-rate-lambda-critical"]))


def silent(night: Night) -> None:
    """An alarm because no data came."""
    reason = (
        "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated"
    )
    more: dict[str, Any] = {"Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 3}
    more["ComparisonOperator"] = "GreaterThanOrEqualToThreshold"
    night.send(metric_alarm("probe-critical", night.now, values=[], threshold=1.0, reason=reason, **more))


def no_data(night: Night) -> None:
    """An alarm that lost its data."""
    night.send(metric_alarm("database-cpu-warning", night.now, "INSUFFICIENT_DATA"), "infrastructure")


def moved(night: Night) -> None:
    """A symptom first, then its cause on another route."""
    night.send(metric_alarm("error-rate-lambda-critical", night.now, values=[12.5], threshold=10.0))
    night.hand.go(minutes=3)
    name = "database-errors-critical"
    night.send(metric_alarm(name, night.now, values=[9.0], threshold=5.0, Period=3600), "infrastructure")


def test_message(night: Night) -> None:
    """Somebody tries it."""
    night.send("test")


def unknown(night: Night) -> None:
    """A shape that nobody knows."""
    night.send(
        '{"detail-type": "Something new", "detail": {"userId": "' + USER + '", "password": "hunter2"}}'
    )


def health(night: Night) -> None:
    """AWS Health."""
    night.send(health_event(night.now), "aws-support")


def flapping(night: Night) -> None:
    """An alarm that comes and goes."""
    for _ in range(3):
        critical(night)
        night.hand.go(minutes=5)
        night.send(metric_alarm("duration-critical", night.now, "OK"))
        night.hand.go(minutes=5)


def drill(night: Night) -> None:
    """An exercise, from its beginning to its end."""
    reason = "monitoring drill: by on-call"
    night.send(metric_alarm("duration-critical", night.now, reason=reason))
    night.hand.go(minutes=3)
    night.send(metric_alarm("duration-critical", night.now, "OK", reason=reason))


def same_minute(night: Night) -> None:
    """A symptom and, in the same minute, its cause, for which the same phone rings."""
    night.send(metric_alarm("error-rate-lambda-critical", night.now, values=[12.5], threshold=10.0))
    night.hand.go(seconds=20)
    night.send(metric_alarm("model-errors-critical", night.now, values=[60.0], threshold=5.0), "aws-support")


KINDS: Final[dict[str, Story]] = {
    "critical": critical,
    "warning-by-day": warning_by_day,
    "warning-at-night": warning_at_night,
    "risen": risen,
    "recovered": recovered,
    "contributor": contributor,
    "crowd": crowd,
    "storm": storm,
    "composite": composite,
    "no-datapoints": silent,
    "no-data": no_data,
    "moved": moved,
    "test": test_message,
    "unknown": unknown,
    "health": health,
    "flapping": flapping,
    "drill": drill,
    "same-minute": same_minute,
}
