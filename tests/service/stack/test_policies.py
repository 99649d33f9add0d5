"""Least rights: each role and each resource's policy allows what is needed, to whom it is needed."""

import json
from collections.abc import Iterator
from re import compile as regex
from typing import Any

import pytest

from tests.support.services import ENVIRONMENTS, of_type, properties, resources, shipped_services

Statement = dict[str, Any]

STAR_IS_ALL_THERE_IS = {"ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"}
"""Actions for which AWS knows no resource (Service Authorization Reference)."""


def statements(value: Any) -> Iterator[Statement]:
    """Every policy statement anywhere in a value."""
    if isinstance(value, list):
        for each in value:
            yield from statements(each)
    elif isinstance(value, dict):
        if "Effect" in value:
            yield value
        for each in value.values():
            yield from statements(each)


def rights(role: str) -> list[Statement]:
    """What a role allows."""
    policies = properties(role)["Policies"]
    return [each for each in statements(policies) if each["Effect"] == "Allow"]


def shown(value: Any) -> str:
    """A value with joined texts written out."""
    match value:
        case {"Fn::Join": [str(glue), list(parts)]}:
            return glue.join(map(shown, parts))
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"<{name}.{attribute}>"
        case _:
            return str(value)


def allowed(role: str) -> dict[str, set[str]]:
    """Actions that a role allows, and on what."""
    found: dict[str, set[str]] = {}
    for statement in rights(role):
        named = statement["Resource"]
        for action in statement["Action"]:
            found.setdefault(action, set()).update(map(shown, named if isinstance(named, list) else [named]))
    return found


@pytest.mark.parametrize("role", of_type("AWS::IAM::Role"))
def test_no_role_may_do_everything_anywhere(role: str) -> None:
    for statement in rights(role):
        assert not any("*" in action for action in statement["Action"])
        if statement["Resource"] == "*":
            assert set(statement["Action"]) <= STAR_IS_ALL_THERE_IS


def test_the_function_calls_one_model_and_signs_in_as_one_user() -> None:
    found = allowed("ApiRole")
    assert found["rds-db:connect"] == {
        "arn:aws:rds-db:ap-northeast-1:<AWS::AccountId>:dbuser:<Database.DBClusterResourceId>/subgoals_app"
    }
    assert found["bedrock:InvokeModel"] == {
        "arn:aws:bedrock:ap-northeast-1:<AWS::AccountId>:inference-profile/apac.amazon.nova-micro-v1:0",
        *(
            f"arn:aws:bedrock:{region}::foundation-model/amazon.nova-micro-v1:0"
            for region in (
                "ap-northeast-1",
                "ap-northeast-2",
                "ap-northeast-3",
                "ap-south-1",
                "ap-southeast-1",
                "ap-southeast-2",
            )
        ),
    }
    services = {action.partition(":")[0] for action in found}
    assert services == {"bedrock", "ec2", "logs", "rds-db"}


def test_the_model_of_other_regions_is_reached_through_the_profile_alone() -> None:
    (through,) = [
        each
        for each in rights("ApiRole")
        if each["Action"] == ["bedrock:InvokeModel"] and "Condition" in each
    ]
    assert len(through["Resource"]) == 6
    profile = through["Condition"]["StringEquals"]["bedrock:InferenceProfileArn"]
    assert shown(profile).endswith(":inference-profile/apac.amazon.nova-micro-v1:0")


def test_health_checks_cannot_spend_money() -> None:
    assert {action.partition(":")[0] for action in allowed("HealthRole")} == {"ec2", "logs", "rds-db"}


def test_only_migrations_read_the_owners_password() -> None:
    readers = [role for role in of_type("AWS::IAM::Role") if "secretsmanager:GetSecretValue" in allowed(role)]
    assert readers == ["MigrationsRole"]
    assert allowed("MigrationsRole")["secretsmanager:GetSecretValue"] == {
        "<Database.MasterUserSecret.SecretArn>"
    }
    (decrypt,) = [each for each in rights("MigrationsRole") if each["Action"] == ["kms:Decrypt"]]
    assert (
        decrypt["Condition"]["StringEquals"]["kms:ViaService"]
        == "secretsmanager.ap-northeast-1.amazonaws.com"
    )


@pytest.mark.parametrize("part", ["Api", "Health", "Migrations"])
def test_code_cannot_use_lambdas_right_to_the_network(part: str) -> None:
    (denied,) = [
        each for each in statements(properties(f"{part}Role")["Policies"]) if each["Effect"] == "Deny"
    ]
    named = allowed(f"{part}Role")
    assert set(denied["Action"]) == {action for action in named if action.startswith("ec2:")}
    name = properties(f"{part}Function")["FunctionName"]
    source = denied["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"]
    assert shown(source) == f"arn:aws:lambda:ap-northeast-1:<AWS::AccountId>:function:{name}"


@pytest.mark.parametrize("part", ["Api", "Health", "Migrations"])
def test_a_function_writes_its_own_log_and_no_other(part: str) -> None:
    name = properties(f"{part}Function")["FunctionName"]
    groups = {arn.partition(":log-group:")[2] for arn in allowed(f"{part}Role")["logs:PutLogEvents"]}
    assert groups - {"/aws/lambda-insights:*"} == {f"/aws/lambda/{name}:*"}


