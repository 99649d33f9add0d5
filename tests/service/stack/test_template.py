"""What the service's stack is, by behaviour."""

import json
from dataclasses import replace
from re import fullmatch
from typing import Any

import pytest

from service.bundle import migrations_hash
from service.facts import Origin
from tests.support.services import (
    ENVIRONMENTS,
    facts,
    of_type,
    properties,
    resources,
    synthesize_services,
)

GENERATE, OPTIONS = "PostApiAiGenerateSubgoals", "OptionsApiAiGenerateSubgoals"


def needed_before(logical_id: str) -> set[str]:
    """Everything that CloudFormation has finished before it starts with a resource."""
    seen: set[str] = set()
    waiting = [logical_id]
    while waiting:
        found = resources()[waiting.pop()]
        named = {*found.get("DependsOn", []), *references(found["Properties"])}
        waiting += (named & resources().keys()) - seen
        seen |= named & resources().keys()
    return seen


def references(value: Any) -> set[str]:
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return {name}
        case dict():
            return set().union(*map(references, value.values()))
        case list():
            return set().union(*map(references, value))
        case _:
            return set()


def test_the_function_is_what_the_facts_say() -> None:
    function = properties("ApiFunction")
    assert (function["MemorySize"], function["Timeout"], function["ReservedConcurrentExecutions"]) == (
        1024,
        60,
        10,
    )
    assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
    assert function["Environment"]["Variables"]["FUNCTION_DEADLINE_MS"] == "58000"
    assert properties("ApiFunction", "staging")["ReservedConcurrentExecutions"] == 5


def test_lambda_insights_measures_the_function() -> None:
    (layer,) = properties("ApiFunction")["Layers"]
    assert fullmatch(
        r"arn:aws:lambda:ap-northeast-1:580247275435:layer:LambdaInsightsExtension-Arm64:\d+", layer
    )
    assert ":log-group:/aws/lambda-insights:*" in json.dumps(properties("ApiRole"))


@pytest.mark.parametrize("days", [30, 60])
def test_what_lambda_insights_logs_is_encrypted_and_forgotten_in_time(days: int) -> None:
    """One group for the region, kept as long as the environment wants that wants it longest."""
    longer = facts("production", logs=replace(facts().logs, retention_days=days))
    templates = synthesize_services({"staging": facts("staging"), "production": longer}).templates
    shared = templates["subgoal-generation-api-shared"]["Resources"]
    (group,) = [each for each in shared.values() if each["Type"] == "AWS::Logs::LogGroup"]
    assert group["Properties"] == {
        "LogGroupName": "/aws/lambda-insights",
        "RetentionInDays": days,
        "KmsKeyId": {"Fn::GetAtt": ["LogsKey", "Arn"]},
    }
    assert group["DeletionPolicy"] == "Retain"


def test_health_has_a_function_and_concurrency_of_its_own() -> None:
    health = properties("HealthFunction")
    assert health["FunctionName"] == "subgoal-generation-api-production-health"
    assert health["ReservedConcurrentExecutions"] == 2
    for route, caller in (("GetHealth", "NONE"), ("GetHealthDeep", "AWS_IAM")):
        method = properties(route)
        assert method["AuthorizationType"] == caller
        assert "HealthFunction" in references(method["Integration"])


def test_connections_stay_inside_the_budget() -> None:
    for environment in ENVIRONMENTS:
        functions = of_type("AWS::Lambda::Function", environment).values()
        budget = facts(environment).function.concurrency + 5
        assert sum(each["ReservedConcurrentExecutions"] for each in functions) <= budget


def test_new_code_waits_for_the_migrations_and_these_for_the_database() -> None:
    for function in ("ApiFunction", "HealthFunction"):
        assert {"Migrations", "MigrationsFunction", "DatabaseWriter"} <= needed_before(function)
    assert {"Database", "DatabaseWriter", "EndpointSecretsmanager", "EndpointBuckets"} <= needed_before(
        "Migrations"
    )
    assert "ApiFunction" not in needed_before("Migrations")


@pytest.mark.parametrize("function", ["ApiFunction", "HealthFunction", "MigrationsFunction"])
def test_no_function_exists_before_its_ways_through_the_network(function: str) -> None:
    kinds = (
        "AWS::EC2::VPCEndpoint",
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::EC2::SubnetRouteTableAssociation",
    )
    ways = {name for kind in kinds for name in of_type(kind)}
    assert len(ways) == 11
    assert ways <= needed_before(function)


def test_migrations_run_when_the_sql_changes_and_only_then() -> None:
    wanted = {"ServiceToken", "ServiceTimeout", "Migrations", "User"}
    migrations = properties("Migrations")
    assert migrations.keys() == wanted
    assert migrations["Migrations"] == migrations_hash()
    assert migrations["ServiceTimeout"] > properties("MigrationsFunction")["Timeout"]


