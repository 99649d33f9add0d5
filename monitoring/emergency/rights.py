"""What whoever runs a command that changes something must be allowed: the calls that it makes, nothing else.

They are IAM policies. Actions and the resources they know: AWS's Service Authorization Reference. The account
is left open in ARNs: a policy works in its own account only.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from monitoring.oncall.store import BY_DAY

Statement: TypeAlias = dict[str, Any]

_KEY_ACTIONS: Final = ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo")
_TABLE: Final = {
    "stop": ("BatchGetItem", "PutItem", "UpdateItem"),
    "restore": ("BatchGetItem", "DeleteItem", "PutItem", "UpdateItem"),
    "rollback": ("BatchGetItem",),
    "drill": ("BatchGetItem",),
    "ack": ("BatchGetItem", "PutItem"),
    "mute": ("BatchGetItem", "DeleteItem", "PutItem"),
    "deploying": ("GetItem",),
}
_FUNCTION: Final = {
    "stop": ("GetFunctionConcurrency", "PutFunctionConcurrency"),
    "restore": ("DeleteFunctionConcurrency", "GetFunctionConcurrency", "PutFunctionConcurrency"),
    "deploying": ("GetFunctionConcurrency",),
}
_QUEUE: Final = (
    *("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage"),
)
COMMANDS: Final = ("ack", "mute", "stop", "restore", "rollback", "drill", "redrive", "deploying")
"""`deploying` is what the role of the pipeline needs for `monitoring preflight --deploying`."""


class Named(NamedTuple):
    """An environment's names; ``parameters`` are paths in SSM, ``workers`` queues with their functions."""

    region: str
    prefix: str
    table: str
    secret: str
    machine: str
    stage: str
    stacks: tuple[str, ...]
    parameters: tuple[str, ...]
    api_parameter: str
    workers: tuple[tuple[str, str], ...]


def policy(command: str, named: Named) -> dict[str, Any]:
    """The policy document of a command."""
    return {"Version": "2012-10-17", "Statement": list(_statements(command, named))}


def _statements(command: str, named: Named) -> Iterator[Statement]:
    if command != "deploying":
        yield from _scene(command, named)
    if command in _TABLE:
        yield _allow("State", "dynamodb", _TABLE[command], [_arn(named, "dynamodb", f"table/{named.table}")])
    if command in _FUNCTION:
        yield _allow(
            "Switch", "lambda", _FUNCTION[command], [_arn(named, "lambda", f"function:{named.prefix}")]
        )
    yield from _own(command, named)
    if services := _encrypted(command):
        yield _key(named, services)


def _scene(command: str, named: Named) -> Iterator[Statement]:
    """The catalogue, where it lies, and Slack's secret, which every command reads."""
    paths = (*named.parameters, *((named.api_parameter,) if command in ("restore", "rollback") else ()))
    parameters = [_arn(named, "ssm", f"parameter{path}") for path in paths]
    yield _allow("Parameters", "ssm", ("GetParameter", "GetParameters"), parameters)
    yield _allow("Catalogue", "s3", ("GetObject",), [f"arn:aws:s3:::cdk-*-assets-*-{named.region}/*"])
    secret = _arn(named, "secretsmanager", f"secret:{named.secret}-??????")
    yield _allow("Slack", "secretsmanager", ("GetSecretValue",), [secret])


def _own(command: str, named: Named) -> Iterator[Statement]:
    """What one command does besides."""
    prefix = named.prefix
    if command in ("stop", "restore"):
        topics = [f"{prefix}-{topic}" for topic in ("messages-*", "urgent-*", "announcements")]
        shown = topics if command == "stop" else [topic for topic in topics if "urgent" not in topic]
        yield _allow("Tell", "sns", ("Publish",), [_arn(named, "sns", topic) for topic in shown])
    if command in ("ack", "mute"):
        yield _allow("Tell", "sns", ("Publish",), [_arn(named, "sns", f"{prefix}-messages-*")])
        yield _in_hand(command, named)
    if command in ("restore", "rollback"):
        route = _arn(named, "execute-api", f"*/{named.stage}/GET/health/deep")
        yield _allow("DeepHealth", "execute-api", ("Invoke",), [route])
    if command == "rollback":
        stacks = [_arn(named, "cloudformation", f"stack/{stack}/*") for stack in named.stacks]
        yield _allow("Deployment", "cloudformation", ("DescribeStackEvents",), stacks)
    if command == "drill":
        yield from _drill(named)
    if command == "redrive":
        yield _allow("Queues", "sqs", _QUEUE, [_arn(named, "sqs", queue) for queue, _ in named.workers])
        functions = [_arn(named, "lambda", f"function:{function}") for _, function in named.workers]
        yield _allow("Functions", "lambda", ("InvokeFunction",), functions)


def _in_hand(command: str, named: Named) -> Statement:
    """Finding an incident by its alarm, or CloudWatch's mute rules of the environment's alarms."""
    if command == "ack":
        index = _arn(named, "dynamodb", f"table/{named.table}/index/{BY_DAY}")
        return _allow("Incidents", "dynamodb", ("Query",), [index])
    rules = [_arn(named, "cloudwatch", f"{kind}:{named.prefix}-*") for kind in ("alarm-mute-rule", "alarm")]
    return _allow("Mute", "cloudwatch", ("DeleteAlarmMuteRule", "PutAlarmMuteRule"), rules)


def _drill(named: Named) -> Iterator[Statement]:
    prefix = named.prefix
    yield _allow("SetOff", "cloudwatch", ("SetAlarmState",), [_arn(named, "cloudwatch", f"alarm:{prefix}-*")])
    # With a narrower right DescribeAlarms returns no composite alarms (CloudWatch API: DescribeAlarms).
    yield _allow("Alarms", "cloudwatch", ("DescribeAlarms",), ["*"])
    yield _allow("Publish", "sns", ("Publish",), [_arn(named, "sns", f"{prefix}-alarms-*")])
    group = _arn(named, "logs", f"log-group:/aws/lambda/{prefix}-notifier:*")
    yield _allow("NotifierLog", "logs", ("FilterLogEvents",), [group])
    executions = _arn(named, "states", f"execution:{named.machine}:*")
    yield _allow("Escalation", "states", ("DescribeExecution",), [executions])


def _encrypted(command: str) -> tuple[str, ...]:
    """Services that a command uses and that encrypt with the environment's key."""
    if command in ("ack", "mute", "stop", "restore", "drill"):
        return ("dynamodb", "sns")
    return ("dynamodb",) if command in _TABLE else ()


def _key(named: Named, services: tuple[str, ...]) -> Statement:
    """The key by its alias, because its id is CloudFormation's."""
    statement = _allow("Key", "kms", _KEY_ACTIONS, [_arn(named, "kms", "key/*")])
    via = [f"{service}.{named.region}.amazonaws.com" for service in services]
    alias = f"alias/{named.prefix}-notifications"
    conditions = {
        "StringEquals": {"kms:ViaService": via},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": [alias]},
    }
    return {**statement, "Condition": conditions}


def _allow(name: str, service: str, words: tuple[str, ...], resources: list[str]) -> Statement:
    actions = [f"{service}:{word}" for word in words]
    return {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": resources}


def _arn(named: Named, service: str, name: str) -> str:
    return f"arn:aws:{service}:{named.region}:*:{name}"
