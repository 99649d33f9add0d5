"""IAM policy documents as CloudFormation reads them, and the ARNs in them."""

from collections.abc import Mapping, Sequence

from aws_cdk import Acknowledgment, Aws, Validations
from constructs import Construct

Document = dict[str, object]
"""A policy document, or a part of one."""
ACCOUNT = Aws.ACCOUNT_ID


def document(*statements: Document) -> Document:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: Sequence[str], resources: object, condition: Document | None = None) -> Document:
    """A statement that allows something."""
    return {
        "Effect": "Allow",
        "Action": list(actions),
        **({"Resource": resources} if resources else {}),
        **({"Condition": condition} if condition else {}),
    }


def allow_principal(
    principal: object, actions: Sequence[str], resources: object = "*", condition: Document | None = None
) -> Document:
    """A statement of a resource's policy; there ``*`` means the resource itself."""
    return {**allow(actions, resources, condition), "Principal": principal}


def deny_plain_http(resources: object, actions: str) -> Document:
    """Nobody without TLS."""
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": resources,
        "Condition": insecure,
    }


def trust(service: str, condition: Document | None = None) -> Document:
    """A service of AWS may take a role.

    Services that act on behalf of many accounts say for which, each in its own way: that is ``condition``.
    Lambda and API Gateway take only roles that somebody of their own account has passed to them.
    """
    return document(allow_principal({"Service": service}, ["sts:AssumeRole"], None, condition))


def on_behalf_of(source_arn: str) -> Document:
    """Only for this account, and for this thing in it."""
    return {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": source_arn}}


def arn(service: str, region: str, resource: str) -> str:
    """The ARN of something in this account."""
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}"


def acknowledge(construct: Construct, reasons: Mapping[str, str]) -> None:
    """Say to cdk-nag why something that it finds has to be so; finding -> reason."""
    Validations.of(construct).acknowledge(
        *(Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items())
    )
