"""The Lambda functions: the API's own, the one behind /health, and the one that migrates the database."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_lambda import CfnFunction
from aws_cdk.aws_logs import CfnLogGroup
from aws_cdk.aws_s3_assets import Asset
from constructs import Construct

from service.constructs.documents import ACCOUNT, Document, acknowledge, allow, arn, document, trust
from service.constructs.insights import NAME as INSIGHTS_LOGS
from service.constructs.network import Network
from service.facts import ServiceFacts

RUNTIME = "python3.13"
ARCHITECTURE = "arm64"
# Version 1.0.404.0 for arm64; AWS numbers the layers of each region on their own. Source: the CDK's table,
# LambdaInsightsVersion.VERSION_1_0_404_0.
INSIGHTS_LAYERS = {"ap-northeast-1": "580247275435:layer:LambdaInsightsExtension-Arm64:34"}


class Code(NamedTuple):
    """What is the same for all functions: the package, and where in the network they run."""

    asset: Asset
    network: Network


class Function(NamedTuple):
    """What sets one function apart; ``statements`` are its rights beside logging."""

    part: str
    name: str
    description: str
    handler: str
    memory_mb: int
    timeout_s: int
    concurrency: int
    environment: Mapping[str, str]
    statements: Sequence[Document]
    logs: CfnLogGroup
    measured: bool = False


def add_function(scope: Construct, facts: ServiceFacts, code: Code, function: Function) -> CfnFunction:
    """A function in the network with a role of its own."""
    role = _role(scope, facts, function)
    made = CfnFunction(
        scope,
        f"{function.part}Function",
        function_name=function.name,
        description=function.description,
        runtime=RUNTIME,
        architectures=[ARCHITECTURE],
        handler=function.handler,
        code={"s3Bucket": code.asset.s3_bucket_name, "s3Key": code.asset.s3_object_key},
        memory_size=function.memory_mb,
        timeout=function.timeout_s,
        reserved_concurrent_executions=function.concurrency,
        environment={"variables": dict(function.environment)},
        layers=[_insights_layer(facts)] if function.measured else None,
        role=role.attr_arn,
        vpc_config={"subnetIds": code.network.subnets, "securityGroupIds": [code.network.functions]},
        # Lines are JSON already; Lambda's own stay the text that the queries read.
        logging_config={"logGroup": function.logs.ref, "logFormat": "Text"},
    )
    acknowledge(made, {"AwsSolutions-L1": f"the package holds binaries for {RUNTIME}; change both together"})
    made.node.add_dependency(*code.network.ready)
    return made


def _insights_layer(facts: ServiceFacts) -> str:
    return f"arn:aws:lambda:{facts.region}:{INSIGHTS_LAYERS[facts.region]}"


def _role(scope: Construct, facts: ServiceFacts, function: Function) -> CfnRole:
    own_arn = arn("lambda", facts.region, f"function:{function.name}")
    statements = [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{_group_arn(facts, function)}:*"]),
        *_interfaces(facts, own_arn),
        *(_insights_rights(facts) if function.measured else []),
        *function.statements,
    ]
    role = CfnRole(
        scope,
        f"{function.part}Role",
        role_name=f"{function.name}-function",
        assume_role_policy_document=trust("lambda.amazonaws.com"),
        policies=[{"policyName": "function", "policyDocument": document(*statements)}],
    )
    _explain_wildcards(role, facts, function)
    return role


def _group_arn(facts: ServiceFacts, function: Function) -> str:
    return arn("logs", facts.region, f"log-group:{function.logs.log_group_name}")


def _interfaces(facts: ServiceFacts, own_arn: str) -> list[Document]:
    """What Lambda needs to put the function into the network; the code in the function may do none of it.

    The actions of AWS's managed policy AWSLambdaVPCAccessExecutionRole. That allows them on everything; where
    an action knows resources, AWS's documentation names all interfaces of the account's region as enough, and
    shows the statement that denies the function's own code (Lambda Developer Guide, "Giving Lambda functions
    access to resources in an Amazon VPC": required IAM permissions).
    """
    changes = [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    ]
    looks = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]
    from_code: Document = {"ArnEquals": {"lambda:SourceFunctionArn": own_arn}}
    return [
        allow(changes, [f"arn:aws:ec2:{facts.region}:{ACCOUNT}:*/*"]),
        allow(looks, "*"),
        {"Effect": "Deny", "Action": [*changes, *looks], "Resource": "*", "Condition": from_code},
    ]


def _insights_rights(facts: ServiceFacts) -> list[Document]:
    group = arn("logs", facts.region, f"log-group:{INSIGHTS_LOGS}")
    return [allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{group}:*"])]


def _explain_wildcards(role: CfnRole, facts: ServiceFacts, function: Function) -> None:
    interfaces = f"arn:aws:ec2:{facts.region}:<AWS::AccountId>:*/*"
    logs = f"arn:aws:logs:{facts.region}:<AWS::AccountId>:log-group"
    found = {
        "Resource::*": "AWS knows no resource for ec2:Describe*; the other statement with it denies",
        f"Resource::{interfaces}": "Lambda makes the interfaces; nobody knows their ids before",
        f"Resource::{logs}:{function.logs.log_group_name}:*": "the streams of its own log group",
    }
    if function.measured:
        found[f"Resource::{logs}:{INSIGHTS_LOGS}:*"] = "the streams that Lambda Insights writes"
    acknowledge(role, {f"AwsSolutions-IAM5[{finding}]": reason for finding, reason in found.items()})
