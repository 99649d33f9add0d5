"""Only Slack, only now: any other request is refused, whatever its bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from monitoring.escalation.signature import WINDOW, is_signed, signature_of

fuzz = settings(derandomize=True, database=None, max_examples=300, deadline=None)
SECRET = "a-signing-secret"
AT = 1_795_600_800
BODY = b"payload=%7B%22type%22%3A%22block_actions%22%7D"
HEADER = st.text(max_size=80)
SECRETS = st.text(st.characters(codec="utf-8")).filter(str.strip)


def signed(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    return {
        "x-slack-request-timestamp": str(at),
        "x-slack-signature": signature_of(secret, str(at), body),
    }


@fuzz
@given(
    st.text(st.characters(codec="utf-8"), max_size=500),
    st.integers(0, 10**10),
    SECRETS,
)
def test_what_slacks_own_library_signs_is_taken(body: str, at: int, secret: str) -> None:
    right = SignatureVerifier(secret).generate_signature(timestamp=str(at), body=body)
    headers = {"x-slack-request-timestamp": str(at), "x-slack-signature": right or ""}
    assert is_signed(secret, headers, body.encode(), at)


@fuzz
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_another_body_is_refused(body: bytes, other: bytes) -> None:
    assert is_signed(SECRET, signed(body, AT), other, AT) == (body == other)


@fuzz
@given(st.integers(-3 * WINDOW, 3 * WINDOW))
def test_a_request_is_taken_for_five_minutes_on_both_sides_of_the_clock(late: int) -> None:
    assert is_signed(SECRET, signed(BODY, AT), BODY, AT + late) == (abs(late) <= WINDOW)


@fuzz
@given(HEADER, HEADER, st.binary(max_size=50), HEADER)
def test_forged_headers_are_refused_and_never_a_fault(
    timestamp: str, signature: str, body: bytes, secret: str
) -> None:
    headers = {"x-slack-request-timestamp": timestamp, "x-slack-signature": signature}
    assert not is_signed(secret, headers, body, AT)


@fuzz
@given(st.integers(3, 66), st.characters())
def test_one_character_changed_in_the_signature_is_enough(index: int, character: str) -> None:
    headers = signed(BODY, AT)
    right = headers["x-slack-signature"]
    headers["x-slack-signature"] = right[:index] + character + right[index + 1 :]
    assert is_signed(SECRET, headers, BODY, AT) == (headers["x-slack-signature"] == right)


@pytest.mark.parametrize("name", ["x-slack-request-timestamp", "x-slack-signature"])
def test_a_header_that_lacks_is_refused(name: str) -> None:
    headers = signed(BODY, AT)
    del headers[name]
    assert not is_signed(SECRET, headers, BODY, AT)


@pytest.mark.parametrize(
    "timestamp", [f" {AT}", f"+{AT}", f"{AT}.0", f"0x{AT:x}", "１５３１４２０６１８", ""]
)
def test_a_timestamp_is_digits_and_nothing_else(timestamp: str) -> None:
    headers = {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature_of(SECRET, timestamp, BODY),
    }
    assert not is_signed(SECRET, headers, BODY, AT)


def test_without_a_secret_nothing_is_signed() -> None:
    assert not is_signed("", signed(BODY, AT, secret=""), BODY, AT)
