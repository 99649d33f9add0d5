"""Slack that is slow and broken at once: steps and buttons stay far from their functions' time limit."""

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO

import pytest

from monitoring.escalation.pressed import Press
from monitoring.escalation.pressing import do_press
from monitoring.escalation.steps import run_step
from monitoring.plan.functions import WORKERS
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack, Trouble

MOST = min(WORKERS[name].timeout for name in ("escalation", "actions")) - 40
"""Seconds; the rest is for state, CloudWatch and mail."""
TROUBLES = [Trouble(503), Trouble(429, "12"), Trouble(429, "3600")]


@pytest.fixture(params=TROUBLES, ids=str)
def world(slack: FakeSlack, request: pytest.FixtureRequest) -> World:
    """An incident, told while all was well."""
    made = World(slack, moment("2026-11-25 13:50"))
    made.turn("duration-critical", "ALARM")
    made.press("acknowledge", "U0TARO")
    made.clock.at = moment("2026-11-25 19:00")
    slack.always["*"] = request.param
    slack.meanwhile = lambda: made.clock.sleep(3.9)
    return made


def seconds(world: World, do: Callable[[], object]) -> float:
    """How long something takes."""
    before = world.clock.monotonic()
    with redirect_stdout(StringIO()):
        do()
    return world.clock.monotonic() - before


@pytest.mark.parametrize("word", ["ask", "escalate", "remind", "end"])
def test_a_step_mails_and_ends_in_time(word: str, world: World) -> None:
    published = len(world.cloud.published)
    event = {"do": word, "execution": world.executions[0].data}
    for _ in range(3):
        assert seconds(world, lambda: run_step(world.tools, event)) < MOST
    assert (len(world.cloud.published) > published) == (word != "ask")


@pytest.mark.parametrize("action", ["acknowledge", "mute", "rerun", "escalate"])
def test_a_button_does_its_work_in_time(action: str, world: World) -> None:
    incident = world.tools.store.incident("production/duration")
    assert incident is not None
    press = Press(action, incident.key, incident.id, "U0TARO", "C0DEV", (incident.thread,))
    assert seconds(world, lambda: do_press(world.tools, press)) < MOST


def test_an_answer_that_breaks_off_lets_no_phone_ring_twice(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-25 13:50"))
    world.turn("duration-critical", "ALARM")
    slack.always["*"] = Trouble(broken=True)
    world.advance(moment("2026-11-25 14:30"))
    rung = [mail for mail in world.cloud.published if mail.topic.endswith("urgent-infrastructure")]
    assert len(rung) == 1
