"""Buttons: who may press, what is answered, what is refused with a status and no word."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from monitoring.escalation import actions, tools
from monitoring.escalation.actions import MOST_BYTES, answer_request, handle
from monitoring.escalation.pressed import Press, read_press
from monitoring.escalation.pressing import do_press
from monitoring.escalation.signature import signature_of
from tests.escalation.rig.buttons import payload_of, sign
from tests.escalation.rig.cloud import SECRET
from tests.escalation.rig.world import PLACE, World, moment
from tests.oncall.rig.slack import FakeSlack

KEY = "production/duration"
WHERE = {"channel": "C0DEV", "message_ts": "1.2"}
PRESS = Press("acknowledge", KEY, "", "U0HANAKO", "C0DEV", ("1.2",))
BODY = payload_of("acknowledge", "hanako", KEY, WHERE)
ARN = PLACE.arn("lambda", "function:greeter-production-actions")


@pytest.fixture
def world(slack: FakeSlack) -> World:
    made = World(slack, moment("2026-11-25 13:50"))
    made.turn("duration-critical", "ALARM")
    return made


def event_of(body: bytes, headers: dict[str, str], method: str = "POST", **changes: Any) -> dict[str, Any]:
    text = body.decode("latin-1")
    return {"requestContext": {"http": {"method": method}}, "headers": headers, "body": text, **changes}


def status_of(world: World, event: dict[str, Any]) -> tuple[int, list[Press]]:
    waiting: list[Press] = []
    with redirect_stdout(StringIO()):
        answer = answer_request(world.tools, event, waiting.append)
    assert answer["body"] == ""
    assert answer["headers"]["cache-control"] == "no-store"
    return answer["statusCode"], waiting


def signed(world: World, body: bytes = BODY, late: int = 0) -> dict[str, str]:
    return sign(body, world.clock.at // 1000 - late)


def test_a_signed_button_is_taken_and_handed_on(world: World) -> None:
    assert status_of(world, event_of(BODY, signed(world))) == (200, [PRESS])


@pytest.mark.parametrize("secret", [None, "", " ", 0, 1, True, [], {}])
@pytest.mark.parametrize("guess", ["None", "", " ", "0", "1", "True", "[]", "{}", "null"])
def test_without_a_signing_secret_every_request_is_refused(
    secret: object, guess: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SECRET, "signing_secret", secret)
    at = str(world.clock.at // 1000)
    headers = {"x-slack-request-timestamp": at, "x-slack-signature": signature_of(guess, at, BODY)}
    again = World(world.slack, world.clock.at)
    assert status_of(again, event_of(BODY, headers)) == (401, [])


def test_a_body_in_base64_is_the_same(world: World) -> None:
    event = event_of(b64encode(BODY), signed(world), isBase64Encoded=True)
    assert status_of(world, event) == (200, [PRESS])


def test_names_of_headers_have_any_case(world: World) -> None:
    headers = {name.title(): value for name, value in signed(world).items()}
    assert status_of(world, event_of(BODY, headers))[0] == 200


@pytest.mark.parametrize("late", [301, 3600, -301])
def test_a_request_out_of_its_five_minutes_is_refused(world: World, late: int) -> None:
    assert status_of(world, event_of(BODY, signed(world, late=late))) == (401, [])


def test_the_same_request_again_is_refused(world: World) -> None:
    event = event_of(BODY, signed(world))
    assert [status_of(world, event)[0] for _ in range(3)] == [200, 401, 401]


def test_a_forged_request_is_refused_before_anything_is_written(world: World) -> None:
    before = len(world.cloud.dynamo.writes)
    headers = signed(world) | {"x-slack-signature": "v0=" + "0" * 64}
    assert status_of(world, event_of(BODY, headers)) == (401, [])
    assert len(world.cloud.dynamo.writes) == before


def test_without_slacks_secret_nobody_may_press(world: World) -> None:
    world.cloud.slack = False
    assert status_of(world, event_of(BODY, signed(world)))[0] == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_refused(world: World, method: str) -> None:
    assert status_of(world, event_of(b"", {}, method))[0] == 405


def test_a_body_that_is_too_large_is_refused_unread(world: World) -> None:
    body = b"x" * (MOST_BYTES + 1)
    assert status_of(world, event_of(body, signed(world, body)))[0] == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload",
        b"payload=",
        b"payload=%7B",
        b"payload=[]",
        b"payload=%FF",
        b"other=1",
        b"payload=" + b"[" * 100_000,
        b"&".join(b"a=1" for _ in range(100)),
        urlencode({"payload": json.dumps({"type": "view_submission"})}).encode(),
    ],
)
def test_a_signed_request_that_is_no_button_is_bad(world: World, body: bytes) -> None:
    assert status_of(world, event_of(body, signed(world, body))) == (400, [])


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("open", ""),
        ("acknowledge", ""),
        ("acknowledge", "production"),
        ("acknowledge", "production/duration; drop"),
        ("acknowledge", "production/duration\n"),
        ("acknowledge", "production/duration " + "x" * 81),
    ],
)
def test_a_button_that_is_not_ours_is_answered_and_nothing_else(
    world: World, action: str, value: str
) -> None:
    body = payload_of(action, "hanako", value, WHERE)
    assert status_of(world, event_of(body, signed(world, body))) == (200, [])


@pytest.fixture
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The function as Lambda calls it."""
    monkeypatch.setitem(tools._KEPT, ARN, world.tools)
    return SimpleNamespace(invoked_function_arn=ARN)


