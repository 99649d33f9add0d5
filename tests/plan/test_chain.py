"""What runs once an alarm goes off, as it is planned: who is called when, with what, and what is kept."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app import PACKAGES
from monitoring.escalation.machine import PLACEHOLDERS, definition
from monitoring.oncall.settings import read_settings
from monitoring.plan.build import plan
from monitoring.plan.resources import Key, Plan, Topic
from monitoring.plan.running import (
    EventRule,
    Function,
    FunctionUrl,
    Listener,
    Queue,
    Schedule,
    StateMachine,
    Table,
)
from tests.support.every_kind import EVERY_KIND
from tests.support.specs import spec

Kind = TypeVar("Kind")
PARTS = ("notifier", "escalation", "actions", "reports", "probe", "heartbeat")
ROOT = Path(__file__).parents[2]


def all_of(kind: type[Kind], planned: Plan) -> list[Kind]:
    return [resource for resource in planned.resources if isinstance(resource, kind)]


@pytest.fixture(scope="module")
def planned() -> Plan:
    return plan(spec(EVERY_KIND))


def function(planned: Plan, part: str) -> Function:
    (found,) = [each for each in all_of(Function, planned) if each.part == part]
    return found


@pytest.mark.parametrize("part", PARTS)
def test_a_handler_is_in_the_package(part: str, planned: Plan) -> None:
    module, _, name = function(planned, part).handler.rpartition(".")
    assert callable(getattr(import_module(module), name))
    file = f"{module.replace('.', '/')}.py"
    assert (ROOT / file).is_file()
    (package,) = [each for each in PACKAGES if each.name == function(planned, part).package]
    assert any(file.startswith(f"{source}/") for source in package.sources)


@pytest.mark.parametrize("part", PARTS)
def test_the_code_understands_what_it_is_told(part: str, planned: Plan) -> None:
    settings = read_settings(function(planned, part).environment)
    assert (settings.service, settings.environment) == ("demo-api", "production")
    assert settings.catalogue_parameter == "/demo-api/production/catalogue"
    assert settings.state_table == "demo-api-production-oncall"


def test_each_is_told_what_it_needs_and_nobody_a_secret(planned: Plan) -> None:
    own = {
        part: set(function(planned, part).environment)
        - {"CATALOGUE_PARAMETER", "STATE_TABLE", "SERVICE", "ENVIRONMENT", "LOCALE", "TIMEZONE"}
        for part in PARTS
    }
    assert own == {
        "notifier": {"ESCALATION_MACHINE_ARN", "SLACK_SECRET"},
        "escalation": {"ESCALATION_MACHINE_ARN", "SLACK_SECRET"},
        "actions": {"ESCALATION_MACHINE_ARN", "SLACK_SECRET"},
        "reports": {"REPORTS_BUCKET", "SLACK_SECRET"},
        "probe": {"PROBE_ADDRESS"},
        "heartbeat": set(),
    }
    assert function(planned, "notifier").environment["SLACK_SECRET"] == "demo-api/production/slack"


def test_no_variable_is_one_that_lambda_keeps_for_itself(planned: Plan) -> None:
    for each in all_of(Function, planned):
        assert not [name for name in each.environment if name.startswith(("AWS_", "LAMBDA_", "_"))]


def test_the_notifier_hears_all_alarms_and_nobody_else_does(planned: Plan) -> None:
    topics = [topic.name for topic in all_of(Topic, planned) if topic.purpose == "alarms"]
    listeners = all_of(Listener, planned)
    assert [each.topic for each in listeners] == topics
    assert {each.function for each in listeners} == {"demo-api-production-notifier"}
    assert {each.failed_queue for each in listeners} == {"demo-api-production-notifier-failed"}


def test_what_must_not_get_lost_is_kept_for_two_weeks(planned: Plan) -> None:
    kept = {each.part: each.failed_queue for each in all_of(Function, planned)}
    assert [part for part, queue in kept.items() if queue] == ["notifier", "escalation", "actions", "reports"]
    queues = all_of(Queue, planned)
    assert {queue.name for queue in queues} == set(filter(None, kept.values()))
    assert {queue.kept_days for queue in queues} == {14}


def test_probe_and_heartbeat_are_not_tried_again_a_minute_later(planned: Plan) -> None:
    for part in ("probe", "heartbeat"):
        found = function(planned, part)
        assert (found.retries, found.longest_wait, found.reserved) == (0, 60, 1)
        assert found.timeout <= 60


def test_a_step_ends_before_the_machine_gives_it_up(planned: Plan) -> None:
    timeouts = [state["TimeoutSeconds"] for state in definition()["States"].values() if "Catch" in state]
    assert function(planned, "escalation").timeout < min(timeouts)


def test_the_machine_s_placeholders_are_all_filled_in(planned: Plan) -> None:
    (machine,) = all_of(StateMachine, planned)
    assert set(machine.substitutions) == set(PLACEHOLDERS)
    assert machine.definition == definition()


@pytest.mark.parametrize(("wakes", "topic"), [(True, "urgent"), (False, "messages")])
def test_a_broken_escalation_wakes_somebody_where_somebody_is_woken(wakes: bool, topic: str) -> None:
    (machine,) = all_of(StateMachine, plan(spec({"escalation": {"wakes": wakes}})))
    assert machine.substitutions["FallbackTopicArn"].endswith(f":demo-api-production-{topic}-development")


def test_only_the_actions_have_an_address(planned: Plan) -> None:
    assert [url.function for url in all_of(FunctionUrl, planned)] == ["demo-api-production-actions"]


def schedules(planned: Plan) -> dict[str, Schedule]:
    return {each.name.removeprefix("demo-api-production-"): each for each in all_of(Schedule, planned)}


REPORTS = {
    "day": ("07:05", "cron(5 7 * * ? *)"),
    "week": ("09:30", "cron(30 9 ? * MON *)"),
    "month": ("10:00", "cron(0 10 1 * ? *)"),
}


@pytest.mark.parametrize("covers", REPORTS)
def test_reports_are_made_in_local_time(covers: str) -> None:
    at, expression = REPORTS[covers]
    changes = {"timezone": "Europe/Berlin", "reports": {"daily": {"at": at, "covers": covers}}}
    report = schedules(plan(spec(changes)))["report-daily"]
    assert (report.expression, report.timezone) == (expression, "Europe/Berlin")
    assert report.input == {"report": "daily", "at": "<aws.scheduler.scheduled-time>"}
    assert report.origin == ("reports", "daily")


def test_the_probe_runs_every_minute_and_the_heartbeat_every_five(planned: Plan) -> None:
    found = schedules(planned)
    assert {name: found[name].expression for name in ("probe", "heartbeat")} == {
        "probe": "rate(1 minute)",
        "heartbeat": "rate(5 minutes)",
    }


def test_planned_mutes_and_alarms_about_on_call_are_told_by_who_looks_every_five_minutes(
    planned: Plan,
) -> None:
    for made in (planned, plan(spec())):
        looking = schedules(made)["announcements"]
        assert (looking.function, looking.input) == ("demo-api-production-escalation", {"do": "announce"})
        assert looking.expression == "rate(5 minutes)"


def test_aws_health_is_heard_where_a_route_reaches_aws_support(planned: Plan) -> None:
    (rule,) = all_of(EventRule, planned)
    assert rule.topic == "demo-api-production-alarms-amazon"
    publishing = [topic.name for topic in all_of(Topic, planned) if topic.events_publish]
    assert publishing == [rule.topic]
    (key,) = all_of(Key, planned)
    assert key.events_publish


def test_without_such_a_route_nobody_is_asked_to_hear_of_it() -> None:
    without = plan(spec())
    assert not all_of(EventRule, without)
    assert not [each for each in all_of(Topic, without) if each.events_publish]
    assert not any(queue.rules for queue in all_of(Queue, without))


def test_the_state_table_is_the_one_that_the_code_reads(planned: Plan) -> None:
    (table,) = all_of(Table, planned)
    assert (table.keys, table.expires) == (("pk", "sk"), "expires")
    assert (table.index, table.index_keys, table.index_numbers) == ("byDay", ("day", "opened"), ("opened",))


def test_an_alarm_changes_nothing_of_what_runs(planned: Plan) -> None:
    changes: dict[str, Any] = {**EVERY_KIND, "alarms": {**EVERY_KIND["alarms"], "latency": None}}
    fewer = plan(spec(changes))
    kinds = (EventRule, Function, FunctionUrl, Listener, Queue, Schedule, StateMachine, Table)
    for kind in kinds:
        assert all_of(kind, fewer) == all_of(kind, planned)


def test_the_secret_is_needed_where_somebody_is_reached_by_slack() -> None:
    with_slack = [need for need in plan(spec()).needs if need.kind == "secret"]
    assert [need.name for need in with_slack] == ["demo-api/production/slack"]
    mail = {"chat": {"kind": "email", "address": {"parameter": "/demo/mail"}}}
    assert not [need for need in plan(spec({"contacts": mail})).needs if need.kind == "secret"]


def test_the_region_stands_in_no_resource(planned: Plan) -> None:
    from monitoring.plan.build import to_json

    chain = [each for each in planned.resources if each.logical_id.startswith(("Function", "Escalation"))]
    assert chain
    assert "ap-northeast-1:" not in to_json(planned).replace("-ap-northeast-1-", "")
    assert os.environ.get("AWS_ACCOUNT_ID", "111122223333") not in to_json(planned)
