"""The access log, as queries see it, holds nothing that a caller sent: whatever is sent, and wherever to."""

import json
import re
from typing import Any

import pytest

from tests.service.rig import tokens
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.client import Answered, send
from tests.service.rig.database import Database
from tests.service.rig.gateway import GENERATE, Gateway
from tests.service.rig.logs import Line, breaches
from tests.service.rig.service import RECORDER, request
from tests.support.services import properties

MARK = "Geheimnis7391"
TOKEN = tokens.token(email=f"{MARK}@example.com")
LEAK = re.compile(f"{MARK}|eyJ[A-Za-z0-9]")
GOOD = json.dumps(request(title=f"目標 {MARK}")).encode()
HEADERS = {
    "a good token": f"Bearer {TOKEN}",
    "a bad token": f"Bearer {tokens.tampered()}",
    "an expired token": f"Bearer {tokens.token(exp=tokens.NOW)}",
    "a password": f"Basic {MARK}",
    "a bare secret": MARK,
    "half a signature": f"AWS4-HMAC-SHA256 Signature={MARK}",
}
PLACES = {
    "generate": ("POST", GENERATE),
    "another method": ("DELETE", GENERATE),
    "health": ("GET", "/health"),
    "deep health": ("GET", "/health/deep"),
    "nowhere": ("POST", f"/api/{MARK}"),
    "a question": ("POST", f"{GENERATE}?token={MARK}"),
}


def as_queried(line: Line) -> Line:
    """The line after the transformer of its log group."""
    _, substitutions = properties("AccessLogsShortened")["TransformerConfig"]
    changed = dict(line)
    for entry in substitutions["SubstituteString"]["Entries"]:
        changed[entry["Source"]] = re.sub(entry["From"], entry["To"], changed[entry["Source"]])
    return changed


def sent(gateway: Gateway, place: str, header: str, **more: str) -> Answered:
    method, path = PLACES[place]
    body = GOOD if method == "POST" else b""
    return send(gateway, body, {"Authorization": HEADERS[header], **more}, path, method)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("place", PLACES)
def test_a_secret_in_a_header_reaches_neither_log_nor_answer(
    gateway: Gateway, place: str, header: str
) -> None:
    answered = sent(gateway, place, header)
    (line,) = map(as_queried, gateway.access_log)
    assert not LEAK.search(json.dumps(line))
    assert not breaches(line, "access")
    if answered.status >= 400:
        assert not LEAK.search(json.dumps(answered.body))


@pytest.mark.parametrize(
    "text", ["Missing Authentication Token", "The incoming token has expired", "Unauthorized", "-"]
)
def test_what_queries_read_is_left(text: str) -> None:
    line = {"errorMessage": text, "sourceIp": "203.0.113.77"}
    assert as_queried(line) == {"errorMessage": text, "sourceIp": "203.0.113.x"}


def test_the_key_of_a_request_is_in_no_log_no_answer_and_no_table(
    gateway: Gateway, bedrock: Bedrock, database: Database
) -> None:
    """Sent twice, so that it is stored and then found."""
    RECORDER.take()
    both = [sent(gateway, "generate", "a good token", **{"Idempotency-Key": MARK}) for _ in range(2)]
    assert [each.status for each in both] == [200, 200]
    assert len(bedrock.asked) == 1
    stored: dict[str, Any] = database.contents()
    assert MARK not in str(stored["idempotency_keys"])
    assert stored["idempotency_keys"], "it is there all the same"
    assert MARK not in json.dumps(gateway.access_log)
    application = RECORDER.take()
    assert application.count("subgoal_generation_success") == 2
    assert not LEAK.search(application)
