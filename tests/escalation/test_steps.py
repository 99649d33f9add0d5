"""The function behind the machine: what it answers, what it does twice without harm, what it hands over."""

from collections import Counter
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest

from monitoring.escalation.decision import MOST_ROUNDS, Carried
from monitoring.escalation.steps import run_step
from monitoring.escalation.support_case import CONSOLE, support_page
from monitoring.oncall.clock import DAY, MINUTE
from tests.escalation.rig.catalogues import CONTENT
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack

KEY = "production/duration"


@pytest.fixture
def world(slack: FakeSlack) -> World:
    made = World(slack, moment("2026-11-25 13:50"))
    made.turn("duration-critical", "ALARM")
    return made


def call(world: World, do: str, **changes: Any) -> dict[str, Any]:
    """What the function answers to the running execution."""
    execution = {**world.executions[0].data, **changes}
    with redirect_stdout(StringIO()):
        return run_step(world.tools, {"do": do, "execution": execution})


def test_a_wait_is_whole_seconds_and_carries_what_it_must_remember(world: World) -> None:
    world.clock.at += 123
    carried = [1, "", 0, 0, 0, world.clock.at]
    assert call(world, "ask") == {"next": "wait", "seconds": 900, "carried": carried}


def test_a_step_that_is_tried_again_is_said_once_in_slack(world: World, slack: FakeSlack) -> None:
    before = len(slack.said)
    call(world, "escalate")
    said = len(slack.said)
    world.cloud.dynamo.items.pop((f"incident#{KEY}", f"steps#{world.executions[0].name}"))
    call(world, "escalate")
    assert said > before
    posted = [one for one in slack.said[said:] if one.method == "chat.postMessage"]
    assert posted == []


def test_a_step_that_was_taken_is_not_taken_again(world: World) -> None:
    call(world, "escalate")
    published = len(world.cloud.published)
    call(world, "escalate")
    assert len(world.cloud.published) == published


def test_an_acknowledgement_between_the_question_and_the_step_wins(world: World) -> None:
    world.press("acknowledge", "hanako")
    published = len(world.cloud.published)
    call(world, "escalate")
    call(world, "remind")
    assert len(world.cloud.published) == published


def test_a_recovery_between_the_question_and_the_step_wins(world: World) -> None:
    world.turn("duration-critical", "OK")
    published = len(world.cloud.published)
    for do in ("escalate", "remind", "end"):
        call(world, do)
    assert len(world.cloud.published) == published
    assert call(world, "ask")["next"] == "end"


def test_of_two_who_end_an_incident_one_says_so(world: World) -> None:
    published = len(world.cloud.published)
    call(world, "end")
    call(world, "end")
    assert len(world.cloud.published) == published + 2  # urgent and messages


def test_an_execution_of_an_incident_that_was_replaced_ends(world: World) -> None:
    assert call(world, "ask", id="production-duration-1")["next"] == "end"


def test_an_incident_that_has_joined_its_cause_ends_its_execution(world: World) -> None:
    world.tools.store.update(KEY, lambda before: before._replace(into="production/other") if before else None)
    assert call(world, "ask")["next"] == "end"


def test_a_renewed_execution_has_a_name_of_its_own_and_goes_on(world: World) -> None:
    first = world.executions[0].name
    carried = list(Carried(rounds=MOST_ROUNDS, began=world.clock.at))
    answer = call(world, "ask", asked={"answer": {"carried": carried}})
    assert answer["next"] == "renew"
    names = []
    for renewed in (1, 2):
        asked = {"answer": {**answer, "carried": list(Carried(began=world.clock.at, renewed=renewed))}}
        names.append(call(world, "renew", asked=asked, failure={"Error": "x"})["execution"])
    assert len({first, *names}) == 3
    assert all(name.startswith(first) and len(name) <= 80 for name in names)
    given = world.cloud.started[-1]["input"]
    assert given["asked"]["answer"]["carried"] == list(Carried(began=world.clock.at, renewed=2))
    assert "failure" not in given


