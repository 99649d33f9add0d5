"""What runs once an alarm goes off may do what it needs, and nothing is open that need not be."""

from typing import Any

import pytest

from monitoring.plan.resources import Plan
from monitoring.plan.running import Function, Statement
from tests.stack.test_policies import properties, statements
from tests.support.read_chain import rights
from tests.support.templates import ACCOUNT, ZIPS, Assembly, Resources, read_assembly

PLACE = f"ap-northeast-1:{ACCOUNT}"
PREFIX = "demo-api-production"
PARTS = ("Notifier", "Escalation", "Actions", "Reports", "Probe", "Heartbeat")
MAY_BE_ANYTHING = {
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricWidgetImage",
    "logs:StopQuery",
}


@pytest.fixture(scope="module")
def resources(every_kind_assembly: Assembly) -> Resources:
    return every_kind_assembly.resolved()


def role_of(resources: Resources, part: str) -> list[Statement]:
    return rights(resources[f"Function{part}Role"])


def allowed(resources: Resources, part: str, action: str) -> list[str]:
    """What a function may do something to."""
    return [arn for each in role_of(resources, part) if action in each.actions for arn in each.resources]


@pytest.mark.parametrize("part", PARTS)
def test_rights_on_everything_are_those_that_know_no_resource(part: str, resources: Resources) -> None:
    for statement in role_of(resources, part):
        if "*" in statement.resources:
            assert set(statement.actions) <= MAY_BE_ANYTHING


@pytest.mark.parametrize("part", PARTS)
def test_no_action_has_a_wildcard(part: str, resources: Resources) -> None:
    assert not [action for each in role_of(resources, part) for action in each.actions if "*" in action]


@pytest.mark.parametrize("part", PARTS)
def test_everything_else_is_the_environment_s_own(part: str, resources: Resources) -> None:
    for statement in role_of(resources, part):
        for arn in set(statement.resources) - {"*"}:
            assert ACCOUNT in arn or arn.startswith("arn:aws:s3:::ReportsBucket"), arn


def test_every_wildcard_has_its_reason(every_kind: Plan) -> None:
    for function in every_kind.resources:
        if isinstance(function, Function):
            for statement in function.statements:
                if any("*" in arn for arn in statement.resources):
                    assert statement.because, statement


def test_the_probe_may_call_the_deep_health_check_alone(resources: Resources) -> None:
    (arn,) = allowed(resources, "Probe", "execute-api:Invoke")
    api = "{{resolve:ssm:/demo-api/production/api/id}}"
    assert arn == f"arn:aws:execute-api:{PLACE}:{api}/production/GET/health/deep"
    address = resources["FunctionProbe"]["Properties"]["Environment"]["Variables"]["PROBE_ADDRESS"]
    assert address == f"https://{api}.execute-api.ap-northeast-1.amazonaws.com/production/health/deep"


def test_only_the_reports_write_reports(resources: Resources) -> None:
    writing = [part for part in PARTS if allowed(resources, part, "s3:PutObject")]
    assert writing == ["Reports"]
    assert allowed(resources, "Reports", "s3:PutObject") == ["arn:aws:s3:::ReportsBucket/*"]


def test_only_who_starts_an_escalation_may(resources: Resources) -> None:
    machine = f"arn:aws:states:{PLACE}:stateMachine:{PREFIX}-escalation"
    found = {part: allowed(resources, part, "states:StartExecution") for part in PARTS}
    assert {part for part, machines in found.items() if machines == [machine]} == {
        "Notifier",
        "Escalation",
    }
    assert not [part for part in PARTS if allowed(resources, part, "states:StopExecution")]


def test_the_state_is_read_by_day_through_its_index_alone(resources: Resources) -> None:
    index = f"arn:aws:dynamodb:{PLACE}:table/{PREFIX}-oncall/index/byDay"
    asking = {part: allowed(resources, part, "dynamodb:Query") for part in PARTS}
    assert {part for part, arns in asking.items() if arns == [index]} == {"Escalation", "Notifier", "Reports"}
    assert {arn for arns in asking.values() for arn in arns} == {index}


def test_only_what_belongs_to_an_incident_rings(resources: Resources) -> None:
    urgent = f"arn:aws:sns:{PLACE}:{PREFIX}-urgent-*"
    ringing = {part for part in PARTS if urgent in allowed(resources, part, "sns:Publish")}
    assert ringing == {"Notifier", "Escalation", "Actions"}


def test_only_a_button_mutes(resources: Resources) -> None:
    muting = {part: allowed(resources, part, "cloudwatch:PutAlarmMuteRule") for part in PARTS}
    assert {part for part, arns in muting.items() if arns} == {"Actions"}
    assert muting["Actions"] == [
        f"arn:aws:cloudwatch:{PLACE}:alarm-mute-rule:{PREFIX}-*",
        f"arn:aws:cloudwatch:{PLACE}:alarm:{PREFIX}-*",
    ]


def test_only_what_speaks_in_slack_reads_its_secret(resources: Resources) -> None:
    secret = f"arn:aws:secretsmanager:{PLACE}:secret:demo-api/production/slack-??????"
    found = {part: allowed(resources, part, "secretsmanager:GetSecretValue") for part in PARTS}
    assert {part for part, arns in found.items() if arns == [secret]} == {
        "Notifier",
        "Escalation",
        "Actions",
        "Reports",
    }


