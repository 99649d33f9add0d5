"""The model answers badly, slowly or not at all: callers get a code of the contract, nothing is stored."""

import json
from collections.abc import Callable

import pytest

from tests.service.rig import answers
from tests.service.rig.answers import Answer
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database
from tests.service.rig.openapi import check_answer
from tests.service.rig.service import Reply, Service

LONG = "とても長い題名" * 5
WRONG: dict[str, Answer] = {
    "seven": answers.good(answers.items(7)),
    "nine": answers.good(answers.items(9)),
    "none": answers.good([]),
    "long titles": answers.good(answers.items(title=LONG)),
    "empty titles": answers.good(answers.items(title="  ")),
    "short descriptions": answers.good(answers.items(description="短い")),
    "long descriptions": answers.good(answers.items(description="長" * 201)),
    "long backgrounds": answers.good(answers.items(background="長" * 101)),
    "one position": answers.good(answers.items(position=0)),
    "positions from 1": answers.good(
        [{**item, "position": item["position"] + 1} for item in answers.items()]
    ),
    "position as a word": answers.good(answers.items(position="first")),
    "position as a truth": answers.good(answers.items(position=True)),
    "numbers for titles": answers.good(answers.items(title=5)),
    "no tool call": answers.talk(),
    "cut short": answers.talk("サブ目標は", "max_tokens"),
    "text for the list": answers.raw_call({"subGoals": "eight of them"}),
    "list for the object": answers.raw_call(answers.items()),
    "strings for items": answers.raw_call({"subGoals": ["a"] * 8}),
    "another tool": answers.raw_call({"subGoals": answers.items()}, "delete_sub_goals"),
    "lists in lists": answers.deep(200),
    "no content": Answer(body=lambda _: answers.message([], "end_turn")),
}
PASSING: dict[str, Answer] = {
    "throttled": answers.throttled(),
    "unavailable": answers.failure(503, "ServiceUnavailableException"),
    "internal": answers.failure(500, "InternalServerException"),
    "model time-out": answers.timed_out(),
    "not ready": answers.failure(429, "ModelNotReadyException"),
    "reset": answers.reset(),
}
FINAL: dict[str, Answer] = {
    "denied": answers.denied(),
    "invalid": answers.failure(400, "ValidationException"),
    "no such model": answers.failure(404, "ResourceNotFoundException"),
}


def refused(reply: Reply, status: int, code: str) -> None:
    assert (reply.status, reply.code) == (status, code)
    check_answer(reply.status, reply.body)
    assert not reply.written.problems()
    assert len(reply.written.of("subgoal_generation_error")) == 1
    assert reply.written.sum("Failures") == 1
    assert reply.written.sum("Successes") == 0


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_asked_for_again_once(service: Service, bedrock: Bedrock, answer: Answer) -> None:
    bedrock.then(answer)
    reply = service.generate()
    assert reply.status == 200
    assert len(bedrock.asked) == 2
    assert reply.written.of("quality_validation_warning")
    assert reply.written.sum("ModelErrors") == 0, "the call itself went well"
    assert reply.body["metadata"]["tokensUsed"] == 2 * (answers.INPUT_TOKENS + answers.OUTPUT_TOKENS)


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_two_wrong_answers_end_the_request(
    service: Service, bedrock: Bedrock, database: Database, answer: Answer
) -> None:
    bedrock.always(answer)
    reply = service.generate()
    refused(reply, 422, "QUALITY_ERROR")
    assert len(bedrock.asked) == 2
    (last,) = reply.written.of("subgoal_generation_error")
    assert last["metadata"]["tokensUsed"] == 2 * (answers.INPUT_TOKENS + answers.OUTPUT_TOKENS), (
        "failures cost too"
    )
    assert database.rows("SELECT count(*) FROM goals") == [(0,)]


def test_an_answer_in_another_language_that_keeps_the_rules_is_taken(
    service: Service, bedrock: Bedrock
) -> None:
    """The contract's rules are about numbers and lengths, not about languages."""
    bedrock.then(answers.good(answers.english()))
    assert service.generate().body["data"]["subGoals"][0]["title"] == "Learn new words"


def test_equal_titles_are_only_a_warning(service: Service, bedrock: Bedrock) -> None:
    bedrock.then(answers.good(answers.items(title="同じ題名")))
    reply = service.generate()
    assert reply.status == 200
    assert len(bedrock.asked) == 1
    assert reply.written.of("quality_validation_warning")


@pytest.mark.parametrize("answer", PASSING.values(), ids=PASSING)
def test_a_passing_fault_is_tried_again(service: Service, bedrock: Bedrock, answer: Answer) -> None:
    bedrock.then(answer)
    reply = service.generate()
    assert reply.status == 200
    calls = reply.written.of("bedrock_invoke_model")
    assert [line["level"] for line in calls] == ["ERROR", "INFO"]
    assert calls[0]["error"]["code"] == "BedrockError"
    assert (reply.written.sum("ModelCalls"), reply.written.sum("ModelErrors")) == (2, 1)


@pytest.mark.parametrize("answer", PASSING.values(), ids=PASSING)
def test_a_lasting_fault_ends_the_request(service: Service, bedrock: Bedrock, answer: Answer) -> None:
    bedrock.always(answer)
    reply = service.generate()
    refused(reply, 503, "AI_SERVICE_ERROR")
    assert reply.body["error"]["retryable"] is True
    assert reply.written.sum("ModelErrors") == len(bedrock.asked) > 1


@pytest.mark.parametrize("answer", FINAL.values(), ids=FINAL)
def test_a_fault_that_stays_is_not_tried_again(service: Service, bedrock: Bedrock, answer: Answer) -> None:
    bedrock.always(answer)
    reply = service.generate()
    refused(reply, 503, "AI_SERVICE_ERROR")
    assert reply.body["error"]["retryable"] is False
    assert len(bedrock.asked) == 1


UNREADABLE = {
    "no json": answers.broken(),
    "too deep": answers.deep(100_000),
    "deeper than any stack": answers.deep(3_000_000),
}


@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_cannot_be_read_is_a_failed_call(
    service: Service, bedrock: Bedrock, answer: Answer
) -> None:
    bedrock.always(answer)
    reply = service.generate()
    refused(reply, 503, "AI_SERVICE_ERROR")
    assert reply.body["error"]["retryable"] is True
    calls = reply.written.of("bedrock_invoke_model")
    assert len(calls) == len(bedrock.asked) > 1
    assert {line["error"]["message"] for line in calls} == {"モデルの応答を読み取れませんでした"}


def test_our_tool_is_found_beside_another(service: Service, bedrock: Bedrock) -> None:
    """The one that was forced counts, wherever it stands."""

    def body(ask: answers.Ask) -> bytes:
        ours = json.loads(answers.tool_call(ask, answers.items()))["output"]["message"]["content"]
        other = {"toolUse": {"toolUseId": "t", "name": "think", "input": {"subGoals": []}}}
        return answers.message([{"text": "考えています"}, other, *ours], "tool_use")

    bedrock.then(Answer(body=body))
    assert service.generate().status == 200
    assert len(bedrock.asked) == 1


def test_no_connection_is_held_while_the_model_thinks(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    seen: list[list[tuple[str | None, ...]]] = []
    query = "SELECT state FROM pg_stat_activity WHERE usename <> 'postgres' AND state <> 'idle'"
    look: Callable[[], None] = lambda: seen.append(database.rows(query))  # noqa: E731
    bedrock.then(answers.good(before=look))
    assert service.generate().status == 200
    assert seen == [[]]
