"""Who may do what, as IAM reads it: the least that works, and only on behalf of this account."""

from collections.abc import Callable, Iterable, Sequence

from monitoring.constructs.place import ACCOUNT, Place
from monitoring.plan.resources import Topic
from monitoring.plan.running import Queue, Statement

Document = dict[str, object]

LOGS = "logs.amazonaws.com"
CLOUDWATCH = "cloudwatch.amazonaws.com"
EVENTS = "events.amazonaws.com"
SNS = "sns.amazonaws.com"
_ACCOUNT: Document = {"Ref": "AWS::AccountId"}


def key_policy(place: Place, log_groups: Sequence[str], *, events_publish: bool) -> Document:
    """The account manages the key; who publishes or logs for this account may encrypt with it."""
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": _filled(f"arn:aws:iam::{ACCOUNT}:root")},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Principal": {"Service": CLOUDWATCH},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": _ACCOUNT}},
        },
        *([_events(["kms:Decrypt", "kms:GenerateDataKey*"], "*")] if events_publish else []),
        _logs_encrypt(place, log_groups),
    )


def _logs_encrypt(place: Place, log_groups: Sequence[str]) -> Document:
    """CloudWatch Logs, for these log groups alone (CloudWatch Logs: "Encrypt log data using AWS KMS")."""
    named = [_filled(place.log_group(pattern)) for pattern in log_groups]
    return {
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{place.region}.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": named}},
    }


def _events(actions: list[str], resource: object) -> Document:
    """EventBridge. AWS documents no condition for topics, and the CDK's own target sets none."""
    principal = {"Service": EVENTS}
    return {"Effect": "Allow", "Principal": principal, "Action": actions, "Resource": resource}


def topic_policy(place: Place, topic: Topic) -> Document:
    """The environment's own alarms and rules may publish where they act, and nobody may without TLS."""
    arn = _filled(place.topic(topic.name))
    allow: Document = {
        "Effect": "Allow",
        "Principal": {"Service": CLOUDWATCH},
        "Action": "sns:Publish",
        "Resource": arn,
        "Condition": _on_behalf_of(place.alarms),
    }
    deny = deny_plain_http("sns:Publish", arn)
    from_alarms = [allow] if topic.alarms_publish else []
    from_rules = [_events(["sns:Publish"], arn)] if topic.events_publish else []
    return _document(*from_alarms, *from_rules, deny)


def queue_policy(place: Place, queue: Queue) -> Document:
    """Topics and rules may leave what they could not deliver, and nobody may speak to it without TLS."""
    arn = _filled(place.queue(queue.name))
    senders = {
        SNS: [place.topic(name) for name in queue.topics],
        EVENTS: [place.rule(n) for n in queue.rules],
    }
    allowed: list[Document] = [
        {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": _on_behalf_of(*sources),
        }
        for service, sources in senders.items()
        if sources
    ]
    return _document(*allowed, deny_plain_http("sqs:*", [arn]))


def deny_plain_http(actions: str, resources: object) -> Document:
    """Nobody without TLS."""
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def plain_trust(principal: str) -> Document:
    """A service that takes only roles which somebody of their own account has passed to it: Lambda."""
    return _document({"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"})


def bound_trust(principal: str, source: str) -> Document:
    """A service may take the role for one thing of this account."""
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Service": principal},
            "Action": "sts:AssumeRole",
            "Condition": _on_behalf_of(source),
        }
    )


def rights_document(statements: Iterable[Statement], fill: Callable[[str], object]) -> Document:
    """Planned rights as IAM reads them; ``fill`` fills in ARNs."""
    return _document(*(_right(statement, fill) for statement in statements))


def _right(statement: Statement, fill: Callable[[str], object]) -> Document:
    allowed = _allow(list(statement.actions), [fill(arn) for arn in statement.resources])
    through = [fill(f"{service}.${{AWS::Region}}.amazonaws.com") for service in statement.via]
    return {**allowed, **({"Condition": {"StringEquals": {"kms:ViaService": through}}} if through else {})}


def trust(place: Place, principal: str) -> Document:
    """A service may take the role for this environment's alarms; Logs does not say for which of them."""
    source = place.logs if principal == LOGS else place.alarms
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Service": principal},
            "Action": "sts:AssumeRole",
            "Condition": _on_behalf_of(source),
        }
    )


def log_access(place: Place, principal: str, log_groups: Sequence[str]) -> Document:
    """What a role of log alarms may do: Logs runs the scheduled queries, CloudWatch reads their rows."""
    arns = [_filled(place.log_group(name) + end) for name in log_groups for end in ("", ":*")]
    if principal != LOGS:
        return _document(_allow(["logs:GetQueryResults"], arns))
    return _document(
        _allow(["logs:GetQueryResults", "logs:StartQuery"], arns),
        # These two know no resource; AWS refuses them on anything but *.
        _allow(["logs:DescribeLogGroups", "logs:StopQuery"], "*"),
    )


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(actions: list[str], resources: object) -> Document:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _on_behalf_of(*sources: str) -> Document:
    """Against the confused deputy: the service acts for us only when it acts on our own things."""
    named = [_filled(source) for source in sources]
    return {
        "StringEquals": {"aws:SourceAccount": _ACCOUNT},
        "ArnLike": {"aws:SourceArn": named[0] if len(named) == 1 else named},
    }


def _filled(arn: str) -> Document:
    return {"Fn::Sub": arn}
