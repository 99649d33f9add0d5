"""What came over SNS: a state change of an alarm, a test, an AWS Health event, or something nobody knows.

The shapes are those of CloudWatch's notifications ("Notifying users on alarm changes", Amazon CloudWatch User
Guide). How a log alarm says which contributor it is about is not documented, so it is looked for under every
name that CloudWatch's API uses for it.
"""

import json
from collections.abc import Mapping
from re import compile as regex
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from monitoring.oncall.incident import contributor_hash
from monitoring.oncall.plausible import LONGEST, read_number, read_text, read_time, read_whole, shorten_name

Kind: TypeAlias = Literal["metric", "log", "composite", "test", "health", "unknown"]
States: Final = ("OK", "ALARM", "INSUFFICIENT_DATA")

MOST_RAW: Final = 256 * 1024  # the largest message of SNS
_MOST_PAIRS, _MOST_CONTRIBUTED = 20, 1024
_CONTRIBUTOR: Final = (
    "AlarmContributorAttributes",
    "ContributorAttributes",
    "AlarmContributor",
    "Contributor",
)
_NUMBERS: Final = regex(r"\[([^\]]*)\]")
_NUMBER: Final = regex(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


class Notice(NamedTuple):
    """A notification: times are epoch milliseconds, values are in the metric's own unit, newest first.

    ``raw`` is the message as it came; what is not said is empty or None.
    """

    kind: Kind
    raw: str
    alarm: str = ""
    state: str = ""
    previous: str = ""
    changed: int = 0
    reason: str = ""
    description: str = ""
    values: tuple[float, ...] = ()
    threshold: float | None = None
    operator: str = ""
    period: int | None = None
    to_alarm: int | None = None
    evaluated: int | None = None
    contributor: tuple[tuple[str, str], ...] = ()
    log_lines: tuple[str, ...] = ()

    @property
    def is_alarm(self) -> bool:
        """Whether an alarm changed its state."""
        return self.kind in ("metric", "log", "composite")

    @property
    def key(self) -> str:
        """The same for every delivery of the same state change."""
        who = contributor_hash(self.contributor) if self.contributor else ""
        return f"{self.alarm}#{who}#{self.state}#{self.changed}"


def read_notice(message: str, received: int) -> Notice:
    """The notice in the text of an SNS message that came at ``received`` (epoch milliseconds).

    Never fails: what cannot be understood is of the kind ``unknown`` and keeps its text.
    """
    message = read_text(message)
    found = _object(message)
    if found.get("NewStateValue") in States and isinstance(found.get("AlarmName"), str):
        return _alarm(found, message, received)
    if found.get("source") == "aws.health":
        return _health(found, message, received)
    kind: Kind = "test" if _is_test(found, message) else "unknown"
    return Notice(kind=kind, raw=message[:MOST_RAW], changed=received)


def _object(message: str) -> dict[str, Any]:
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _alarm(found: Mapping[str, Any], raw: str, received: int) -> Notice:
    trigger = _mapping(found.get("Trigger"))
    reason = read_text(found.get("NewStateReason"))
    contributor = _contributor(found) or _contributor(trigger)
    period = _period(trigger)
    most = LONGEST // (period or 1)
    return Notice(
        kind=_alarm_kind(found, trigger, contributor),
        raw=raw[:MOST_RAW],
        alarm=shorten_name(read_text(found["AlarmName"])),
        state=found["NewStateValue"],
        previous=read_text(found.get("OldStateValue")),
        changed=read_time(found.get("StateChangeTime"), received),
        reason=reason,
        description=read_text(found.get("AlarmDescription")),
        values=_values(found, reason),
        threshold=read_number(trigger.get("Threshold")),
        operator=read_text(trigger.get("ComparisonOperator")),
        period=period,
        to_alarm=read_whole(trigger, most, "DatapointsToAlarm", "QueryResultsToAlarm"),
        evaluated=read_whole(trigger, most, "EvaluationPeriods", "QueryResultsToEvaluate"),
        contributor=contributor,
        log_lines=_lines(found.get("LogLines") or found.get("ActionLogLines")),
    )


def _alarm_kind(
    found: Mapping[str, Any], trigger: Mapping[str, Any], contributor: tuple[tuple[str, str], ...]
) -> Kind:
    if "AlarmRule" in found:
        return "composite"
    is_log = contributor or "ScheduledQueryConfiguration" in {**found, **trigger}
    return "log" if is_log or "QueryResultsToAlarm" in trigger else "metric"


def _contributor(found: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    for name in _CONTRIBUTOR:
        attributes = _mapping(found.get(name))
        inner = _mapping(attributes.get("ContributorAttributes")) or attributes
        if inner:
            pairs = sorted((_contributed(key), _contributed(value)) for key, value in inner.items())
            return tuple(pairs[:_MOST_PAIRS])
    return ()


def _contributed(value: object) -> str:
    return shorten_name(read_text(value), _MOST_CONTRIBUTED)


def _values(found: Mapping[str, Any], reason: str) -> tuple[float, ...]:
    """The datapoints that decided: from the detailed data where it is sent, else from the reason."""
    data = _object(read_text(found.get("NewStateReasonData")))
    recent = data.get("recentDatapoints")
    if isinstance(recent, list):
        numbers = (read_number(value) for value in recent)
        return tuple(number for number in numbers if number is not None)[::-1]
    match = _NUMBERS.search(reason)
    if match is None:
        return ()
    # "[48.2 (20/11/26 05:00:00), 47.0 (20/11/26 04:55:00)]": the times are left out.
    parts = (part.partition("(")[0] for part in match[1].split(","))
    written = (number[0] for part in parts if (number := _NUMBER.match(part.strip())))
    return tuple(value for word in written if (value := read_number(float(word))) is not None)


def _period(trigger: Mapping[str, Any]) -> int | None:
    """Seconds; an alarm on metric math has them at its metrics."""
    own = read_whole(trigger, LONGEST, "Period")
    if own:
        return own
    metrics = trigger.get("Metrics")
    for metric in metrics if isinstance(metrics, list) else []:
        stat = _mapping(_mapping(metric).get("MetricStat"))
        if found := read_whole(stat, LONGEST, "Period"):
            return found
    return None


def _health(found: Mapping[str, Any], raw: str, received: int) -> Notice:
    detail = _mapping(found.get("detail"))
    code = read_text(detail.get("eventTypeCode"))
    return Notice(
        kind="health",
        raw=raw[:MOST_RAW],
        alarm=read_text(detail.get("eventArn")) or code,
        state="OK" if detail.get("statusCode") == "closed" else "ALARM",
        changed=read_time(detail.get("startTime") or found.get("time"), received),
        reason=code,
        description=_health_text(detail.get("eventDescription")),
        contributor=(("service", read_text(detail.get("service"))),),
    )


def _health_text(descriptions: object) -> str:
    for one in descriptions if isinstance(descriptions, list) else []:
        if text := read_text(_mapping(one).get("latestDescription")):
            return text
    return ""


def _is_test(found: Mapping[str, Any], message: str) -> bool:
    return found.get("Event") == "s3:TestEvent" or message.strip().lower() in ("test", "test message")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _lines(value: object) -> tuple[str, ...]:
    return tuple(read_text(line) for line in value) if isinstance(value, list) else ()
