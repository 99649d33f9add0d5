"""Least rights, nobody acts through us, and no address or secret in a template."""

import json
from collections.abc import Iterator
from re import compile as regex
from typing import Any

import pytest

from tests.support.templates import ACCOUNT, Assembly, Resources

Statement = dict[str, Any]

LOGS_PATTERN = f"arn:aws:logs:ap-northeast-1:{ACCOUNT}:*"


@pytest.fixture(scope="module")
def resources(every_kind_assembly: Assembly) -> Resources:
    return every_kind_assembly.resolved()


def properties(resources: Resources, kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in resources.values() if each["Type"] == kind]


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


def test_no_service_acts_for_another_account(resources: Resources) -> None:
    found = [each for each in statements(resources) if "Service" in (each.get("Principal") or {})]
    assert found
    for statement in found:
        assert statement["Effect"] == "Allow"
        if not says_for_whom(statement):
            condition = statement.get("Condition", {})
            assert condition.get("StringEquals") == {"aws:SourceAccount": ACCOUNT}, statement


def says_for_whom(statement: Statement) -> bool:
    """Services that say it in another way, or that AWS documents no condition for."""
    match statement["Principal"]["Service"]:
        case "lambda.amazonaws.com":
            return bool(statement["Action"] == "sts:AssumeRole")  # takes only roles that were passed to it
        case "events.amazonaws.com":
            return statement["Action"] in (["sns:Publish"], ["kms:Decrypt", "kms:GenerateDataKey*"])
        case "logs.ap-northeast-1.amazonaws.com":
            (named,) = statement["Condition"].values()
            return all(f":{ACCOUNT}:" in arn for arn in named["kms:EncryptionContext:aws:logs:arn"])
        case _:
            return False


def test_nobody_publishes_without_tls(resources: Resources) -> None:
    for policy in properties(resources, "AWS::SNS::TopicPolicy"):
        deny = policy["PolicyDocument"]["Statement"][-1]
        assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "sns:Publish")
        assert [deny["Resource"]] == policy["Topics"]
        assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_alarms_of_the_environment_publish_and_only_where_they_act(resources: Resources) -> None:
    published = {}
    for policy in properties(resources, "AWS::SNS::TopicPolicy"):
        for allow in policy["PolicyDocument"]["Statement"][:-1]:
            if allow["Principal"] != {"Service": "events.amazonaws.com"}:
                published[allow["Resource"]] = allow
    acted_on = {
        action for each in resources.values() for action in each["Properties"].get("AlarmActions", [])
    }
    assert published.keys() >= acted_on
    assert {topic.rpartition("production-")[2] for topic in published.keys() - acted_on} <= {
        "alarms-amazon",
        "alarms-development",
    }
    for allow in published.values():
        assert (allow["Effect"], allow["Action"]) == ("Allow", "sns:Publish")
        assert allow["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        alarms = f"arn:aws:cloudwatch:ap-northeast-1:{ACCOUNT}:alarm:demo-api-production-*"
        assert allow["Condition"]["ArnLike"] == {"aws:SourceArn": alarms}


def test_every_topic_has_a_policy_and_the_key(resources: Resources) -> None:
    topics = properties(resources, "AWS::SNS::Topic")
    covered = {
        policy["Topics"][0].rpartition(":")[2] for policy in properties(resources, "AWS::SNS::TopicPolicy")
    }
    assert covered == {topic["TopicName"] for topic in topics}
    assert all(topic["KmsMasterKeyId"] == "TopicKey" for topic in topics)


def test_the_account_manages_the_key_and_cloudwatch_uses_it(resources: Resources) -> None:
    ((owner, publisher, _, _),) = [
        key["KeyPolicy"]["Statement"] for key in properties(resources, "AWS::KMS::Key")
    ]
    assert owner["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert publisher["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert sorted(publisher["Action"]) == ["kms:Decrypt", "kms:GenerateDataKey*"]


def test_log_alarms_may_run_queries_on_their_logs_and_no_more(resources: Resources) -> None:
    role = named_role(resources, "log-alarms")
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "logs.amazonaws.com"}
    assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": LOGS_PATTERN}
    on_groups, on_everything = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert on_groups["Action"] == ["logs:GetQueryResults", "logs:StartQuery"]
    group = f"arn:aws:logs:ap-northeast-1:{ACCOUNT}:log-group:/aws/lambda/demo-api-production"
    assert on_groups["Resource"] == [group, f"{group}:*"]
    assert on_everything["Action"] == ["logs:DescribeLogGroups", "logs:StopQuery"]


def test_reading_log_lines_is_a_right_of_its_own(resources: Resources) -> None:
    role = named_role(resources, "log-lines")
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert trust["Condition"]["ArnLike"]["aws:SourceArn"].endswith(":alarm:demo-api-production-*")
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["logs:GetQueryResults"]
    assert all(":log-group:/aws/lambda/demo-api-production" in arn for arn in statement["Resource"])


def named_role(resources: Resources, end: str) -> dict[str, Any]:
    roles = properties(resources, "AWS::IAM::Role")
    (role,) = [role for role in roles if role.get("RoleName", "").endswith(end)]
    return role


def test_what_rings_has_a_topic_of_its_own_and_no_filter_to_be_caught_in(resources: Resources) -> None:
    pager, mail = (resources[f"SubscriptionDevelopment{name}"]["Properties"] for name in ("Pager", "Mail"))
    assert pager["TopicArn"].endswith(":demo-api-production-urgent-development")
    assert mail["TopicArn"].endswith(":demo-api-production-messages-development")
    assert not {"FilterPolicy", "FilterPolicyScope"} & (pager.keys() | mail.keys())


SECRETS = {
    "an e-mail address": regex(r"[\w.+-]+@[\w-]+\.[a-z]{2,}"),
    "a telephone number": regex(r"\+\d{8,}"),
    "a chat hook": regex(r"hooks\.slack\.com|discord\.com/api"),
    "an access key": regex(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    "an account": regex(r"(?<![\d.])\d{12}(?!\d)"),
}


@pytest.mark.parametrize("kind", SECRETS)
def test_no_template_holds(kind: str, assembly: Assembly) -> None:
    for template in assembly.templates.values():
        assert not SECRETS[kind].search(json.dumps(template, ensure_ascii=False))


def test_addresses_come_from_the_account(assembly: Assembly) -> None:
    for template in assembly.templates.values():
        people = [
            each
            for each in properties(template["Resources"], "AWS::SNS::Subscription")
            if each["Protocol"] != "lambda"
        ]
        assert people
        for subscription in people:
            parameter = template["Parameters"][subscription["Endpoint"]["Ref"]]
            assert parameter["Type"] == "AWS::SSM::Parameter::Value<String>"


def test_no_stack_locks_another(assembly: Assembly, every_kind_assembly: Assembly) -> None:
    for template in (*assembly.templates.values(), *every_kind_assembly.templates.values()):
        assert "Outputs" not in template
        assert "Fn::ImportValue" not in json.dumps(template)
