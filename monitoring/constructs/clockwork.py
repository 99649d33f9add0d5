"""Schedules, their group and its role, and rules on the event bus."""

import json

from aws_cdk.aws_events import CfnRule
from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_scheduler import CfnSchedule, CfnScheduleGroup

from monitoring.constructs.policies import bound_trust, rights_document
from monitoring.constructs.site import Site
from monitoring.plan.running import EventRule, Schedule, ScheduleGroup, Statement

_TARGET = "notifier"
_DAY_S = 24 * 3600


def schedule_group(site: Site, planned: ScheduleGroup) -> None:
    """The group, and the role that its schedules run with."""
    made = CfnScheduleGroup(site.stack, planned.logical_id, name=planned.name)
    source = site.place.schedule_group(planned.name)
    site.references.hold(source, made.ref)
    role = CfnRole(
        site.stack,
        f"{planned.logical_id}Role",
        # AWS: "Confused deputy prevention in EventBridge Scheduler" names the group as the source.
        assume_role_policy_document=bound_trust("scheduler.amazonaws.com", source),
        policies=[
            {
                "policyName": "schedules",
                "policyDocument": rights_document(_rights(site, planned), site.references.document),
            }
        ],
    )
    site.references.hold(_role_key(planned.name), role.attr_arn)


def _rights(site: Site, planned: ScheduleGroup) -> list[Statement]:
    calls = tuple(site.place.function(name) for name in planned.functions)
    keeps = tuple(site.place.queue(name) for name in planned.queues)
    return [
        Statement(actions=("lambda:InvokeFunction",), resources=calls),
        Statement(actions=("sqs:SendMessage",), resources=keeps),
    ]


def _role_key(group: str) -> str:
    return f"role of {group}"


def schedule(site: Site, planned: Schedule) -> None:
    """A schedule; it keeps its minute."""
    failed = site.references.to(site.place.queue(planned.failed_queue)) if planned.failed_queue else ""
    CfnSchedule(
        site.stack,
        planned.logical_id,
        name=planned.name,
        group_name=site.references.to(site.place.schedule_group(planned.group)),
        description=planned.description,
        schedule_expression=planned.expression,
        schedule_expression_timezone=planned.timezone,
        flexible_time_window={"mode": "OFF"},
        target={
            "arn": site.references.to(site.place.function(planned.function)),
            "roleArn": site.references.to(_role_key(planned.group)),
            "input": json.dumps(planned.input, ensure_ascii=False),
            "retryPolicy": {
                "maximumRetryAttempts": planned.retries,
                "maximumEventAgeInSeconds": planned.longest_wait,
            },
            **({"deadLetterConfig": {"arn": failed}} if failed else {}),
        },
    )


def event_rule(site: Site, planned: EventRule) -> None:
    """A rule whose events are published to a topic as they are."""
    CfnRule(
        site.stack,
        planned.logical_id,
        name=planned.name,
        description=planned.description,
        event_pattern=planned.pattern,
        targets=[
            {
                "id": _TARGET,
                "arn": site.references.to(site.place.topic(planned.topic)),
                "deadLetterConfig": {"arn": site.references.to(site.place.queue(planned.failed_queue))},
                "retryPolicy": {"maximumEventAgeInSeconds": _DAY_S, "maximumRetryAttempts": 185},
            }
        ],
    )
