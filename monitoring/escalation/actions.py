"""The function behind Slack's buttons: what Slack signed is taken, answered at once, and done afterwards.

Slack waits three seconds ("Handling user interaction", docs.slack.dev), and what a button does asks other
services. So the request is checked and handed on, to this same function called asynchronously, which Lambda
tries again when it fails. Whoever is refused learns nothing but the status.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, TypeAlias

from monitoring.escalation.pressed import BadPayload, Press, read_press
from monitoring.escalation.pressing import do_press
from monitoring.escalation.signature import is_signed
from monitoring.escalation.tools import Tools, tools_of
from monitoring.oncall.insights import error_word

Answer: TypeAlias = dict[str, Any]
Defer: TypeAlias = Callable[[Press], object]

MOST_BYTES: Final = 256 * 1024
"""A message of Slack's largest size fits, which comes with the button."""
_SECONDS: Final = 1000


def handle(event: Mapping[str, Any], context: Any) -> Answer | None:
    """Lambda's entry: a request of the Function URL, or a button that was handed on."""
    tools = tools_of(context)
    if "requestContext" in event:
        return answer_request(tools, event, lambda press: _hand_on(tools, context, press))
    do_press(tools, Press(**{**event["press"], "threads": tuple(event["press"]["threads"])}))
    return None


def answer_request(tools: Tools, event: Mapping[str, Any], defer: Defer) -> Answer:
    """The answer to a request (Lambda: "Request and response payloads" of function URLs, version 2.0)."""
    method = event["requestContext"]["http"]["method"]
    if method != "POST":
        return _answer(405, {"allow": "POST"})
    body = _body(event)
    if len(body) > MOST_BYTES:
        return _answer(413)
    if not _is_slack(tools, event.get("headers") or {}, body):
        tools.journal.count("RefusedRequests")
        return _answer(401)
    try:
        press = read_press(body)
    except BadPayload:
        return _answer(400)
    if press is not None:
        defer(press)
    return _answer(200)


def _is_slack(tools: Tools, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether it is signed, now, and for the first time."""
    lowered = {name.lower(): value for name, value in headers.items()}
    secret = tools.secrets.read().signing_secret
    if not is_signed(secret, lowered, body, tools.clock.now() // _SECONDS):
        return False
    # Without the table nobody can say whether it is the first time: the error refuses the request.
    signature = lowered["x-slack-signature"]
    return tools.store.use_nonce(sha256(signature.encode()).hexdigest())


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    try:
        return b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except ValueError:
        return b""


def _answer(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    return {"statusCode": status, "headers": {"cache-control": "no-store", **(headers or {})}, "body": ""}


def _hand_on(tools: Tools, context: Any, press: Press) -> None:
    """Call this function again without waiting; where that fails, do it now, late rather than never."""
    payload = json.dumps({"press": press._asdict()})
    try:
        tools.clients("lambda").invoke(
            FunctionName=context.invoked_function_arn, InvocationType="Event", Payload=payload
        )
    except Exception as error:
        tools.journal.warn("not_handed_on", why=error_word(error))
        do_press(tools, press)
