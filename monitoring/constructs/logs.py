"""What reads logs: metric filters, saved queries, log alarms and the roles that these run with."""

from collections.abc import Callable

from aws_cdk import Acknowledgment, Validations
from aws_cdk.aws_cloudwatch import CfnLogAlarm
from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_logs import CfnMetricFilter, CfnQueryDefinition
from constructs import Construct

from monitoring.constructs.alarms import Properties, common, judged
from monitoring.constructs.place import ACCOUNT, Place
from monitoring.constructs.policies import LOGS, log_access, trust
from monitoring.plan.resources import LogAlarm, MetricFilter, Role, SavedQuery


def metric_filter(scope: Construct, planned: MetricFilter) -> None:
    """Matching lines of a log group, each counted as 1."""
    transformation = {
        "metricNamespace": planned.namespace,
        "metricName": planned.metric,
        "metricValue": "1",
    }
    CfnMetricFilter(
        scope,
        planned.logical_id,
        filter_name=planned.name,
        log_group_name=planned.log_group,
        filter_pattern=planned.pattern,
        metric_transformations=[transformation],
    )


def saved_query(scope: Construct, query: SavedQuery) -> None:
    """A query in the console, in the folder that its name says."""
    CfnQueryDefinition(
        scope,
        query.logical_id,
        name=query.name,
        query_string=query.text,
        log_group_names=list(query.log_groups),
        parameters=[
            {
                "name": parameter.name,
                **({"description": parameter.description} if parameter.description else {}),
            }
            for parameter in query.parameters
        ]
        or None,
    )


def role(scope: Construct, planned: Role, place: Place) -> str:
    """A role of log alarms; gives back its ARN."""
    made = CfnRole(
        scope,
        planned.logical_id,
        role_name=planned.name,
        assume_role_policy_document=trust(place, planned.principal),
        policies=[
            {
                "policyName": "logs",
                "policyDocument": log_access(place, planned.principal, planned.log_groups),
            }
        ],
    )
    _acknowledge_wildcards(made, place, planned)
    return made.attr_arn


def _acknowledge_wildcards(made: CfnRole, place: Place, planned: Role) -> None:
    """Say to cdk-nag why each wildcard of a role has to be there."""
    found = {
        place.log_group(f"{name}:*"): "the streams of a log group that it reads"
        for name in planned.log_groups
    }
    if planned.principal == LOGS:
        found["*"] = "AWS knows no resource for logs:DescribeLogGroups and logs:StopQuery"
    shown = {arn.replace(ACCOUNT, "<AWS::AccountId>"): reason for arn, reason in found.items()}
    Validations.of(made).acknowledge(
        *(Acknowledgment(id=f"AwsSolutions-IAM5[Resource::{arn}]", reason=shown[arn]) for arn in shown)
    )


def log_alarm(scope: Construct, alarm: LogAlarm, topics: list[str], role_arn: Callable[[str], str]) -> None:
    """An alarm on a scheduled query; ``topics`` are ARNs, ``role_arn`` finds that of a role by its name."""
    CfnLogAlarm(
        scope,
        alarm.logical_id,
        **common(alarm, topics),
        **judged(alarm),
        **(_log_lines(alarm, role_arn) if alarm.log_lines else {}),
        query_results_to_alarm=alarm.datapoints_to_alarm,
        query_results_to_evaluate=alarm.evaluation_periods,
        scheduled_query_configuration=_schedule(alarm, role_arn(alarm.role)),
    )


def _log_lines(alarm: LogAlarm, role_arn: Callable[[str], str]) -> Properties:
    return {
        "action_log_line_count": alarm.log_lines,
        "action_log_line_role_arn": role_arn(alarm.log_lines_role),
    }


def _schedule(alarm: LogAlarm, role_arn: str) -> Properties:
    return {
        "queryString": alarm.rows,
        "aggregationExpression": alarm.aggregate,
        "logGroupIdentifiers": list(alarm.log_groups),
        "scheduledQueryRoleArn": role_arn,
        "scheduleConfiguration": {
            "scheduleExpression": rate(alarm.every),
            "startTimeOffset": alarm.window,
        },
    }


def rate(seconds: int) -> str:
    """``rate(1 minute)``, ``rate(5 minutes)``: the only unit that log alarms are known to take."""
    minutes = seconds // 60
    return f"rate({minutes} minute{'s' if minutes > 1 else ''})"