NETWORKING = {
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
}
"""AWSLambdaVPCAccessExecutionRole, without its logs."""


@pytest.mark.parametrize("part", ["Api", "Health", "Migrations"])
def test_lambda_may_do_all_that_a_function_in_a_network_needs(part: str) -> None:
    """AWS checks it when it makes the function: an action that is missing fails the deployment."""
    found = {action: named for action, named in allowed(f"{part}Role").items() if action.startswith("ec2:")}
    assert found.keys() == NETWORKING
    for action, named in found.items():
        wanted = "*" if action in STAR_IS_ALL_THERE_IS else "arn:aws:ec2:ap-northeast-1:<AWS::AccountId>:*/*"
        assert named == {wanted}, action


def test_nobody_makes_log_groups_but_the_stacks() -> None:
    """A group that a function makes has no end and no key."""
    for template in shipped_services().templates.values():
        actions = [action for each in statements(template) for action in each["Action"]]
        assert "logs:CreateLogGroup" not in actions


def test_the_key_of_what_all_share_is_for_lambda_insights_alone() -> None:
    shared = shipped_services().templates["subgoal-generation-api-shared"]["Resources"]
    _, logs = shared["LogsKey"]["Properties"]["KeyPolicy"]["Statement"]
    (group,) = logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    assert shown(group) == "arn:aws:logs:ap-northeast-1:<AWS::AccountId>:log-group:/aws/lambda-insights"


def test_api_gateway_calls_a_function_for_its_own_route_alone() -> None:
    permissions = [shown(each["SourceArn"]) for each in of_type("AWS::Lambda::Permission").values()]
    base = "arn:aws:execute-api:ap-northeast-1:<AWS::AccountId>:<RestApi>/production"
    assert sorted(permissions) == [
        f"{base}/GET/health",
        f"{base}/GET/health/deep",
        f"{base}/POST/api/ai/generate/subgoals",
    ]


@pytest.mark.parametrize(
    ("role", "service", "condition"),
    [
        ("FlowLogRole", "vpc-flow-logs.amazonaws.com", "aws:SourceAccount"),
        ("SubscriptionRole", "logs.amazonaws.com", "aws:SourceAccount"),
        ("DeliveryRole", "firehose.amazonaws.com", "sts:ExternalId"),
    ],
)
def test_services_act_for_this_account_alone(role: str, service: str, condition: str) -> None:
    (trust,) = properties(role)["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": service}
    assert trust["Condition"]["StringEquals"][condition] == {"Ref": "AWS::AccountId"}


def test_cloudwatch_logs_uses_the_key_for_the_logs_of_this_environment_alone() -> None:
    owner, logs = properties("LogsKey")["KeyPolicy"]["Statement"]
    assert shown(owner["Principal"]["AWS"]) == "arn:aws:iam::<AWS::AccountId>:root"
    assert logs["Principal"] == {"Service": "logs.ap-northeast-1.amazonaws.com"}
    patterns = [shown(arn) for arn in logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]]
    assert all("subgoal-generation-api-production" in pattern for pattern in patterns)
    for group in of_type("AWS::Logs::LogGroup").values():
        assert any(matches(pattern, group["LogGroupName"]) for pattern in patterns), group["LogGroupName"]


def matches(pattern: str, name: str) -> bool:
    wanted = pattern.partition(":log-group:")[2]
    return bool(regex(wanted.replace("*", ".*")).fullmatch(name))


def test_the_key_of_data_belongs_to_the_account_alone() -> None:
    (owner,) = properties("DataKey")["KeyPolicy"]["Statement"]
    assert shown(owner["Principal"]["AWS"]) == "arn:aws:iam::<AWS::AccountId>:root"
    assert all(key["EnableKeyRotation"] for key in of_type("AWS::KMS::Key").values())


SECRETS = {
    "an e-mail address": regex(r"[\w.+-]+@[\w-]+\.[a-z]{2,}"),
    "an access key": regex(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a password": regex(r'"(MasterUserPassword|Password|SecretString)"'),
    "an address of somebody": regex(r"https?://(?!docs\.|json-schema\.org)[a-z0-9.-]+\.[a-z]{2,}"),
}


@pytest.mark.parametrize("kind", SECRETS)
def test_no_template_holds(kind: str) -> None:
    for name, template in shipped_services().templates.items():
        assert not SECRETS[kind].search(json.dumps(template, ensure_ascii=False)), name


def test_the_account_is_never_written_down() -> None:
    layers_of_aws = "580247275435"
    for template in shipped_services().templates.values():
        numbers = set(regex(r"(?<![\w.])\d{12}(?!\w)").findall(json.dumps(template)))
        assert numbers <= {layers_of_aws}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_what_holds_data_is_kept_where_it_matters(environment: str) -> None:
    wanted = "Retain" if environment == "production" else "Delete"
    for name in ("Users", "Archive", "FunctionLogs", "DataKey", "LogsKey"):
        assert resources(environment)[name]["DeletionPolicy"] == wanted, name
