"""What functions may do, as data: the least that works, each wildcard with its reason.

Actions and the resources they know: AWS's Service Authorization Reference.
"""

from monitoring.plan.common import Context
from monitoring.plan.log_alarms import log_groups
from monitoring.plan.running import Statement
from monitoring.spec.facts import Parameter

KEY = "${TopicKey.Arn}"
REPORTS = "${ReportsBucket.Arn}"
_ANY = ("*",)


def arn(service: str, name: str) -> str:
    """The ARN of something in this account and region, for ``Fn::Sub``."""
    return f"arn:aws:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{name}"


def function_arn(context: Context, part: str) -> str:
    """The ARN of a function of the chain."""
    return arn("lambda", f"function:{context.names.worker(part)}")


def machine_arn(context: Context) -> str:
    """The ARN of the escalation's state machine."""
    return context.names.machine_arn


def queue_arn(name: str) -> str:
    """The ARN of a queue."""
    return arn("sqs", name)


def use_key(*services: str) -> Statement:
    """The key, through some services alone; those of the actions that only some need are harmless there."""
    actions = ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo")
    return Statement(actions=tuple(f"kms:{each}" for each in actions), resources=(KEY,), via=services)


def read_parameters(context: Context) -> Statement:
    """Where the catalogue lies, and what it refers to: links, Slack's channels, AWS Support's page."""
    spec, names = context
    links = [getattr(spec.facts.links, field) for field in spec.facts.links.__struct_fields__]
    told = [each.address for each in spec.contacts.values() if each.kind in ("slack", "aws-support")]
    given = [names.fill(each.parameter) for each in (*links, *told) if isinstance(each, Parameter)]
    paths = dict.fromkeys((names.parameter("catalogue"), *given))
    return Statement(
        actions=("ssm:GetParameter", "ssm:GetParameters"),
        resources=tuple(arn("ssm", f"parameter{path}") for path in paths),
    )


def keep_state(context: Context) -> Statement:
    """Items of the state table and its index."""
    table = arn("dynamodb", f"table/{context.names.state_table}")
    words = ("ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem")
    return Statement(
        actions=tuple(f"dynamodb:{word}" for word in ("BatchGetItem", *words)),
        resources=(table, f"{table}/index/byDay"),
    )


def read_state(context: Context) -> Statement:
    """One item at a time."""
    table = arn("dynamodb", f"table/{context.names.state_table}")
    return Statement(actions=("dynamodb:GetItem",), resources=(table,))


def read_secret(context: Context) -> Statement:
    """Slack's secret; the end of its ARN is Secrets Manager's own."""
    secret = arn("secretsmanager", f"secret:{context.names.slack_secret}-??????")
    return Statement(actions=("secretsmanager:GetSecretValue",), resources=(secret,))


def tell_people(context: Context) -> Statement:
    """The topics that people subscribe to."""
    purposes = ("messages", "urgent")
    topics = [arn("sns", context.names.topic(purpose, "*")) for purpose in purposes]
    return Statement(actions=("sns:Publish",), resources=tuple(topics), because="every level's topics")


def run_queries(context: Context) -> tuple[Statement, Statement]:
    """Logs Insights on the logs of the service and nothing else."""
    groups = [
        arn("logs", f"log-group:{name}{end}")
        for name in log_groups(context, tuple(context.spec.logs))
        for end in ("", ":*")
    ]
    return (
        Statement(
            actions=("logs:GetQueryResults", "logs:StartQuery"),
            resources=tuple(groups),
            because="the streams of a log group that it reads",
        ),
        _on_anything("logs:StopQuery", why="AWS knows no resource for logs:StopQuery"),
    )


def read_metrics() -> Statement:
    """Numbers and pictures of metrics."""
    return _on_anything(
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricWidgetImage",
        why="AWS knows no resource for metrics",
    )


def read_alarms(context: Context) -> tuple[Statement, Statement]:
    """States of alarms, composite ones among them, which need the right on everything."""
    return (
        _on_anything(
            "cloudwatch:DescribeAlarms",
            why="a narrower right returns no composite alarms (CloudWatch API: DescribeAlarms)",
        ),
        Statement(
            actions=("cloudwatch:DescribeAlarmContributors", "cloudwatch:DescribeAlarmHistory"),
            resources=(arn("cloudwatch", f"alarm:{context.names.prefix}-*"),),
            because="the alarms of the environment",
        ),
    )


def mute_alarms(context: Context) -> Statement:
    """Mute rules of the environment; to make one takes the right on the alarms as well."""
    prefix = context.names.prefix
    return Statement(
        actions=("cloudwatch:DeleteAlarmMuteRule", "cloudwatch:PutAlarmMuteRule"),
        resources=tuple(arn("cloudwatch", f"{kind}:{prefix}-*") for kind in ("alarm-mute-rule", "alarm")),
        because="the alarms of the environment and their mute rules",
    )


def start_escalation(context: Context) -> Statement:
    """New executions, not the end of running ones."""
    return Statement(actions=("states:StartExecution",), resources=(machine_arn(context),))


def keep_reports() -> tuple[Statement, Statement]:
    """Reports and the days they are made of. Who may not list is told 403 for an object that is not there."""
    return (
        Statement(
            actions=("s3:GetObject", "s3:PutObject"),
            resources=(f"{REPORTS}/*",),
            because="the reports themselves",
        ),
        Statement(actions=("s3:ListBucket",), resources=(REPORTS,)),
    )


def _on_anything(*actions: str, why: str) -> Statement:
    return Statement(actions=actions, resources=_ANY, because=why)
