"""Alarms that cannot go off: without data for long, or with a query that fails."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from monitoring.oncall.clock import HOUR

Alarm: TypeAlias = Mapping[str, Any]

TYPES: Final = ("MetricAlarm", "LogAlarm", "CompositeAlarm")
STUCK_AFTER: Final = 2 * HOUR
"""Longer than the warm-up of a new alarm, which is an hour at most."""
HISTORY: Final = 2 * HOUR
"""Holds the last run of a query that runs every hour."""
BROKEN_QUERY: Final = ("EVALUATION_ERROR", "EVALUATION_FAILURE")
"""CloudWatch API Reference, LogAlarm: errors in the alarm's configuration, and CloudWatch's own."""
FAILED_RUN: Final = ("Failed", "InvalidQuery", "Timeout")
"""CloudWatch Logs API Reference, TriggerHistoryRecord."""
_MOST_RUNS: Final = 1000


def list_alarms(client: Any, prefix: str) -> list[Alarm]:
    """All alarms whose names begin so, of every type."""
    found: list[Alarm] = []
    token: dict[str, str] = {}
    while True:
        answer = client.describe_alarms(
            AlarmNamePrefix=prefix, AlarmTypes=list(TYPES), MaxRecords=100, **token
        )
        found += [alarm for kind in TYPES for alarm in answer.get(f"{kind}s", ())]
        if not answer.get("NextToken"):
            return found
        token = {"NextToken": answer["NextToken"]}


def stuck_alarms(alarms: Iterable[Alarm], now: int) -> list[str]:
    """Names of alarms that have been without data for so long that something must be wrong."""
    return [
        alarm["AlarmName"]
        for alarm in alarms
        if alarm["StateValue"] == "INSUFFICIENT_DATA" and now - _since(alarm, now) >= STUCK_AFTER
    ]


def _since(alarm: Alarm, now: int) -> int:
    """When the alarm changed its state, in epoch milliseconds."""
    changed: datetime | None = alarm.get("StateTransitionedTimestamp") or alarm.get("StateUpdatedTimestamp")
    return round(changed.timestamp() * 1000) if changed else now


def failing_queries(alarms: Iterable[Alarm], logs: Any, now: int) -> list[str]:
    """Names of log alarms whose query failed when it last ran, or that CloudWatch cannot evaluate."""
    return list(_failing(alarms, logs, now))


def _failing(alarms: Iterable[Alarm], logs: Any, now: int) -> Iterator[str]:
    for alarm in alarms:
        query = alarm.get("ScheduledQueryConfiguration")
        if query is None:
            continue
        if alarm.get("EvaluationState") in BROKEN_QUERY or _has_failed(logs, query.get("QueryARN"), now):
            yield alarm["AlarmName"]


def _has_failed(logs: Any, query: str | None, now: int) -> bool:
    """Whether the last run that has ended failed; False where there was none, or where AWS does not say."""
    if not query:
        return False
    try:
        runs = list(_runs(logs, query, now))
    except ClientError:
        # CloudWatch manages these queries; if it keeps their history to itself, the alarm's state has to do.
        return False
    ended = [run for run in runs if run.get("executionStatus") != "Running"]
    last = max(ended, key=lambda run: run.get("triggeredTimestamp", 0), default={})
    return last.get("executionStatus") in FAILED_RUN


def _runs(logs: Any, query: str, now: int) -> Iterator[Mapping[str, Any]]:
    """All runs of the time looked at; times are seconds for the API."""
    times = {"startTime": (now - HISTORY) // 1000, "endTime": now // 1000}
    token: dict[str, str] = {}
    while True:
        answer = logs.get_scheduled_query_history(identifier=query, maxResults=_MOST_RUNS, **times, **token)
        yield from answer.get("triggerHistory", ())
        if not answer.get("nextToken"):
            return
        token = {"nextToken": answer["nextToken"]}
