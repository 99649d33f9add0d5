"""A slow model ends in an answer and a log line, never in a function that Lambda has to end."""

import json
from collections.abc import Iterator
from threading import Event

import pytest

from tests.service.rig import answers
from tests.service.rig.answers import Answer
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database
from tests.service.rig.openapi import check_answer
from tests.service.rig.pool import HANDLER
from tests.service.rig.queries import SPEC
from tests.service.rig.runtime import Environment
from tests.service.rig.service import DEADLINE_MS, Service, event, request, settings

SAVING = 2.5
"""Seconds that the service keeps for saving (its default)."""


@pytest.fixture
def hanging() -> Iterator[Answer]:
    """An answer that does not come before the test is over."""
    over = Event()
    yield answers.good(before=over.wait)
    over.set()


def critical_ms() -> float:
    """The duration above which monitoring.yaml wakes somebody up."""
    value, unit = SPEC["alarms"]["duration"]["critical"]["above"].split()
    assert unit == "s"
    return float(value) * 1000


def test_the_longest_duration_alarm_can_be_reached_by_a_success(service: Service, bedrock: Bedrock) -> None:
    """The model takes all that it may: there is an answer, and its duration is above the threshold."""
    seconds = DEADLINE_MS / 1000 - SAVING - 0.001
    bedrock.then(answers.good(before=lambda: service.clock.advance(seconds)))
    reply = service.generate()
    assert reply.status == 200
    (last,) = reply.written.of("subgoal_generation_success")
    assert critical_ms() < last["duration"] < DEADLINE_MS
    assert critical_ms() < reply.written.sum("Duration") < DEADLINE_MS
    assert reply.written.sum("ModelDuration") == pytest.approx(seconds * 1000)


def test_tries_end_before_the_deadline(service: Service, bedrock: Bedrock, database: Database) -> None:
    bedrock.always(answers.failure(503, "Unavailable", before=lambda: service.clock.advance(27.9)))
    reply = service.generate()
    assert (reply.status, reply.code) == (503, "AI_SERVICE_ERROR")
    assert critical_ms() < reply.written.sum("Duration") < DEADLINE_MS
    assert len(bedrock.asked) == 2
    assert database.rows("SELECT count(*) FROM goals") == [(0,)]


def test_a_poor_answer_that_came_late_is_not_asked_for_again(service: Service, bedrock: Bedrock) -> None:
    bedrock.always(answers.good(answers.items(7), before=lambda: service.clock.advance(54)))
    reply = service.generate()
    assert reply.code == "QUALITY_ERROR"
    assert len(bedrock.asked) == 1


def test_the_quality_retry_gets_only_what_is_left(service: Service, bedrock: Bedrock) -> None:
    bedrock.then(answers.good(answers.items(7), before=lambda: service.clock.advance(30)))
    bedrock.then(answers.good(before=lambda: service.clock.advance(25)))
    reply = service.generate()
    assert reply.status == 200
    assert reply.written.sum("Duration") == pytest.approx(55_000, abs=1_000)


def test_a_model_that_never_answers_is_given_up_in_real_time(
    hanging: Answer, database: Database, bedrock: Bedrock
) -> None:
    """Of this deadline two seconds are left for the model, and none for another try."""
    hasty = Service(database.server, bedrock, FUNCTION_DEADLINE_MS="4600")
    bedrock.then(hanging)
    reply = hasty.generate()
    assert (reply.status, reply.code) == (503, "AI_SERVICE_ERROR")
    assert reply.body["error"]["retryable"] is True
    assert not reply.written.problems()
    assert hasty.generate().status == 200, "the one that hangs is in nobody's way"


def test_lambdas_own_deadline_counts_when_it_is_nearer(
    hanging: Answer, database: Database, bedrock: Bedrock
) -> None:
    """Through the runtime client, in real time; Lambda says that less is left than the service's 58 s."""
    with Environment(HANDLER, settings(database.server.port, bedrock.url)) as environment:
        environment.invoke(event(json.dumps(request())))
        bedrock.then(hanging)
        outcome = environment.invoke(event(json.dumps(request())), seconds=5.3)
    assert outcome.payload["statusCode"] == 503
    check_answer(503, json.loads(outcome.payload["body"]))
