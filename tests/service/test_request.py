"""What comes from API Gateway: caller, headers, body."""

from base64 import b64encode
from typing import Any

import pytest

from service.subgoals.errors import ServiceError
from service.subgoals.request import caller, header, idempotency_key, read_body, request_id

MOST = 1000


def refused(event: dict[str, Any]) -> str:
    with pytest.raises(ServiceError) as caught:
        read_body(event, MOST)
    assert caught.value.code == "VALIDATION_ERROR"
    return caught.value.reason


def encoded(raw: bytes) -> dict[str, Any]:
    return {"body": b64encode(raw).decode(), "isBase64Encoded": True}


def signed_in(subject: object) -> dict[str, Any]:
    return {"requestContext": {"authorizer": {"claims": {"sub": subject}}}}


@pytest.mark.parametrize("event", [{"body": '{"a": "😀"}'}, encoded('{"a": "😀"}'.encode())])
def test_a_body_is_read_in_both_ways(event: dict[str, Any]) -> None:
    assert read_body(event, MOST) == {"a": "😀"}


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert read_body({"body": '{"a": "\\ud83d\\ude00"}'}, MOST) == {"a": "😀"}


@pytest.mark.parametrize("body", [None, "", 1, [], {}])
def test_no_body(body: object) -> None:
    assert refused({"body": body}) == "本文がありません"


@pytest.mark.parametrize(
    "event",
    [{"body": "あ" * 334}, {"body": "a" * 10_000_000}, encoded(b"a" * 1001), encoded(b"a" * 10_000_000)],
)
def test_a_large_body_is_not_even_parsed(event: dict[str, Any]) -> None:
    assert refused(event) == "本文が大きすぎます"


@pytest.mark.parametrize(
    "event",
    [
        encoded("目標".encode("shift_jis")),
        encoded("目標".encode("euc_jp")),
        encoded(b'{"a": "\xff"}'),
        {"body": "\ud800"},
        {"body": "***", "isBase64Encoded": True},
        {"body": "目標", "isBase64Encoded": True},
    ],
)
def test_a_body_in_another_encoding(event: dict[str, Any]) -> None:
    assert refused(event) == "本文がUTF-8ではありません"


@pytest.mark.parametrize(
    "body",
    [
        *("{", "{}}", "{'a': 1}", '{"a": 1,}', "a", '{"a": NaN}', '{"a": -Infinity}', '{"a": 01}', "\x00"),
        *('{"a": "\x00"}', '{"a": 1, "a": 2}', '{"a": {"b": 1, "b": 2}}', "\ufeff{}", '{"a": "\n"}'),
        '{"a": ' + "1" * 900,
    ],
)
def test_a_body_that_is_no_json(body: str) -> None:
    assert refused({"body": body}) == "本文がJSONではありません"


def test_utf_16_is_no_json() -> None:
    assert refused(encoded("{}".encode("utf-16-le"))) == "本文がJSONではありません"


def test_a_deep_body() -> None:
    with pytest.raises(ServiceError) as caught:
        read_body({"body": "[" * 15_000}, 100_000)
    assert caught.value.code == "VALIDATION_ERROR"


@pytest.mark.parametrize("body", ["[]", "1", "null", '"a"', "true"])
def test_json_that_is_no_object(body: str) -> None:
    assert refused({"body": body}) == "本文がJSONのオブジェクトではありません"


@pytest.mark.parametrize("subject", [None, "", 1, " ", "a b", "taro@example.com", "a" * 129, "山田", "a\n"])
def test_no_caller(subject: object) -> None:
    with pytest.raises(ServiceError) as caught:
        caller(signed_in(subject))
    assert caught.value.code == "AUTHENTICATION_ERROR"


@pytest.mark.parametrize(
    "event", [{}, {"requestContext": None}, {"requestContext": {"authorizer": None}}, {"requestContext": []}]
)
def test_nobody_signed_in(event: dict[str, Any]) -> None:
    with pytest.raises(ServiceError):
        caller(event)


def test_the_caller_is_the_sub() -> None:
    assert caller(signed_in("0b6f3c1e-5f0a-4a55-9d0e-6f1f2f6f7a10")) == "0b6f3c1e-5f0a-4a55-9d0e-6f1f2f6f7a10"


def test_names_of_headers_have_no_case() -> None:
    assert header({"headers": {"IDEMPOTENCY-key": "k"}}, "idempotency-key") == "k"


@pytest.mark.parametrize("headers", [None, [], {}, {"idempotency-key": None}, {1: "k"}])
def test_no_key(headers: object) -> None:
    assert idempotency_key({"headers": headers}) is None


@pytest.mark.parametrize("key", ["", " ", "a b", "鍵", "a" * 256, "a\n"])
def test_a_key_that_cannot_be(key: str) -> None:
    with pytest.raises(ServiceError) as caught:
        idempotency_key({"headers": {"Idempotency-Key": key}})
    assert caught.value.details[0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("given", [None, 1, "", "a b", 'a"\n', "a" * 200])
def test_an_id_that_cannot_be_is_not_logged(given: object) -> None:
    assert request_id({"requestContext": {"requestId": given}}, None) == "unknown"