def test_the_database_is_encrypted_and_kept() -> None:
    production, staging = (properties("Database", each) for each in reversed(ENVIRONMENTS))
    assert production["StorageEncrypted"] is True
    assert production["KmsKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
    assert production["BackupRetentionPeriod"] >= 14
    assert (production["DeletionProtection"], staging["DeletionProtection"]) == (True, False)
    assert resources()["Database"]["DeletionPolicy"] == "Snapshot"
    assert production["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 0.5, "MaxCapacity": 2}


def test_the_template_alone_says_which_version_of_the_database_runs() -> None:
    """AWS's own upgrades would leave the template behind, and its next change would ask for an older one."""
    database, writer = properties("Database"), properties("DatabaseWriter")
    assert fullmatch(r"\d+\.\d+", database["EngineVersion"])
    assert "EngineVersion" not in writer, "the instance has its cluster's"
    assert writer["AutoMinorVersionUpgrade"] is False
    family = properties("DatabaseSettings")["Family"]
    assert family == f"aurora-postgresql{database['EngineVersion'].partition('.')[0]}"


def test_the_database_knows_the_limit_that_saves_rely_on() -> None:
    """transaction_timeout came with PostgreSQL 17; an older server would refuse every save."""
    assert int(properties("Database")["EngineVersion"].partition(".")[0]) >= 17


def test_nobody_knows_the_password_of_the_database() -> None:
    database = properties("Database")
    assert database["ManageMasterUserPassword"] is True
    assert database["EnableIAMDatabaseAuthentication"] is True
    assert "MasterUserPassword" not in database
    assert properties("DatabaseSettings")["Parameters"]["rds.force_ssl"] == "1"


def test_the_database_logs_no_rows_and_no_statements() -> None:
    settings = properties("DatabaseSettings")["Parameters"]
    assert settings["log_error_verbosity"] == "terse"
    assert settings["log_min_error_statement"] == "panic"
    assert settings["log_statement"] == "none"


def test_nothing_has_a_way_out_of_the_network() -> None:
    kinds = {each["Type"] for each in resources().values()}
    assert not kinds & {
        "AWS::EC2::InternetGateway",
        "AWS::EC2::NatGateway",
        "AWS::EC2::Route",
        "AWS::EC2::EIP",
    }
    assert not any(each["MapPublicIpOnLaunch"] for each in of_type("AWS::EC2::Subnet").values())
    for function in of_type("AWS::Lambda::Function").values():
        assert len(function["VpcConfig"]["SubnetIds"]) == 2


def test_functions_reach_the_database_the_endpoints_and_nothing_else() -> None:
    ways = {
        (
            each.get("DestinationSecurityGroupId", {}).get("Fn::GetAtt", ["S3"])[0],
            each["FromPort"],
            each["ToPort"],
        )
        for each in of_type("AWS::EC2::SecurityGroupEgress").values()
    }
    assert ways == {("DatabaseGroup", 5432, 5432), ("EndpointsGroup", 443, 443), ("S3", 443, 443)}
    for group in of_type("AWS::EC2::SecurityGroup").values():
        assert [rule["CidrIp"] for rule in group["SecurityGroupEgress"]] == ["255.255.255.255/32"]
        assert "SecurityGroupIngress" not in group


def test_endpoints_are_those_that_are_called() -> None:
    names = {each["ServiceName"].rpartition(".")[2] for each in of_type("AWS::EC2::VPCEndpoint").values()}
    assert names == {"bedrock-runtime", "secretsmanager", "logs", "s3"}
    assert all("PolicyDocument" in each for each in of_type("AWS::EC2::VPCEndpoint").values())


def test_users_cannot_sign_up_alone_and_choose_good_passwords() -> None:
    pool = properties("Users")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert pool["DeletionProtection"] == "ACTIVE"
    client = properties("Application")
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_log_group_is_encrypted_and_forgotten_in_time(environment: str) -> None:
    groups = of_type("AWS::Logs::LogGroup", environment)
    assert len(groups) == 7
    for group in groups.values():
        assert group["RetentionInDays"] == 30
        assert group["KmsKeyId"] == {"Fn::GetAtt": ["LogsKey", "Arn"]}
    names = facts(environment).names
    wanted = {names.function_logs, names.health_logs, names.access_logs, names.migrations_logs}
    assert wanted <= {group["LogGroupName"] for group in groups.values()}


def test_the_archive_has_a_day_and_an_end() -> None:
    (rule,) = properties("Archive")["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 90
    assert "Prefix" not in rule
    stream = properties("ArchiveStream")["ExtendedS3DestinationConfiguration"]
    assert stream["Prefix"] == "application/day=!{partitionKeyFromQuery:day}/"
    assert stream["ErrorOutputPrefix"].startswith("failed/!{firehose:error-output-type}/")
    assert properties("FunctionLogsToArchive")["LogGroupName"] == {"Ref": "FunctionLogs"}


def test_the_archive_is_private() -> None:
    bucket = properties("Archive")
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    encryption = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
    (statement,) = properties("ArchivePolicy")["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")


def test_the_package_is_the_same_for_all_functions() -> None:
    keys = {each["Code"]["S3Key"] for each in of_type("AWS::Lambda::Function").values()}
    assert len(keys) == 1


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_there_is_one_account_setting_for_all(environment: str) -> None:
    assert not of_type("AWS::ApiGateway::Account", environment)


def test_an_origin_that_no_browser_sends_is_refused() -> None:
    api = facts().api
    wrong = replace(api, origins=(Origin(address='https://a.example"; drop'),))
    with pytest.raises(ValueError, match="is no origin"):
        synthesize_services({"production": facts(api=wrong)})
