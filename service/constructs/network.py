"""A network without a way out: private subnets, and endpoints for the services of AWS that are called."""

from collections.abc import Mapping
from typing import NamedTuple

from aws_cdk import Fn, Tags
from aws_cdk.aws_ec2 import (
    CfnFlowLog,
    CfnRouteTable,
    CfnSubnet,
    CfnSubnetRouteTableAssociation,
    CfnVPC,
    CfnVPCEndpoint,
)
from aws_cdk.aws_iam import CfnRole
from constructs import Construct

from service.constructs.documents import (
    ACCOUNT,
    Document,
    acknowledge,
    allow,
    allow_principal,
    arn,
    document,
    on_behalf_of,
    trust,
)
from service.constructs.groups import add_groups
from service.facts import ServiceFacts

RANGE = "10.0.0.0/24"
SUBNET_BITS = 6
"""64 addresses in each zone, for endpoints, database and functions (whose executions share interfaces)."""
ZONES = 2
ENDPOINTS: Mapping[str, tuple[str, ...]] = {
    "bedrock-runtime": ("bedrock:InvokeModel",),
    "secretsmanager": ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"),
    # Functions log without it; the extension of Lambda Insights does not.
    "logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
}
"""Services reached through the network, and all that anybody may do there."""


class Network(NamedTuple):
    """Ids of what functions and the database are put into."""

    subnets: list[str]
    functions: str
    database: str
    ready: list[Construct]
    """What has to be there before a function in the network can call anything."""


def add_network(scope: Construct, facts: ServiceFacts, flow_logs: str) -> Network:
    """The network; ``flow_logs`` is the ARN of a log group for refused connections."""
    vpc = CfnVPC(scope, "Network", cidr_block=RANGE, enable_dns_hostnames=True, enable_dns_support=True)
    Tags.of(vpc).add("Name", facts.names.prefix)
    routes = CfnRouteTable(scope, "Routes", vpc_id=vpc.ref)
    ways = [_subnet(scope, vpc, routes, zone) for zone in range(ZONES)]
    subnets = [way.subnet_id for way in ways]
    groups = add_groups(scope, facts, vpc.ref)
    _flow_log(scope, facts, vpc.ref, flow_logs)
    endpoints = [
        *(_endpoint(vpc, facts, service, subnets, groups.endpoints) for service in ENDPOINTS),
        _bucket_endpoint(scope, facts, vpc.ref, routes.ref),
    ]
    return Network(subnets, groups.functions, groups.database, [*endpoints, *ways, *groups.rules])


def _subnet(
    scope: Construct, vpc: CfnVPC, routes: CfnRouteTable, zone: int
) -> CfnSubnetRouteTableAssociation:
    """A subnet in a zone, with the routes that it uses."""
    subnet = CfnSubnet(
        scope,
        f"Subnet{zone + 1}",
        vpc_id=vpc.ref,
        availability_zone=Fn.select(zone, Fn.get_azs()),
        cidr_block=Fn.select(zone, Fn.cidr(RANGE, ZONES, str(SUBNET_BITS))),
        map_public_ip_on_launch=False,
    )
    return CfnSubnetRouteTableAssociation(
        scope, f"Subnet{zone + 1}Routes", route_table_id=routes.ref, subnet_id=subnet.ref
    )


def _endpoint(vpc: CfnVPC, facts: ServiceFacts, service: str, subnets: list[str], group: str) -> Construct:
    caller: Document = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
    return CfnVPCEndpoint(
        vpc.stack,
        "Endpoint" + "".join(part.capitalize() for part in service.split("-")),
        vpc_id=vpc.ref,
        vpc_endpoint_type="Interface",
        service_name=f"com.amazonaws.{facts.region}.{service}",
        subnet_ids=subnets,
        security_group_ids=[group],
        private_dns_enabled=True,
        policy_document=document(allow_principal("*", ENDPOINTS[service], condition=caller)),
    )


def _bucket_endpoint(scope: Construct, facts: ServiceFacts, vpc: str, routes: str) -> Construct:
    """CloudFormation takes the answer of a custom resource from a bucket of its own, at a signed address."""
    answers = f"arn:aws:s3:::cloudformation-custom-resource-response-{facts.region.replace('-', '')}/*"
    return CfnVPCEndpoint(
        scope,
        "EndpointBuckets",
        vpc_id=vpc,
        vpc_endpoint_type="Gateway",
        service_name=f"com.amazonaws.{facts.region}.s3",
        route_table_ids=[routes],
        policy_document=document(allow_principal("*", ["s3:PutObject"], answers)),
    )


def _flow_log(scope: Construct, facts: ServiceFacts, vpc: str, log_group: str) -> None:
    role = CfnRole(
        scope,
        "FlowLogRole",
        assume_role_policy_document=trust(
            "vpc-flow-logs.amazonaws.com", on_behalf_of(arn("ec2", facts.region, "vpc-flow-log/*"))
        ),
        policies=[
            {
                "policyName": "write",
                "policyDocument": document(
                    allow(
                        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                        [log_group, f"{log_group}:*"],
                    )
                ),
            }
        ],
    )
    acknowledge(role, {"AwsSolutions-IAM5[Resource::<NetworkLogs.Arn>:*]": "the streams of its log group"})
    CfnFlowLog(
        scope,
        "FlowLog",
        resource_id=vpc,
        resource_type="VPC",
        traffic_type="REJECT",
        log_destination_type="cloud-watch-logs",
        log_destination=log_group,
        deliver_logs_permission_arn=role.attr_arn,
    )
