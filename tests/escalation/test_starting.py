"""One execution per incident, also where it could not be started when the alarm went off."""

from contextlib import redirect_stdout

import pytest

from monitoring.escalation.steps import run_step
from monitoring.oncall.clock import HOUR, MINUTE
from monitoring.oncall.holds import Stop, end_stop, save_stop
from tests.escalation.rig.catalogues import with_direct
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack


@pytest.fixture
def world(slack: FakeSlack) -> World:
    return World(slack, moment("2026-11-25 13:50"))


def poll(world: World, minutes: int) -> None:
    for _ in range(minutes // 5):
        world.advance(world.clock.at + 5 * MINUTE)
        world.poll()


def test_an_execution_that_was_refused_is_started_later_and_escalates_in_time(world: World) -> None:
    world.cloud.broken["StartExecution"] = ("ThrottlingException", 1)
    world.turn("duration-critical", "ALARM")
    assert world.executions == []
    poll(world, 40)
    (execution,) = world.executions
    assert execution.name == world.tools.store.incident("production/duration").id  # type: ignore[union-attr]
    told = [mail for mail in world.cloud.published if mail.topic.endswith("messages-infrastructure")]
    assert len(told) == 1


def test_one_that_was_started_late_is_not_said_to_be_started_again_while_it_runs(world: World) -> None:
    world.cloud.broken["StartExecution"] = ("ThrottlingException", 1)
    world.turn("duration-critical", "ALARM")
    poll(world, 40)
    assert world.cloud.calls["StartExecution"] == 9
    assert world.log.getvalue().count('"started_late"') == 1
    with redirect_stdout(world.log):
        assert run_step(world.tools, {"do": "announce"})["started"] == []


@pytest.mark.parametrize(("hours", "started"), [(49, 1), (14 * 24, 1), (15 * 24, 0)])
def test_one_that_was_refused_for_days_is_started_when_it_is_possible_again(
    world: World, hours: int, started: int
) -> None:
    world.cloud.broken["StartExecution"] = ("AccessDenied", 10**9)
    world.turn("duration-critical", "ALARM")
    world.clock.at += hours * HOUR
    world.cloud.broken.clear()
    poll(world, 5)
    assert len(world.executions) == started


def test_one_that_runs_or_has_ended_is_not_started_again(world: World) -> None:
    world.turn("duration-critical", "ALARM")
    poll(world, 30)
    assert len(world.executions) == 1
    assert world.cloud.calls["StartExecution"] == 7
    world.turn("duration-critical", "OK")
    poll(world, 30)
    assert (len(world.executions), world.executions[0].status) == (1, "SUCCEEDED")


def test_the_input_differs_from_the_notifier_s_so_that_step_functions_refuses_it(world: World) -> None:
    world.cloud.broken["StartExecution"] = ("ThrottlingException", 1)
    world.turn("duration-critical", "ALARM")
    poll(world, 40)
    assert world.cloud.started[0]["input"]["late"] is True


def test_what_joined_another_or_is_about_on_call_has_none(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-25 13:50"), content=with_direct())
    world.turn_direct("notifier-critical", "ALARM")
    poll(world, 30)
    world.turn("duration-critical", "ALARM")
    world.tools.store.update(
        "production/duration", lambda before: before._replace(into="production/notifier") if before else None
    )
    calls = world.cloud.calls["StartExecution"]
    poll(world, 30)
    assert world.cloud.calls["StartExecution"] == calls


def test_one_that_a_stop_holds_starts_and_waits_and_can_be_acknowledged(world: World) -> None:
    save_stop(world.tools.store, Stop(10, "hanako", "x", world.clock.at, ("duration",)))
    world.cloud.broken["StartExecution"] = ("ThrottlingException", 1)
    world.turn("duration-critical", "ALARM")
    world.cloud.broken.clear()
    poll(world, 10)
    assert len(world.executions) == 1
    end_stop(world.tools.store)
    poll(world, 20)
    assert [mail.topic for mail in world.cloud.published] == [
        "greeter-production-urgent-development",
        "greeter-production-messages-development",
    ]
    world.press("acknowledge", "hanako")
    published = len(world.cloud.published)
    world.advance(world.clock.at + HOUR)
    assert len(world.cloud.published) == published
