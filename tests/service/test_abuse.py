"""Requests that nobody sends by accident: every one gets the contract's shape, none costs a model call."""

import json
from typing import Any

import pytest

from tests.service.rig.bedrock import Bedrock
from tests.service.rig.openapi import check_answer
from tests.service.rig.service import Service, event, request

GOOD = json.dumps(request())


def with_field(name: str, raw: str) -> str:
    """A good request whose field has ``raw`` for its JSON."""
    return json.dumps({**request(), name: "@@"}).replace('"@@"', raw)


BODIES: dict[str, str | None] = {
    "missing": None,
    "empty": "",
    "blank": " \n ",
    "null": "null",
    "a number": "17",
    "a list": "[]",
    "a text": '"hello"',
    "a truth": "true",
    "an empty object": "{}",
    "half an object": GOOD[: len(GOOD) // 2],
    "two objects": GOOD + GOOD,
    "10 MB of text": with_field("description", json.dumps("a" * 10_000_000)),
    "10 MB of blanks": GOOD + " " * 10_000_000,
    "10 MB of brackets": "[" * 10_000_000,
    "deep lists": "[" * 15_000 + "]" * 15_000,
    "deep objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "a deep field": with_field("title", "[" * 14_000 + "]" * 14_000),
    "a byte order mark": "\ufeff" + GOOD,
    "a null byte outside": GOOD + "\x00",
    "replaced bytes": GOOD.replace("{", "\ufffd{", 1),
    "half a surrogate pair": with_field("title", r'"a\ud83d"'),
    "the other half": with_field("title", r'"\ude00a"'),
    "halves in the wrong order": with_field("title", r'"\ude00\ud83d"'),
    "half a pair for a name": GOOD.replace('"title"', r'"title\ud83d"', 1),
    "a key twice": GOOD.replace("{", '{"title": "another one", ', 1),
    "a key twice, escaped once": GOOD.replace("{", r'{"\u0074itle": "another one", ', 1),
    "not a number": with_field("title", "NaN"),
    "infinity": with_field("title", "-Infinity"),
    "a huge number": with_field("title", "9" * 30_000),
    "a huge exponent": with_field("title", "1e999999"),
    "many fields": json.dumps({f"f{n}": n for n in range(2_000)}),
    "a long name": json.dumps({"x" * 30_000: 1}),
    "a prototype": GOOD.replace("{", '{"__proto__": {"title": "a"}, ', 1),
    "form data": "title=a&description=b",
    "xml": "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "a null title": with_field("title", "null"),
    "a null goalId": with_field("goalId", "null"),
    "null bytes only": with_field("title", r'"\u0000\u0000"'),
    "tags only": with_field("title", '"<b></b>"'),
    "invisible only": with_field("title", r'"\u200b\u2060"'),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_is_refused(service: Service, bedrock: Bedrock, body: str | None) -> None:
    reply = service.send(body)
    assert (reply.status, reply.code) == (400, "VALIDATION_ERROR")
    check_answer(reply.status, reply.body)
    assert not reply.written.problems()
    assert len(reply.written.text) < 20_000, "a large request makes no large log"
    assert not bedrock.asked
    assert (reply.written.sum("ClientErrors"), reply.written.sum("Failures")) == (1, 0)


TEXTS = {
    "null bytes": "a\x00b",
    "an emoji": "目標\U0001f3af",
    "a whole pair": "\U0001f600",
    "right to left": "\u202eabc",
    "braces": "目標{b}",
    "sql": "O'Reilly'); SELECT 1; --",
    "percent signs": "%s %(a)s %d",
    "quotes": "\"''\\",
    "tags": "<script>alert(1)</script>英語",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_strange_text_is_text(service: Service, text: str) -> None:
    reply = service.generate(title=text)
    assert reply.status == 200
    check_answer(reply.status, reply.body)


@pytest.mark.parametrize(
    "text", [*TEXTS.values(), "\ufeff", "あ" * 300, "é" * 200], ids=range(len(TEXTS) + 3)
)
def test_strange_keys_are_answered(service: Service, text: str) -> None:
    reply = service.generate(key=text)
    allowed = text.isascii() and text.isprintable() and " " not in text
    assert reply.status == (200 if allowed else 400)
    check_answer(reply.status, reply.body)


def broken_events() -> dict[str, dict[str, Any]]:
    """Events that the gateway would not send."""
    base = event(GOOD)
    return {
        "nothing": {},
        "no context": {**base, "requestContext": None},
        "claims of another kind": {**base, "requestContext": {"authorizer": {"claims": "admin"}}},
        "no sub": {**base, "requestContext": {"authorizer": {"claims": {"email": "a@example.com"}}}},
        "sub is a list": {**base, "requestContext": {"authorizer": {"claims": {"sub": ["a"]}}}},
        "sub is empty": {**base, "requestContext": {"authorizer": {"claims": {"sub": ""}}}},
        "no headers": {**base, "headers": None, "multiValueHeaders": None},
        "ill base64": {**base, "isBase64Encoded": True, "body": "%%%"},
        "body is an object": {**base, "body": request()},
        "another method": {**base, "httpMethod": "DELETE"},
    }


@pytest.mark.parametrize("name", broken_events())
def test_an_event_of_another_kind_is_answered_in_shape(service: Service, name: str) -> None:
    reply = service.call(broken_events()[name])
    check_answer(reply.status, reply.body)
    assert not reply.written.problems()
