"""Notifications as CloudWatch sends them (CloudWatch User Guide: "Notifying users on alarm changes")."""

import json
from datetime import UTC, datetime
from typing import Any

PREFIX = "subgoal-generation-api-production"
ACCOUNT, REGION = "123456789012", "ap-northeast-1"


def written(moment: int) -> str:
    """A time as CloudWatch writes it."""
    when = datetime.fromtimestamp(moment / 1000, UTC)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{moment % 1000:03d}+0000"


def metric_alarm(name: str, moment: int, state: str = "ALARM", **more: Any) -> str:
    """A metric alarm's change; ``values`` newest first, the rest as in ``Trigger``."""
    values: list[float] = more.pop("values", [48200.0, 47100.0, 46900.0])
    threshold, previous = more.pop("threshold", 45000.0), more.pop("previous", None)
    when = f"{datetime.fromtimestamp(moment / 1000, UTC):%d/%m/%y %H:%M:%S}"
    points = ", ".join(f"{value} ({when})" for value in values)
    reason = f"Threshold Crossed: {len(values)} out of the last {len(values)} datapoints [{points}] were"
    trigger = {
        "MetricName": "Duration",
        "Namespace": "AWS/Lambda",
        "StatisticType": "ExtendedStatistic",
        "ExtendedStatistic": "p95",
        "Unit": None,
        "Dimensions": [{"value": PREFIX, "name": "FunctionName"}],
        "Period": 300,
        "EvaluationPeriods": max(len(values), 1),
        "DatapointsToAlarm": max(len(values), 1),
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": threshold,
        "TreatMissingData": "notBreaching",
        "EvaluateLowSampleCountPercentile": "",
    }
    return json.dumps(
        {
            "AlarmName": f"{PREFIX}-{name}",
            "AlarmDescription": "what the console shows",
            "AWSAccountId": ACCOUNT,
            "AlarmConfigurationUpdatedTimestamp": written(moment),
            "NewStateValue": state,
            "NewStateReason": more.pop("reason", f"{reason} greater than the threshold ({threshold})."),
            "StateChangeTime": written(moment),
            "Region": "Asia Pacific (Tokyo)",
            "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{PREFIX}-{name}",
            "OldStateValue": previous or ("OK" if state != "OK" else "ALARM"),
            "OKActions": [],
            "AlarmActions": [],
            "InsufficientDataActions": [],
            "Trigger": {**trigger, **more},
        }
    )


def log_alarm(name: str, moment: int, contributor: dict[str, str], state: str = "ALARM", **more: Any) -> str:
    """A log alarm's change for one contributor."""
    found = json.loads(metric_alarm(name, moment, state, values=more.pop("values", [7.0]), threshold=5.0))
    found["Trigger"] = {
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": more.pop("threshold", 5.0),
        "QueryResultsToAlarm": 1,
        "QueryResultsToEvaluate": 1,
        "ScheduledQueryConfiguration": {"ScheduleExpression": "rate(5 minutes)"},
    }
    attributes = {"AlarmContributorId": "0123456789abcdef", "AlarmContributorAttributes": contributor}
    return json.dumps({**found, **(attributes if contributor else {}), **more}, ensure_ascii=False)


def composite_alarm(name: str, moment: int, children: list[str], state: str = "ALARM") -> str:
    """A composite alarm's change."""
    arns = [f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{PREFIX}-{child}" for child in children]
    found = json.loads(metric_alarm(name, moment, state))
    del found["Trigger"]
    reason = f"{arns[0]} transitioned to {state} at Friday 20 November, 2026 05:00:00 UTC"
    rule = " AND ".join(f"ALARM({arn})" for arn in arns)
    return json.dumps({**found, "AlarmRule": rule, "NewStateReason": reason})


def health_event(moment: int, status: str = "open", service: str = "BEDROCK") -> str:
    """An event of AWS Health ("Reference: AWS Health events Amazon EventBridge schema")."""
    when = f"{datetime.fromtimestamp(moment / 1000, UTC):%a, %d %b %Y %H:%M:%S} GMT"
    text = "We are investigating increased error rates for the Converse API in the AP-NORTHEAST-1 Region."
    return json.dumps(
        {
            "version": "0",
            "id": "7bf73129-1428-4cd3-a780-95db273d1602",
            "detail-type": "AWS Health Event",
            "source": "aws.health",
            "account": ACCOUNT,
            "time": "2026-11-19T18:10:00Z",
            "region": REGION,
            "resources": [],
            "detail": {
                "eventArn": f"arn:aws:health:{REGION}::event/{service}/AWS_{service}_OPERATIONAL_ISSUE/1",
                "service": service,
                "eventTypeCode": f"AWS_{service}_OPERATIONAL_ISSUE",
                "eventTypeCategory": "issue",
                "startTime": when,
                "statusCode": status,
                "eventDescription": [{"language": "en_US", "latestDescription": text}],
            },
        }
    )
