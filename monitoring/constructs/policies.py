"""Who may do what, as IAM reads it: the least that works, and only on behalf of this account."""

from collections.abc import Sequence

from monitoring.constructs.place import ACCOUNT, Place

Document = dict[str, object]

LOGS = "logs.amazonaws.com"
CLOUDWATCH = "cloudwatch.amazonaws.com"
_ACCOUNT: Document = {"Ref": "AWS::AccountId"}


def key_policy() -> Document:
    """The account manages the key; CloudWatch may encrypt what it publishes for this account."""
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
    )


def topic_policy(place: Place, topic: str, *, alarms_publish: bool) -> Document:
    """The environment's own alarms may publish where they act, and nobody may without TLS."""
    arn = _filled(place.topic(topic))
    allow: Document = {
        "Effect": "Allow",
        "Principal": {"Service": CLOUDWATCH},
        "Action": "sns:Publish",
        "Resource": arn,
        "Condition": _on_behalf_of(place.alarms),
    }
    deny: Document = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return _document(*([allow] if alarms_publish else []), deny)


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


def _on_behalf_of(source: str) -> Document:
    """Against the confused deputy: the service acts for us only when it acts on our own things."""
    return {
        "StringEquals": {"aws:SourceAccount": _ACCOUNT},
        "ArnLike": {"aws:SourceArn": _filled(source)},
    }


def _filled(arn: str) -> Document:
    return {"Fn::Sub": arn}
