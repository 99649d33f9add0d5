"""Security groups: functions reach the database, the endpoints and S3; nothing else reaches anything."""

from typing import NamedTuple

from aws_cdk.aws_ec2 import CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress
from constructs import Construct

from service.facts import ServiceFacts

POSTGRES = 5432
HTTPS = 443
# The only way to say "S3" in a security group is a list of its addresses that AWS keeps, with an id a region.
S3_ADDRESSES = {"ap-northeast-1": "pl-61a54008"}
_NOWHERE = {
    "ipProtocol": "icmp",
    "cidrIp": "255.255.255.255/32",
    "fromPort": 252,
    "toPort": 86,
    "description": "nothing",
}
"""Without a rule of its own a group gets one from AWS that lets everything out."""


class Groups(NamedTuple):
    """Ids of the groups, and the rules between them, which are made after the groups."""

    functions: str
    database: str
    endpoints: str
    rules: list[Construct]


def add_groups(scope: Construct, facts: ServiceFacts, vpc: str) -> Groups:
    """The groups of a network and the ways between them."""
    functions, database, endpoints = (
        _group(scope, f"{name}Group", f"{name} of {facts.names.prefix}", vpc)
        for name in ("Functions", "Database", "Endpoints")
    )
    rules: list[Construct] = [
        *_connect(scope, "FunctionsToDatabase", POSTGRES, functions, database),
        *_connect(scope, "FunctionsToEndpoints", HTTPS, functions, endpoints),
        _to_buckets(scope, facts, functions),
    ]
    return Groups(functions, database, endpoints, rules)


def _group(scope: Construct, logical_id: str, description: str, vpc: str) -> str:
    group = CfnSecurityGroup(
        scope, logical_id, group_description=description, vpc_id=vpc, security_group_egress=[_NOWHERE]
    )
    return group.attr_group_id


def _connect(scope: Construct, name: str, port: int, source: str, target: str) -> list[Construct]:
    """Both ends of an allowed connection."""
    way_out = CfnSecurityGroupEgress(
        scope,
        f"{name}Out",
        group_id=source,
        destination_security_group_id=target,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        description=name,
    )
    way_in = CfnSecurityGroupIngress(
        scope,
        f"{name}In",
        group_id=target,
        source_security_group_id=source,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        description=name,
    )
    return [way_out, way_in]


def _to_buckets(scope: Construct, facts: ServiceFacts, functions: str) -> Construct:
    return CfnSecurityGroupEgress(
        scope,
        "FunctionsToBucketsOut",
        group_id=functions,
        destination_prefix_list_id=S3_ADDRESSES[facts.region],
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
        description="FunctionsToBuckets",
    )
