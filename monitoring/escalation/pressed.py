"""What a button says: which of ours, of which incident, by whom."""

import json
from collections.abc import Mapping
from re import ASCII
from re import compile as regex
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

from monitoring.oncall.clean import clean
from monitoring.oncall.parts import ACKNOWLEDGE, ESCALATE, MUTE, RERUN

KNOWN: Final = (ACKNOWLEDGE, MUTE, RERUN, ESCALATE)
_VALUE: Final = regex(r"([A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+)(?: ([A-Za-z0-9_-]{1,80}))?", ASCII)
_MOST_NAME: Final = 40


class BadPayload(Exception):
    """Signed by Slack, and nothing that Slack sends for a button."""


class Press(NamedTuple):
    """A button that somebody pressed; ``by`` is Slack's id of the person.

    ``incident`` is the incident's key, ``id`` its id where the button says it, ``threads`` the messages that
    the button stands in or below.
    """

    action: str
    incident: str
    id: str
    by: str
    channel: str
    threads: tuple[str, ...]


def read_press(body: bytes) -> Press | None:
    """The button in the body of a request; None for one that is not ours. Raises BadPayload.

    Links are buttons as well: Slack reports that they were pressed, and wants nothing but an answer.
    Source: "block_actions payload" and "Handling user interaction" (docs.slack.dev).
    """
    payload = _payload(body)
    if payload.get("type") != "block_actions":
        raise BadPayload
    actions = payload.get("actions")
    action = _mapping(actions[0]) if isinstance(actions, list) and actions else {}
    match = _VALUE.fullmatch(_text(action, "value"))
    if action.get("action_id") not in KNOWN or match is None:
        return None
    return _press(payload, _text(action, "action_id"), match[1], match[2] or "")


def _press(payload: Mapping[str, Any], action: str, incident: str, identity: str) -> Press:
    user, container = _mapping(payload.get("user")), _mapping(payload.get("container"))
    who = _text(user, "id") or _text(user, "username") or _text(user, "name")
    threads = (_text(container, "message_ts"), _text(container, "thread_ts"))
    return Press(
        action=action,
        incident=incident,
        id=identity,
        by=clean(who, _MOST_NAME) or "?",
        channel=_text(_mapping(payload.get("channel")), "id"),
        threads=tuple(one for one in threads if one),
    )


def _payload(body: bytes) -> Mapping[str, Any]:
    """The JSON in the form's only field."""
    try:
        fields = parse_qs(body.decode(), strict_parsing=True, max_num_fields=5)
        found = json.loads(fields["payload"][0])
    except (ValueError, KeyError, RecursionError) as problem:
        raise BadPayload from problem
    if not isinstance(found, dict):
        raise BadPayload
    return found


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
