"""What is deployed is what was planned and checked: every field of every resource, and nothing else."""

import json
from pathlib import Path
from typing import get_args

import pytest

from monitoring.plan.resources import Catalogue, CompositeAlarm, Key, MuteRule, Plan, Planned, Topic
from monitoring.plan.running import (
    Bucket,
    Function,
    FunctionUrl,
    Listener,
    Queue,
    ScheduleGroup,
    StateMachine,
)
from tests.support.read_back import assert_says
from tests.support.templates import Assembly

BESIDE: dict[type, tuple[str, ...]] = {
    Key: ("Alias",),
    Topic: ("Policy",),
    Queue: ("Policy",),
    Bucket: ("Policy",),
    Function: ("Role", "Logs", "Retries"),
    FunctionUrl: ("Call", "Invoke"),
    Listener: ("Permission",),
    StateMachine: ("Role", "Logs"),
    ScheduleGroup: ("Role",),
}
"""What else a planned resource becomes."""


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_shipped_template_says_what_the_plan_says(
    environment: str, shipped: dict[str, Plan], assembly: Assembly
) -> None:
    assert_says(shipped[environment], assembly)


def test_a_resource_of_every_kind_says_what_the_plan_says(
    every_kind: Plan, every_kind_assembly: Assembly
) -> None:
    assert {type(resource) for resource in every_kind.resources} == set(get_args(Planned))
    assert_says(every_kind, every_kind_assembly)


def test_every_resource_comes_from_the_plan(every_kind: Plan, every_kind_assembly: Assembly) -> None:
    planned = {resource.logical_id for resource in every_kind.resources}
    beside = {
        resource.logical_id + part
        for resource in every_kind.resources
        for part in BESIDE.get(type(resource), ())
    }
    assert every_kind_assembly.resources.keys() == planned | beside


def test_every_shipped_resource_comes_from_the_plan(shipped: dict[str, Plan], assembly: Assembly) -> None:
    for plan in shipped.values():
        wanted = {
            resource.logical_id + part
            for resource in plan.resources
            for part in ("", *BESIDE.get(type(resource), ()))
        }
        assert assembly.of(plan).resolved().keys() == wanted


def test_the_key_goes_by_its_alias(every_kind: Plan, every_kind_assembly: Assembly) -> None:
    (key,) = (resource for resource in every_kind.resources if isinstance(resource, Key))
    properties = every_kind_assembly.resources["TopicKeyAlias"]["Properties"]
    assert properties == {"AliasName": key.alias, "TargetKeyId": {"Ref": key.logical_id}}


def test_the_catalogue_is_published_beside_its_parameter(
    every_kind: Plan, every_kind_assembly: Assembly
) -> None:
    (catalogue,) = (resource for resource in every_kind.resources if isinstance(resource, Catalogue))
    location = every_kind_assembly.resolved()["Catalogue"]["Properties"]["Value"]
    published = every_kind_assembly.folder / f"asset.{Path(location).name}"
    assert json.loads(published.read_bytes()) == json.loads(json.dumps(catalogue.content))


def test_what_aws_refuses_without_its_alarms_waits_for_them(
    every_kind: Plan, every_kind_assembly: Assembly
) -> None:
    ids = {alarm.name: alarm.logical_id for alarm in every_kind.alarms}
    resources = every_kind_assembly.resources
    (mute,) = (resource for resource in every_kind.resources if isinstance(resource, MuteRule))
    (composite,) = (resource for resource in every_kind.resources if isinstance(resource, CompositeAlarm))
    assert set(resources[mute.logical_id]["DependsOn"]) == {ids[name] for name in mute.alarms}
    assert set(resources[composite.logical_id]["DependsOn"]) == {ids[name] for name in composite.children}