def test_nobody_publishes_to_the_topics_of_alarms(resources: Resources) -> None:
    for part in PARTS:
        topics = allowed(resources, part, "sns:Publish")
        assert not [arn for arn in topics if "-alarms-" in arn], part


def test_the_key_is_used_through_services_and_never_directly(resources: Resources) -> None:
    users = [each for each in resources if each.endswith("Role") and each != "ScheduleGroupRole"]
    using = [s for each in users for s in rights_of_own(resources[each]) if s.actions[0].startswith("kms:")]
    assert using
    for statement in using:
        assert statement.via
        assert statement.resources == (f"arn:aws:kms:{PLACE}:key/TopicKey",)


def rights_of_own(role: dict[str, Any]) -> list[Statement]:
    """A role's rights; those of log alarms are read in test_policies.py."""
    return [] if "RoleName" in role["Properties"] else rights(role)


def test_only_the_actions_have_an_address_and_it_opens_nothing_else(resources: Resources) -> None:
    (url,) = properties(resources, "AWS::Lambda::Url")
    arn = f"arn:aws:lambda:{PLACE}:function:{PREFIX}-actions"
    assert (url["TargetFunctionArn"], url["AuthType"]) == (arn, "NONE")
    assert "Cors" not in url
    public = [each for each in properties(resources, "AWS::Lambda::Permission") if each["Principal"] == "*"]
    conditions = {"Principal": "*", "FunctionName": arn}
    assert public == [
        {**conditions, "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"},
        {**conditions, "Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True},
    ]


def test_only_topics_of_alarms_call_the_notifier(resources: Resources) -> None:
    calling = [e for e in properties(resources, "AWS::Lambda::Permission") if e["Principal"] != "*"]
    assert {each["SourceArn"] for each in calling} == {
        f"arn:aws:sns:{PLACE}:{PREFIX}-alarms-{level}" for level in ("development", "amazon")
    }
    for each in calling:
        assert each["Principal"] == "sns.amazonaws.com"
        assert each["FunctionName"].endswith(f":{PREFIX}-notifier")


def test_schedules_call_functions_and_keep_what_they_cannot_hand_over(resources: Resources) -> None:
    role = resources["ScheduleGroupRole"]
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    group = f"arn:aws:scheduler:{PLACE}:schedule-group/{PREFIX}"
    assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": group}
    calls, keeps = rights(role)
    called = {each["Target"]["Arn"] for each in properties(resources, "AWS::Scheduler::Schedule")}
    assert called <= set(calls.resources)
    kept = {
        each["Target"]["DeadLetterConfig"]["Arn"]
        for each in properties(resources, "AWS::Scheduler::Schedule")
        if "DeadLetterConfig" in each["Target"]
    }
    assert kept <= set(keeps.resources)


def test_the_machine_calls_the_steps_and_tells_people_where_they_fail(resources: Resources) -> None:
    *own, _ = rights(resources["EscalationMachineRole"])
    assert [(each.actions, each.resources) for each in own[:3]] == [
        (("lambda:InvokeFunction",), (f"arn:aws:lambda:{PLACE}:function:{PREFIX}-escalation",)),
        (("sns:Publish",), (f"arn:aws:sns:{PLACE}:{PREFIX}-urgent-development",)),
        (("sqs:SendMessage",), (f"arn:aws:sqs:{PLACE}:{PREFIX}-escalation-failed",)),
    ]


def test_queues_take_failures_of_their_own_topics_and_rules(resources: Resources) -> None:
    *allowed, deny = resources["QueueNotifierFailedPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert [each["Principal"]["Service"] for each in allowed] == ["sns.amazonaws.com", "events.amazonaws.com"]
    assert all(each["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT} for each in allowed)
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_aws_health_publishes_where_its_problems_are_heard(resources: Resources) -> None:
    rule = resources["HealthEvents"]["Properties"]
    topic = f"arn:aws:sns:{PLACE}:{PREFIX}-alarms-amazon"
    assert [target["Arn"] for target in rule["Targets"]] == [topic]
    publishing = [
        each["Resource"]
        for each in statements(resources)
        if each.get("Principal") == {"Service": "events.amazonaws.com"} and each["Action"] == ["sns:Publish"]
    ]
    assert publishing == [topic]


def test_what_holds_data_outlives_a_protected_environment(every_kind: Plan, tmp_path: Any) -> None:
    from aws_cdk import App

    from monitoring.stack import add_stacks

    policies = {}
    for protected in (True, False):
        app = App(outdir=str(tmp_path / str(protected)), analytics_reporting=False)
        add_stacks(app, every_kind, ZIPS, protected=protected)
        app.synth()
        made = read_assembly(tmp_path / str(protected)).resources
        table = made["StateTable"]
        assert table["Properties"]["DeletionProtectionEnabled"] is protected
        policies[protected] = {made[name]["DeletionPolicy"] for name in ("StateTable", "ReportsBucket")}
    assert policies == {True: {"Retain"}, False: {"Delete"}}
