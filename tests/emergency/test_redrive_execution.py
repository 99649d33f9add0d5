"""What the state machine of the escalation leaves when it gives up goes back to its function, and goes on."""

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest

from monitoring.emergency.letters import read_letter
from monitoring.escalation.machine import definition
from monitoring.escalation.steps import run_step
from tests.emergency.conftest import NIGHT, Site
from tests.emergency.test_redrive import Queues
from tests.escalation.rig.catalogues import PREFIX
from tests.escalation.rig.machines import Execution, TaskFailed
from tests.escalation.rig.world import World, moment

Capture = pytest.CaptureFixture[str]


def given_up(execution: dict[str, Any]) -> dict[str, Any]:
    """The body that the machine sends when its function cannot be asked for two hours."""
    kept: list[dict[str, Any]] = []

    def broken(_arguments: dict[str, Any]) -> Any:
        raise TaskFailed("Runtime.ExitError")

    def keep(arguments: dict[str, Any]) -> dict[str, Any]:
        kept.append(arguments)
        return {"MessageId": "1"}

    services = {"lambda:invoke": broken, "sns:publish": broken, "sqs:sendMessage": keep}
    handlers = {f"arn:aws:states:::{name}": do for name, do in services.items()}
    run = Execution(definition(), "x", execution, NIGHT)
    while run.status == "RUNNING":
        run.step(handlers)
    (sent,) = kept
    body: dict[str, Any] = sent["MessageBody"]
    return body


def test_an_execution_that_gave_up_is_given_to_its_function(site: Site, capsys: Capture) -> None:
    queues = Queues(site)
    body = given_up({"incident": "production/duration", "id": "production-duration-1", "steps": []})
    queues.put("escalation", body)
    assert site.run("redrive", "escalation", "--run") == 0
    assert queues.given == [(f"{PREFIX}-escalation", body)]
    assert queues.left == 0
    assert "escalation of production-duration-1" in capsys.readouterr().out


def test_it_goes_on_where_it_was(site: Site) -> None:
    world = World(site.slack, moment("2026-11-25 13:50"))
    world.turn("duration-critical", "ALARM")
    body = given_up(world.executions[0].data)
    world.executions.clear()
    world.advance(moment("2026-11-25 16:30"))
    with redirect_stdout(StringIO()):
        run_step(world.tools, body)
    world.look()
    world.advance(moment("2026-11-25 16:31"))
    assert world.cloud.published[-1].topic == f"{PREFIX}-messages-infrastructure"


@pytest.mark.parametrize("body", ['{"do": "restart"}', '{"do": "restart", "execution": 1}', '{"do": "x"}'])
def test_what_only_looks_like_one_stays(body: str) -> None:
    letter = read_letter({"MessageId": "m", "ReceiptHandle": "r", "Body": body})
    assert (letter.payload, letter.why) == (None, "nobody knows this shape")
