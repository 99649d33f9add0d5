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
    prefix, protected = facts.names.prefix, facts.protected
    return Keys(
        logs=logs_key(scope, prefix, facts.region, _log_groups(facts), protected),
        data=_key(scope, prefix, "Data", protected),
    )


def logs_key(scope: Construct, prefix: str, region: str, groups: list[str], protected: bool) -> str:
    """A key that CloudWatch Logs may use for the log groups of these names (with stars) and for no other."""
    return _key(scope, prefix, "Logs", protected, _logs_may_use(region, groups))


def keep(resource: CfnResource, protected: bool) -> None:
    """What holds data outlives its stack where the environment is protected; elsewhere it goes with it."""
    policy = CfnDeletionPolicy.RETAIN if protected else CfnDeletionPolicy.DELETE
    resource.cfn_options.deletion_policy = policy
    resource.cfn_options.update_replace_policy = policy


def _key(scope: Construct, prefix: str, purpose: str, protected: bool, *statements: Document) -> str:
    name = f"{prefix}-{purpose.lower()}"
    owner = allow_principal({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["kms:*"])
    key = CfnKey(
        scope,
        f"{purpose}Key",
        description=f"{purpose} of {prefix}",
        enable_key_rotation=True,
        key_policy=document(owner, *statements),
        pending_window_in_days=30 if protected else 7,
    )
    keep(key, protected)
    CfnAlias(scope, f"{purpose}KeyAlias", alias_name=f"alias/{name}", target_key_id=key.ref)
    return key.attr_arn


def _log_groups(facts: ServiceFacts) -> list[str]:
    """The log groups of one environment."""
    return [
        f"/aws/lambda/{facts.names.prefix}*",
        f"/aws/apigateway/{facts.names.api}/*",
        f"/aws/rds/cluster/{facts.names.cluster}/*",
        f"/aws/vpc/{facts.names.prefix}/*",
        f"/aws/kinesisfirehose/{facts.names.prefix}*",
    ]


def _logs_may_use(region: str, groups: list[str]) -> Document:
    """CloudWatch Logs, for these log groups alone."""
    named = [arn("logs", region, f"log-group:{pattern}") for pattern in groups]
    return allow_principal(
        {"Service": f"logs.{region}.amazonaws.com"},
        ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:DescribeKey"],
        condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": named}},
    )
