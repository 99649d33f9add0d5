"""Whatever Slack signs is a button of ours, or none, or refused; never a fault."""

import json
from typing import Any
from unicodedata import category
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.escalation.pressed import BadPayload, read_press

fuzz = settings(derandomize=True, database=None, max_examples=200, deadline=None)
KEY = "production/duration"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "type": st.just("block_actions") | VALUES,
        "actions": st.lists(
            st.fixed_dictionaries({"action_id": st.just("mute") | VALUES, "value": st.just(KEY) | VALUES}),
            max_size=2,
        )
        | VALUES,
        "user": st.fixed_dictionaries({"name": VALUES, "username": st.text()}) | VALUES,
        "container": st.fixed_dictionaries({"message_ts": VALUES}) | VALUES,
        "channel": VALUES,
    },
)


@fuzz
@given(ODD)
def test_whatever_is_signed_is_a_button_or_bad_and_never_a_fault(payload: dict[str, Any]) -> None:
    body = urlencode({"payload": json.dumps(payload)}).encode()
    try:
        press = read_press(body)
    except BadPayload:
        return
    if press is not None:
        assert press.incident == KEY
        assert "Cc" not in map(category, press.by)
        assert 1 <= len(press.by) <= 40


@fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(BadPayload):
        read_press(body)