def test_an_incident_that_lasts_for_months_does_not_expire_while_it_is_renewed(world: World) -> None:
    carried = list(Carried(began=world.clock.at))
    for _ in range(4):
        world.clock.at += 30 * DAY
        call(world, "renew", asked={"answer": {"carried": carried}})
    assert world.tools.store.incident(KEY) is not None
    assert world.tools.store.parent(KEY) is not None
    world.clock.at += 91 * DAY
    assert world.tools.store.incident(KEY) is None


def test_every_level_that_was_told_hears_of_a_lost_recovery_once_however_often_it_is_tried(
    world: World,
) -> None:
    world.clock.at += 30 * MINUTE
    call(world, "escalate")
    before = len(world.cloud.published)
    world.cloud.broken["Publish"] = ("InternalError", 1)
    with pytest.raises(Exception, match="InternalError"):
        call(world, "end")
    first = [mail.topic for mail in world.cloud.published[before:]]
    call(world, "end")
    call(world, "end")
    told = Counter(mail.topic for mail in world.cloud.published[before:])
    assert "greeter-production-messages-infrastructure" in first
    assert set(told) == {
        f"greeter-production-{purpose}-{level}"
        for purpose in ("messages", "urgent")
        for level in ("development", "infrastructure")
    }
    assert told["greeter-production-messages-infrastructure"] == 1
    assert world.tools.store.incident(KEY).closed  # type: ignore[union-attr]


def test_a_dead_letter_that_is_handed_in_twice_starts_one_execution(world: World) -> None:
    before = len(world.cloud.started)
    for _ in range(2):
        call(world, "restart", failure={"Error": "EscalationBroken"})
    assert len(world.cloud.started) == before + 1


@pytest.mark.parametrize("operation", ["DescribeAlarms", "GetMetricData"])
def test_where_cloudwatch_does_not_answer_the_incident_goes_on(slack: FakeSlack, operation: str) -> None:
    world = World(slack, moment("2026-11-26 10:00"))
    world.turn("database-errors-critical", "ALARM")
    world.cloud.broken[operation] = ("InternalServiceFault", 99)
    world.clock.at += 60 * MINUTE
    assert call(world, "ask", asked={"answer": {"carried": list(Carried(began=1))}})["next"] == "escalate"


@pytest.mark.parametrize("drift", [-90_000, -2_000, 2_000, 90_000])
def test_a_clock_that_is_wrong_delays_a_step_but_never_loses_or_doubles_it(
    slack: FakeSlack, drift: int
) -> None:
    """Lambda's clock differs from that of Step Functions."""
    world = World(slack, moment("2026-11-25 13:50"))
    world.turn("duration-critical", "ALARM")
    execution = world.executions[0]
    for _ in range(200):
        if execution.wakes > moment("2026-11-25 14:25"):
            break
        world.clock.at = execution.wakes + drift
        with redirect_stdout(StringIO()):
            execution.step(world._handlers())
    told = [mail for mail in world.cloud.published if mail.topic.endswith("messages-infrastructure")]
    assert len(told) == 1
    assert len([visit for visit in execution.visits if visit.state == "Ask"]) <= 60


@pytest.mark.parametrize(
    ("value", "page"),
    [
        ("https://support.example/ours", "https://support.example/ours"),
        ("http://support.example/ours", CONSOLE),
        ("", CONSOLE),
    ],
)
def test_the_page_of_a_support_case_may_stand_in_a_parameter(world: World, value: str, page: str) -> None:
    world.cloud.content = with_address({"parameter": "/support"})
    world.cloud.parameters["/support"] = value
    assert support_page(world.tools, "aws-support") == page


def test_without_its_parameter_a_support_case_is_opened_in_support_center(world: World) -> None:
    world.cloud.content = with_address({"parameter": "/support"})
    with redirect_stdout(StringIO()):
        assert support_page(world.tools, "aws-support") == CONSOLE


def with_address(address: object) -> dict[str, Any]:
    support = {**CONTENT["contacts"]["support"], "address": address}
    return {**CONTENT, "contacts": {**CONTENT["contacts"], "support": support}}
