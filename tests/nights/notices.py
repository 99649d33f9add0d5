"""What CloudWatch publishes when an alarm of the plan changes, from the plan and the timeline."""

import json
from typing import Any

from monitoring.evaluator.state import State
from monitoring.plan.parts import MetricStat
from monitoring.plan.resources import CompositeAlarm, LogAlarm, MetricAlarm
from monitoring.timeline.states import Message
from tests.oncall.rig.notifications import ACCOUNT, REGION, written


def notification(message: Message) -> str:
    """The text of the SNS message (CloudWatch User Guide, "Notifying users on alarm changes")."""
    alarm = message.alarm
    found: dict[str, Any] = {
        "AlarmName": alarm.name,
        "AlarmDescription": "",
        "AWSAccountId": ACCOUNT,
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{alarm.name}",
        "NewStateValue": message.state.value,
        "NewStateReason": message.reason,
        "StateChangeTime": written(message.at * 1000),
        "Region": "Asia Pacific (Tokyo)",
        "OldStateValue": "ALARM" if message.state is State.OK else "OK",
    }
    if isinstance(alarm, CompositeAlarm):
        return json.dumps({**found, "AlarmRule": alarm.rule})
    found["Trigger"] = _trigger(alarm)
    if isinstance(alarm, LogAlarm) and message.contributor:
        found["AlarmContributorAttributes"] = {alarm.by: message.contributor}
    return json.dumps(found, ensure_ascii=False)


def _trigger(alarm: MetricAlarm | LogAlarm) -> dict[str, Any]:
    judged = {"Threshold": alarm.threshold, "ComparisonOperator": alarm.operator}
    if isinstance(alarm, LogAlarm):
        counts = {
            "QueryResultsToAlarm": alarm.datapoints_to_alarm,
            "QueryResultsToEvaluate": alarm.evaluation_periods,
        }
        return {**judged, **counts, "ScheduledQueryConfiguration": {}}
    counts = {"DatapointsToAlarm": alarm.datapoints_to_alarm, "EvaluationPeriods": alarm.evaluation_periods}
    return {**judged, **counts, **watched(alarm)}


def watched(alarm: MetricAlarm) -> dict[str, Any]:
    """What an alarm watches, as DescribeAlarms and notifications name it."""
    if alarm.stat is None:
        return {"Metrics": [_query(one.id, one.stat, one.expression) for one in alarm.queries]}
    stat = alarm.stat
    kind = "Statistic" if stat.statistic.isalpha() else "ExtendedStatistic"
    return {**_metric(stat), kind: stat.statistic, "Period": alarm.period}


def _query(name: str, stat: MetricStat | None, expression: str) -> dict[str, Any]:
    if stat is None:
        return {"Id": name, "Expression": expression}
    return {
        "Id": name,
        "MetricStat": {"Metric": _metric(stat), "Period": stat.period, "Stat": stat.statistic},
    }


def _metric(stat: MetricStat) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in stat.dimensions.items()]
    return {"Namespace": stat.namespace, "MetricName": stat.name, "Dimensions": dimensions}
