"""What functions may do, as data: the least that works, each wildcard with its reason.

Actions and the resources they know: AWS's Service Authorization Reference.
"""

from collections.abc import Iterable

from monitoring.plan.common import Context
from monitoring.plan.log_alarms import log_groups
from monitoring.plan.running import Statement
from monitoring.spec.facts import Parameter

KEY = "${TopicKey.Arn}"
REPORTS = "${ReportsBucket.Arn}"
_ANY = ("*",)
_NO_METRICS = "AWS knows no resource for metrics"
_READ_AND_WRITE = ("Decrypt", "GenerateDataKey")
_KEY_WORDS = {
    "dynamodb": ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"),
    "s3": _READ_AND_WRITE,
    "sns": _READ_AND_WRITE,
}
"""What a service asks of the key in the caller's name, by the guides of DynamoDB ("Encryption at rest: usage
notes"), S3 ("Using server-side encryption with AWS KMS keys") and SNS ("Key management")."""


def arn(service: str, name: str) -> str:
    """The ARN of something in this account and region, for ``Fn::Sub``."""
    return f"arn:aws:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{name}"


def api_id(context: Context) -> str:
    """The id that the service's stack wrote down."""
    return f"{{{{resolve:ssm:{context.names.parameter('api/id')}}}}}"


def function_arn(context: Context, part: str) -> str:
    """The ARN of a function of the chain."""
    return arn("lambda", f"function:{context.names.worker(part)}")


def machine_arn(context: Context) -> str:
    """The ARN of the escalation's state machine."""
    return context.names.machine_arn


def queue_arn(name: str) -> str:
    """The ARN of a queue."""
    return arn("sqs", name)


def use_key(*services: str) -> tuple[Statement, ...]:
    """The key, through some services alone, with what each of them asks of it."""
    words = dict.fromkeys(_KEY_WORDS[service] for service in services)
    return tuple(_use_key(each, [name for name in services if _KEY_WORDS[name] == each]) for each in words)


def _use_key(words: tuple[str, ...], services: Iterable[str]) -> Statement:
    actions = tuple(f"kms:{word}" for word in words)
    return Statement(actions=actions, resources=(KEY,), via=tuple(services))


def read_catalogue(context: Context) -> tuple[Statement, ...]:
    """Where the catalogue lies, and the links and Slack's channels that it refers to."""
    lies = _read_parameters("ssm:GetParameter", [context.names.parameter("catalogue")])
    return (*lies, *_read_parameters("ssm:GetParameters", referred_parameters(context)))


def referred_parameters(context: Context) -> tuple[str, ...]:
    """The parameters whose values the catalogue's readers put into it."""
    links = context.spec.facts.links
    addresses = [getattr(links, field) for field in links.__struct_fields__]
    return _paths(context, [*addresses, *_addresses(context, "slack")])


def read_support(context: Context) -> tuple[Statement, ...]:
    """The page of AWS Support, where it stands in a parameter."""
    return _read_parameters("ssm:GetParameter", _paths(context, _addresses(context, "aws-support")))


def _addresses(context: Context, kind: str) -> list[object]:
    return [each.address for each in context.spec.contacts.values() if each.kind == kind]


def _paths(context: Context, addresses: Iterable[object]) -> tuple[str, ...]:
    """Those addresses that stand in parameters, each once."""
    given = (context.names.fill(each.parameter) for each in addresses if isinstance(each, Parameter))
    return tuple(dict.fromkeys(given))


def _read_parameters(action: str, paths: Iterable[str]) -> tuple[Statement, ...]:
    resources = tuple(arn("ssm", f"parameter{path}") for path in paths)
    return (Statement(actions=(action,), resources=resources),) if resources else ()


def use_state(context: Context, *words: str) -> Statement:
    """Items of the state table."""
    actions = tuple(f"dynamodb:{word}" for word in words)
    return Statement(actions=actions, resources=(_state_table(context),))


def list_incidents(context: Context) -> Statement:
    """The incidents of a day."""
    index = f"{_state_table(context)}/index/byDay"
    return Statement(actions=("dynamodb:Query",), resources=(index,))


def _state_table(context: Context) -> str:
    return arn("dynamodb", f"table/{context.names.state_table}")


def read_secret(context: Context) -> Statement:
    """Slack's secret; the end of its ARN is Secrets Manager's own."""
    secret = arn("secretsmanager", f"secret:{context.names.slack_secret}-??????")
    return Statement(actions=("secretsmanager:GetSecretValue",), resources=(secret,))


def tell_people(context: Context, *purposes: str) -> Statement:
    """Topics that people subscribe to."""
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
    """Numbers of metrics."""
    return _on_anything("cloudwatch:GetMetricData", why=_NO_METRICS)


def draw_metrics() -> Statement:
    """Pictures of metrics."""
    return _on_anything("cloudwatch:GetMetricWidgetImage", why=_NO_METRICS)


def read_alarms() -> Statement:
    """States of alarms, composite ones among them."""
    why = "a narrower right returns no composite alarms (CloudWatch API: DescribeAlarms)"
    return _on_anything("cloudwatch:DescribeAlarms", why=why)


def read_contributors(context: Context) -> Statement:
    """What a log alarm is about."""
    return Statement(
        actions=("cloudwatch:DescribeAlarmContributors",),
        resources=(arn("cloudwatch", f"alarm:{context.names.prefix}-*"),),
        because="the alarms of the environment",
    )


def mute_alarms(context: Context) -> Statement:
    """Mute rules of the environment; to make one takes the right on the alarms as well."""
    prefix = context.names.prefix
    return Statement(
        actions=("cloudwatch:PutAlarmMuteRule",),
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
