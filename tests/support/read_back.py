"""From a resource of a template back to the fields of the planned one, every property used up.

This is the stack in the other direction: what it writes and this does not read, or the other way round, is an
error, so that a key that the CDK dropped in silence cannot go unnoticed.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from monitoring.plan.resources import (
    Catalogue,
    CompositeAlarm,
    Dashboard,
    Key,
    LogAlarm,
    MetricAlarm,
    MetricFilter,
    MuteRule,
    Plan,
    Planned,
    QueryParameter,
    Role,
    SavedQuery,
    Subscription,
    Topic,
)
from monitoring.plan.running import (
    Bucket,
    EventRule,
    Function,
    FunctionUrl,
    Listener,
    Queue,
    Schedule,
    ScheduleGroup,
    StateMachine,
    Statement,
    Table,
)
from tests.support import read_chain as chain
from tests.support.read_alarms import Properties, composite_alarm, last, log_alarm, metric_alarm
from tests.support.templates import Assembly, Resources, Template, filled


class Reader(NamedTuple):
    """How a kind is read, its type in CloudFormation, and the fields that stand elsewhere or nowhere."""

    read: Callable[[Properties], dict[str, Any]]
    type: str
    elsewhere: frozenset[str] = frozenset()
    beside: Callable[[str, Resources], dict[str, Any]] | None = None


def assert_says(plan: Plan, assembly: Assembly) -> None:
    """Every field of every planned resource stands in its template, and no property besides."""
    resources = assembly.of(plan).resolved()
    first = assembly.templates[plan.stack_names[0]]
    for planned in plan.resources:
        name, reader = planned.logical_id, READERS[type(planned)]
        assert resources[name]["Type"] == reader.type
        rest = deepcopy(resources[name]["Properties"])
        found = reader.read(rest)
        if reader.beside:
            found |= reader.beside(name, resources)
        assert not rest, f"{name}: in the template, not in the plan: {rest}"
        assert found == {field: _deployed(getattr(planned, field), first) for field in found}, name
        missing = set(planned.__struct_fields__) - found.keys() - reader.elsewhere
        assert not missing, f"{name}: in the plan, not in the template: {missing}"


def _deployed(value: Any, template: Template) -> Any:
    """A planned value with what CloudFormation fills in; reasons stand in the plan alone."""
    if isinstance(value, str):
        return filled(value, template)
    if isinstance(value, Statement):
        value = msgspec.structs.replace(value, because="")
    if isinstance(value, Struct):
        changed = {name: _deployed(getattr(value, name), template) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_deployed(each, template) for each in value)
    if isinstance(value, dict):
        return {key: _deployed(each, template) for key, each in value.items()}
    return value


def _metric_filter(p: Properties) -> dict[str, Any]:
    (transformation,) = p.pop("MetricTransformations")
    assert transformation.pop("MetricValue") == "1"
    found = {
        "name": p.pop("FilterName"),
        "log_group": p.pop("LogGroupName"),
        "pattern": p.pop("FilterPattern"),
        "namespace": transformation.pop("MetricNamespace"),
        "metric": transformation.pop("MetricName"),
    }
    assert not transformation
    return found


def _saved_query(p: Properties) -> dict[str, Any]:
    parameters = p.pop("Parameters", [])
    return {
        "name": p.pop("Name"),
        "text": p.pop("QueryString"),
        "log_groups": tuple(p.pop("LogGroupNames")),
        "parameters": tuple(
            QueryParameter(name=each.pop("Name"), description=each.pop("Description", ""))
            for each in parameters
        ),
    }


def _dashboard(p: Properties) -> dict[str, Any]:
    p.pop("DashboardBody")  # tests/stack/test_dashboards.py reads it
    return {"name": p.pop("DashboardName")}


def _key(p: Properties) -> dict[str, Any]:
    p.pop("KeyPolicy")  # tests/stack/test_policies.py reads it
    assert p.pop("EnableKeyRotation") is True
    assert p.pop("PendingWindowInDays") >= 7
    return {"description": p.pop("Description")}


def _topic(p: Properties) -> dict[str, Any]:
    assert p.pop("KmsMasterKeyId") == "TopicKey"
    assert p.pop("SignatureVersion") == "2"
    return {"name": p.pop("TopicName"), "display_name": p.pop("DisplayName")}


def _subscription(p: Properties) -> dict[str, Any]:
    return {
        "topic": last(p.pop("TopicArn")),
        "protocol": p.pop("Protocol"),
        "endpoint": p.pop("Endpoint"),
    }


def _role(p: Properties) -> dict[str, Any]:
    (statement,) = p.pop("AssumeRolePolicyDocument")["Statement"]
    (policy,) = p.pop("Policies")
    arns = dict.fromkeys(
        last(arn.removesuffix(":*")) for arn in policy["PolicyDocument"]["Statement"][0]["Resource"]
    )
    return {
        "name": p.pop("RoleName"),
        "principal": statement["Principal"]["Service"],
        "log_groups": tuple(arns),
    }


def _mute_rule(p: Properties) -> dict[str, Any]:
    schedule = p.pop("Rule")["Schedule"]
    return {
        "name": p.pop("Name"),
        "description": p.pop("Description"),
        "alarms": tuple(p.pop("MuteTargets")["AlarmNames"]),
        "schedule": schedule["Expression"],
        "duration": schedule["Duration"],
        "timezone": schedule["Timezone"],
    }


def _catalogue(p: Properties) -> dict[str, Any]:
    assert p.pop("Type") == "String"
    assert p.pop("Value").startswith("s3://")
    assert p.pop("Description")
    return {"parameter": p.pop("Name")}


_PLAN_ONLY = frozenset({"logical_id", "origin", "guide", "stack"})
_OF_ALARMS = _PLAN_ONLY | {"title", "entry", "severity", "condition", "hears", "detection"}
_OF_JUDGED = _OF_ALARMS | {"label", "unit"}

READERS: dict[type[Planned], Reader] = {
    MetricAlarm: Reader(metric_alarm, "AWS::CloudWatch::Alarm", _OF_JUDGED),
    LogAlarm: Reader(log_alarm, "AWS::CloudWatch::LogAlarm", _OF_JUDGED | {"by"}),
    CompositeAlarm: Reader(composite_alarm, "AWS::CloudWatch::CompositeAlarm", _OF_ALARMS | {"children"}),
    MetricFilter: Reader(_metric_filter, "AWS::Logs::MetricFilter", _PLAN_ONLY),
    SavedQuery: Reader(_saved_query, "AWS::Logs::QueryDefinition", _PLAN_ONLY | {"entry"}),
    Dashboard: Reader(
        _dashboard, "AWS::CloudWatch::Dashboard", _PLAN_ONLY | {"entry", "title", "alarms", "sections"}
    ),
    Key: Reader(_key, "AWS::KMS::Key", _PLAN_ONLY | {"alias", "log_groups", "events_publish"}),
    Topic: Reader(
        _topic, "AWS::SNS::Topic", _PLAN_ONLY | {"level", "purpose", "alarms_publish", "events_publish"}
    ),
    Subscription: Reader(_subscription, "AWS::SNS::Subscription", _PLAN_ONLY | {"contact"}),
    Role: Reader(_role, "AWS::IAM::Role", _PLAN_ONLY),
    MuteRule: Reader(_mute_rule, "AWS::CloudWatch::AlarmMuteRule", _PLAN_ONLY),
    Catalogue: Reader(_catalogue, "AWS::SSM::Parameter", _PLAN_ONLY | {"content"}),
    Function: Reader(chain.function, "AWS::Lambda::Function", _PLAN_ONLY | {"part"}, chain.beside_function),
    FunctionUrl: Reader(chain.function_url, "AWS::Lambda::Url", _PLAN_ONLY),
    Queue: Reader(chain.queue, "AWS::SQS::Queue", _PLAN_ONLY, chain.beside_queue),
    Listener: Reader(chain.listener, "AWS::SNS::Subscription", _PLAN_ONLY),
    Table: Reader(chain.table, "AWS::DynamoDB::Table", _PLAN_ONLY),
    Bucket: Reader(chain.bucket, "AWS::S3::Bucket", _PLAN_ONLY),
    StateMachine: Reader(
        chain.state_machine, "AWS::StepFunctions::StateMachine", _PLAN_ONLY, chain.beside_machine
    ),
    ScheduleGroup: Reader(
        chain.schedule_group, "AWS::Scheduler::ScheduleGroup", _PLAN_ONLY, chain.beside_group
    ),
    Schedule: Reader(chain.schedule, "AWS::Scheduler::Schedule", _PLAN_ONLY),
    EventRule: Reader(chain.event_rule, "AWS::Events::Rule", _PLAN_ONLY),
}
