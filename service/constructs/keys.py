"""Two keys: what reads logs need not be able to read data."""

from typing import NamedTuple

from aws_cdk import CfnDeletionPolicy, CfnResource
from aws_cdk.aws_kms import CfnAlias, CfnKey
from constructs import Construct

from service.constructs.documents import ACCOUNT, Document, allow_principal, arn, document
from service.facts import ServiceFacts


class Keys(NamedTuple):
    """ARNs of the keys."""

    logs: str
    data: str


def add_keys(scope: Construct, facts: ServiceFacts) -> Keys:
    """The key of the log groups and the key of everything that is stored."""
    return Keys(
        logs=_key(scope, facts, "Logs", _logs_may_use(facts)),
        data=_key(scope, facts, "Data"),
    )


def keep(resource: CfnResource, facts: ServiceFacts) -> None:
    """What holds data outlives its stack where the environment is protected; elsewhere it goes with it."""
    policy = CfnDeletionPolicy.RETAIN if facts.protected else CfnDeletionPolicy.DELETE
    resource.cfn_options.deletion_policy = policy
    resource.cfn_options.update_replace_policy = policy


def _key(scope: Construct, facts: ServiceFacts, purpose: str, *statements: Document) -> str:
    name = f"{facts.names.prefix}-{purpose.lower()}"
    owner = allow_principal({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["kms:*"])
    key = CfnKey(
        scope,
        f"{purpose}Key",
        description=f"{purpose} of {facts.names.prefix}",
        enable_key_rotation=True,
        key_policy=document(owner, *statements),
        pending_window_in_days=30 if facts.protected else 7,
    )
    keep(key, facts)
    CfnAlias(scope, f"{purpose}KeyAlias", alias_name=f"alias/{name}", target_key_id=key.ref)
    return key.attr_arn


def _logs_may_use(facts: ServiceFacts) -> Document:
    """CloudWatch Logs, for the log groups of this environment alone."""
    groups = [
        arn("logs", facts.region, f"log-group:{pattern}")
        for pattern in (
            f"/aws/lambda/{facts.names.prefix}*",
            f"/aws/apigateway/{facts.names.api}/*",
            f"/aws/rds/cluster/{facts.names.cluster}/*",
            f"/aws/vpc/{facts.names.prefix}/*",
            f"/aws/kinesisfirehose/{facts.names.prefix}*",
        )
    ]
    return allow_principal(
        {"Service": f"logs.{facts.region}.amazonaws.com"},
        ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:DescribeKey"],
        condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    )
