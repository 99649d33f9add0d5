"""Tokens and limits in front of the function: what does not get through is answered in the same shape."""

import json

import pytest

from tests.service.rig import answers, tokens
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.client import Answered, generate, send
from tests.service.rig.gateway import GENERATE, Gateway
from tests.service.rig.logs import breaches
from tests.service.rig.openapi import check_answer
from tests.service.rig.service import request

BODY = json.dumps(request()).encode()
FOREIGN = {
    "expired": tokens.token(exp=tokens.NOW),
    "tampered": tokens.tampered(),
    "another key": tokens.token(signer="somebody"),
    "another pool": tokens.token(iss="https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_Other"),
    "another client": tokens.token(aud="other"),
    "no signature": tokens.unsigned(),
    "shared secret": tokens.signed_with_public_key(),
    "no token": "abc",
    "three dots": "a.b.c",
    "null bytes": "%00",
}


def with_token(gateway: Gateway, token: str | None) -> Answered:
    return send(gateway, BODY, {} if token is None else {"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("token", [None, "", *FOREIGN.values()], ids=["missing", "empty", *FOREIGN])
def test_a_token_that_is_not_the_pools_never_reaches_the_function(
    gateway: Gateway, bedrock: Bedrock, token: str | None
) -> None:
    answered = with_token(gateway, token)
    assert answered.status == 401
    check_answer(answered.status, answered.body)
    assert not bedrock.asked
    assert gateway.functions[GENERATE].busiest == 0


def test_expired_tokens_are_told_apart_in_the_access_log(gateway: Gateway) -> None:
    with_token(gateway, FOREIGN["expired"])
    with_token(gateway, FOREIGN["tampered"])
    assert [(line["responseType"], line["errorMessage"]) for line in gateway.access_log] == [
        ("UNAUTHORIZED", "The incoming token has expired"),
        ("UNAUTHORIZED", "Unauthorized"),
    ]
    assert [breaches(line, "access") for line in gateway.access_log] == [[], []]


def test_the_caller_is_who_signed_in_and_not_who_the_body_says(gateway: Gateway) -> None:
    mine = generate(gateway).body["data"]["goalId"]
    stolen = generate(gateway, tokens.BOB, goalId=mine)
    assert (stolen.status, stolen.body["error"]["code"]) == (403, "FORBIDDEN_ERROR")


def test_ten_megabytes_stop_at_the_gateway(gateway: Gateway) -> None:
    answered = send(gateway, b" " * (10 * 1024 * 1024 + 1), {})
    assert answered.status == 413
    check_answer(answered.status, answered.body)


def test_too_many_requests_are_refused_in_shape(gateway: Gateway) -> None:
    gateway.burst = 1
    assert generate(gateway).status == 200
    answered = generate(gateway)
    assert answered.status == 429
    check_answer(answered.status, answered.body)
    assert gateway.access_log[-1]["responseType"] == "THROTTLED"


def test_an_integration_that_takes_too_long_is_answered_in_shape(gateway: Gateway) -> None:
    gateway.timeout_ms = -1
    answered = generate(gateway)
    assert answered.status == 504
    check_answer(answered.status, answered.body)


TEXT = json.dumps(request(), ensure_ascii=False)
ENCODINGS = ("utf-16", "utf-32", "shift_jis", "euc_jp", "iso2022_jp")


@pytest.mark.parametrize("raw", [b"\xff\xfe", TEXT.encode()[:-9] + b"\xe3", *map(TEXT.encode, ENCODINGS)])
def test_bytes_in_another_encoding_are_refused(gateway: Gateway, bedrock: Bedrock, raw: bytes) -> None:
    """Also where what is left of them is JSON: half of the text would be stored as boxes."""
    answered = send(gateway, raw, {"Authorization": f"Bearer {tokens.token()}"})
    assert (answered.status, answered.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    check_answer(answered.status, answered.body)
    assert not bedrock.asked


def test_a_good_request_gets_through(gateway: Gateway) -> None:
    answered = generate(gateway)
    assert answered.status == 200
    assert answered.headers["Content-Type"].startswith("application/json")
    assert len(answered.body["data"]["subGoals"]) == len(answers.items())
    assert not breaches(gateway.access_log[-1], "access")
