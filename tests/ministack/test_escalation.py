"""The escalation as a real state machine, its waits made short by its input; buttons as Slack sends them."""

import json
from typing import Any

from monitoring.escalation.decision import CLEARING, Carried
from monitoring.escalation.signature import signature_of
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.incident import Incident
from tests.escalation.rig.buttons import payload_of
from tests.ministack.rig.chain import Chain
from tests.ministack.rig.deployment import SIGNING
from tests.ministack.rig.waiting import until

ALARM = "duration-critical"


def test_nobody_reacts_and_the_next_level_hears(chain: Chain) -> None:
    incident = ring(chain)
    chain.hasten(incident, {"infrastructure": 1})
    told = until(lambda: chain.mail("messages-infrastructure"), "the next level is told")
    assert "処理時間" in told[0].text
    assert chain.mail("urgent-infrastructure")
    risen = until(lambda: has_level(chain, "infrastructure"), "the incident says whose it is")
    assert risen.thread == incident.thread
    assert [said.thread for said in chain.slack.replies] == [incident.thread]
    assert [said.channel for said in chain.slack.posted] == ["C0DEV", "C0INFRA"]
    assert [line["next"] for line in chain.asked(incident)][-1] in ("escalate", "wait")


def test_it_reminds_until_somebody_acknowledges(chain: Chain) -> None:
    incident = ring(chain)
    name = chain.hasten(incident, {"infrastructure": 3600}, remind=1)
    until(lambda: len(chain.journal("escalation", "reminded")) >= 2, "people are reminded")
    assert acknowledge(chain, incident) == 200
    until(
        lambda: any(line["held"] == "acknowledged" for line in chain.asked(incident)), "the machine sees it"
    )
    waiting = until(lambda: is_waiting(chain, name), "it waits")
    assert waiting["asked"]["answer"]["seconds"] == 15 * 60
    taken = chain.incident("duration")
    assert taken is not None
    assert taken.acknowledged_by == "U0HANAKO"
    reminded = chain.journal("escalation", "reminded")
    asked = chain.asked(incident)
    assert asked[-1]["timestamp"] > reminded[-1]["timestamp"]
    assert "<@U0HANAKO>" in json.dumps(chain.slack.now(incident.thread).blocks)


def test_ok_ends_it(chain: Chain) -> None:
    incident = ring(chain, ago=5 * MINUTE)
    name = chain.hasten(incident, {"infrastructure": 3600}, remind=1)
    until(lambda: chain.journal("escalation", "reminded"), "people are reminded")
    chain.publish(ALARM, "OK", incident.opened + 4 * MINUTE)
    until(lambda: chain.execution(name)["status"] == "SUCCEEDED", "the execution ends by itself")
    assert chain.asked(incident)[-1]["next"] == "end"
    assert chain.mail()[-1].subject.startswith("[RECOVERED]")


def test_ok_ends_it_also_while_somebody_has_it_in_hand(chain: Chain) -> None:
    incident = ring(chain, ago=5 * MINUTE)
    assert acknowledge(chain, incident) == 200
    with chain.scaled_waits(1 / 450):  # a quarter of an hour is two seconds
        name = chain.hasten(incident, {"infrastructure": 3600})
        until(lambda: any(line["held"] == "acknowledged" for line in chain.asked(incident)), "it is held")
        chain.publish(ALARM, "OK", incident.opened + 4 * MINUTE)
        until(lambda: chain.execution(name)["status"] == "SUCCEEDED", "the execution ends by itself")
    assert not chain.mail("messages-infrastructure")


def test_an_end_that_the_notifier_never_heard_of_is_said(chain: Chain) -> None:
    incident = ring(chain)
    chain.watched.ringing.clear()
    seen = Carried(cleared=chain.clock.now() - CLEARING)
    name = chain.hasten(incident, {"infrastructure": 3600}, carried=seen)
    until(lambda: chain.execution(name)["status"] == "SUCCEEDED", "the execution ends by itself")
    closed = chain.incident("duration")
    assert closed is not None
    assert closed.closed
    assert chain.mail()[-1].subject.startswith("[RECOVERED]")


def test_a_second_start_of_the_same_incident_changes_nothing(chain: Chain) -> None:
    incident = ring(chain)
    former = chain.execution(incident.id)
    client = chain.client("stepfunctions")
    try:
        client.start_execution(
            stateMachineArn=former["stateMachineArn"], name=incident.id, input='{"other": true}'
        )
    except client.exceptions.ExecutionAlreadyExists:
        refused = True
    else:
        refused = False
    assert refused
    assert [each["name"] for each in chain.executions("RUNNING")] == [incident.id]


def test_only_what_slack_signed_now_and_for_the_first_time_is_taken(chain: Chain) -> None:
    incident = ring(chain)
    body = button(incident)
    now = chain.clock.now() // 1000
    assert chain.press(body, {"content-type": "application/x-www-form-urlencoded"}) == 401
    assert chain.press(body, headers(body, now, secret="another")) == 401
    assert chain.press(body, headers(body, now - 301)) == 401
    assert chain.press(body, headers(body, now)) == 200
    assert chain.press(body, headers(body, now)) == 401
    until(lambda: (found := chain.incident("duration")) and found.acknowledged_by, "it is acknowledged")
    assert len([said for said in chain.slack.replies if "<@U0HANAKO>" in said.text]) == 1


def ring(chain: Chain, ago: int = 0) -> Incident:
    """An alarm goes off, and is told."""
    chain.publish(ALARM, moment=chain.clock.now() - ago)
    return chain.open_incident("duration")


def button(incident: Incident) -> bytes:
    """The body that Slack sends when Hanako presses the first button below the message."""
    where = {"channel": incident.channel, "message_ts": incident.thread}
    return payload_of("acknowledge", "hanako", incident.key, where)


def headers(body: bytes, at: int, secret: str = SIGNING) -> dict[str, str]:
    """Slack's headers."""
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": str(at),
        "x-slack-signature": signature_of(secret, str(at), body),
    }


def acknowledge(chain: Chain, incident: Incident) -> int:
    """Press the button."""
    body = button(incident)
    return chain.press(body, headers(body, chain.clock.now() // 1000))


def has_level(chain: Chain, level: str) -> Incident | None:
    """The incident once it has risen to a level."""
    found = chain.incident("duration")
    return found if found and found.level == level else None


def is_waiting(chain: Chain, name: str) -> dict[str, Any] | None:
    """What the machine carries while it waits."""
    arn = chain.execution(name)["executionArn"]
    events = chain.client("stepfunctions").get_execution_history(executionArn=arn, reverseOrder=True)[
        "events"
    ]
    if events[0]["type"] != "WaitStateEntered":
        return None
    return dict(json.loads(events[0]["stateEnteredEventDetails"]["input"]))