def test_the_answer_does_not_wait_for_what_the_button_does(world: World, deployed: Any) -> None:
    with redirect_stdout(StringIO()):
        answer = handle(event_of(BODY, signed(world)), deployed)
    assert answer is not None
    assert answer["statusCode"] == 200
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    assert not incident.acknowledged_by
    (handed_on,) = world.cloud.invoked
    body = payload_of(
        "acknowledge",
        "hanako",
        world.button("acknowledge"),
        {"channel": "C0DEV", "message_ts": incident.thread},
    )
    assert read_press(body) == Press(**{**handed_on["press"], "threads": (incident.thread,)})
    handed_on["press"]["threads"] = [incident.thread]
    with redirect_stdout(StringIO()):
        assert handle(handed_on, deployed) is None
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    assert incident.acknowledged_by == "U0HANAKO"


def test_where_handing_on_fails_it_is_done_at_once(world: World, deployed: Any) -> None:
    world.cloud.broken["Invoke"] = ("TooManyRequestsException", 1)
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    body = payload_of("acknowledge", "hanako", KEY, {"channel": "C0DEV", "message_ts": incident.thread})
    with redirect_stdout(StringIO()):
        answer = handle(event_of(body, sign(body, world.clock.at // 1000)), deployed)
    assert answer is not None
    assert answer["statusCode"] == 200
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    assert incident.acknowledged_by == "U0HANAKO"


def test_without_the_table_nobody_can_say_that_it_is_the_first_time(world: World) -> None:
    world.cloud.broken["PutItem"] = ("ProvisionedThroughputExceededException", 99)
    with pytest.raises(Exception, match="ProvisionedThroughputExceeded"):
        status_of(world, event_of(BODY, signed(world)))


def test_a_button_of_an_older_incident_of_the_same_alarm_does_nothing_to_the_new_one(world: World) -> None:
    old = world.tools.store.incident(KEY)
    assert old is not None
    for minutes, state in ((10, "OK"), (120, "ALARM")):
        world.advance(world.clock.at + minutes * 60_000)
        world.turn("duration-critical", state)
    assert world.press("acknowledge", "hanako", KEY, message_ts=old.thread) == 200
    new = world.tools.store.incident(KEY)
    assert new is not None
    assert new.id != old.id
    assert not new.acknowledged_by
    assert "<@U0HANAKO>さん: このインシデントはもう終わっています" in world.lines[-1]


def test_what_is_no_id_of_slack_cannot_mention_anybody(world: World, slack: FakeSlack) -> None:
    incident = world.tools.store.incident(KEY)
    assert incident is not None
    where = {"channel": "C0DEV", "message_ts": incident.thread}
    body = payload_of("acknowledge", "hanako", KEY, where).replace(b"U0HANAKO", b"%3C%21channel%3E")
    _, (press,) = world.request(body)
    with redirect_stdout(StringIO()):
        do_press(world.tools, press)
    assert "&lt;!channel&gt;さんが確認済みにしました" in slack.replies[-1].blocks[0]["text"]["text"]


def test_the_largest_message_of_slack_fits() -> None:
    assert actions.MOST_BYTES >= 50 * 3000
