"""Requests as Slack sends them when somebody presses a button."""

import json
from itertools import count
from urllib.parse import urlencode

from monitoring.escalation.signature import signature_of
from tests.escalation.rig.cloud import SIGNING

_TRIGGERS = count(1)


def id_of(name: str) -> str:
    """Slack's id of somebody: U0HANAKO."""
    letters = "".join(letter for letter in name.upper() if letter.isascii() and letter.isalnum())
    return f"U0{letters:0<6}"


def payload_of(action: str, by: str, value: str, where: dict[str, str]) -> bytes:
    """The body that Slack sends for a button."""
    payload = {
        "type": "block_actions",
        "user": {"id": id_of(by), "username": by, "name": by},
        "channel": {"id": where.get("channel", "C0DEV"), "name": "dev"},
        "container": {"type": "message", **{k: v for k, v in where.items() if k.endswith("_ts")}},
        "actions": [{"action_id": action, "value": value, "type": "button"}],
        "trigger_id": f"1.1.{next(_TRIGGERS)}",
        "response_url": "https://hooks.slack.com/actions/T1/1/x",
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def sign(body: bytes, at: int) -> dict[str, str]:
    """Slack's headers."""
    return {
        "x-slack-request-timestamp": str(at),
        "x-slack-signature": signature_of(SIGNING, str(at), body),
    }
