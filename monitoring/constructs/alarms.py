"""Alarms and mute rules. Each is one L1 call, which is one message to the CDK's kernel.

Nested values are dictionaries with the keys that CloudFormation has, in camel case: the kernel drops keys in
snake case without a word. tests/stack/test_template_equals_plan.py would notice.
"""

from collections.abc import Iterable
from typing import Any

from aws_cdk.aws_cloudwatch import CfnAlarm, CfnAlarmMuteRule, CfnCompositeAlarm
from constructs import Construct

from monitoring.aws.statistics import STATISTICS
from monitoring.constructs.dimensions import dimensions
from monitoring.plan.parts import (
    MetricQuery,
    MetricStat,
)
from monitoring.plan.resources import (
    AnyAlarm,
    CompositeAlarm,
    JudgedAlarm,
    MetricAlarm,
    MuteRule,
)

Properties = dict[str, Any]


def metric_alarm(scope: Construct, alarm: MetricAlarm, topics: list[str]) -> CfnAlarm:
    """An alarm on a statistic or on metric math; ``topics`` are ARNs."""
    return CfnAlarm(
        scope,
        alarm.logical_id,
        **common(alarm, topics),
        **judged(alarm),
        **(_statistic(alarm.stat) if alarm.stat else {"metrics": [_query(query) for query in alarm.queries]}),
        datapoints_to_alarm=alarm.datapoints_to_alarm,
        evaluation_periods=alarm.evaluation_periods,
        evaluate_low_sample_count_percentile=alarm.low_samples,
    )


def composite_alarm(
    scope: Construct, alarm: CompositeAlarm, topics: list[str], children: Iterable[Construct]
) -> None:
    """An alarm over others; AWS refuses it while one of ``children`` does not exist."""
    composite = CfnCompositeAlarm(scope, alarm.logical_id, alarm_rule=alarm.rule, **common(alarm, topics))
    composite.node.add_dependency(*children)


def mute_rule(scope: Construct, rule: MuteRule, targets: Iterable[Construct]) -> None:
    """A mute rule; AWS refuses it while one of ``targets`` does not exist."""
    schedule = {"expression": rule.schedule, "duration": rule.duration, "timezone": rule.timezone}
    muted = CfnAlarmMuteRule(
        scope,
        rule.logical_id,
        name=rule.name,
        description=rule.description,
        rule={"schedule": schedule},
        mute_targets={"alarmNames": list(rule.alarms)},
    )
    muted.node.add_dependency(*targets)


def common(alarm: AnyAlarm, topics: list[str]) -> Properties:
    """What every alarm has. Only our own tags travel in notifications, not those of the stack."""
    travelling = {"enabled": True, "includedTagKeys": list(alarm.tags)}
    return {
        "alarm_name": alarm.name,
        "alarm_description": alarm.description,
        "alarm_actions": topics,
        "ok_actions": topics,
        "action_configuration": {"alarmTagsPropagation": travelling},
        "tags": [{"key": key, "value": value} for key, value in alarm.tags.items()],
    }


def judged(alarm: JudgedAlarm) -> Properties:
    """What alarms with a threshold have under the same names."""
    return {
        "threshold": alarm.threshold,
        "comparison_operator": alarm.operator,
        "treat_missing_data": alarm.treat_missing_data,
        "warm_up_configuration": {"warmUpPeriodDurationInMinutes": alarm.warm_up},
    }


def _statistic(stat: MetricStat) -> Properties:
    kind = "statistic" if stat.statistic in STATISTICS else "extended_statistic"
    return {
        "namespace": stat.namespace,
        "metric_name": stat.name,
        "dimensions": _dimensions(stat) or None,
        "period": stat.period,
        kind: stat.statistic,
    }


def _query(query: MetricQuery) -> Properties:
    return {
        "id": query.id,
        "returnData": query.returned,
        **({"label": query.label} if query.label else {}),
        **({"metricStat": _metric_stat(query.stat)} if query.stat else {"expression": query.expression}),
    }


def _metric_stat(stat: MetricStat) -> Properties:
    metric = {"namespace": stat.namespace, "metricName": stat.name, "dimensions": _dimensions(stat)}
    return {"metric": metric, "period": stat.period, "stat": stat.statistic}


def _dimensions(stat: MetricStat) -> list[Properties]:
    return [{"name": name, "value": value} for name, value in dimensions(stat.dimensions).items()]
