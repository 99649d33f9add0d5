"""The handler in a process of its own, driven by Lambda's runtime client through the Runtime API."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database
from tests.service.rig.logs import taken_apart
from tests.service.rig.openapi import check_answer
from tests.service.rig.pool import HANDLER
from tests.service.rig.runtime import Environment
from tests.service.rig.service import event, request, settings

GOOD = event(json.dumps(request()))


@pytest.fixture
def environment(database: Database, bedrock: Bedrock) -> Iterator[Environment]:
    with Environment(HANDLER, settings(database.server.port, bedrock.url)) as started:
        yield started


def test_an_environment_serves_one_request_after_the_other(
    environment: Environment, database: Database
) -> None:
    database.drop_connections()
    said = [environment.invoke(GOOD).payload for _ in range(3)]
    assert [each["statusCode"] for each in said] == [200, 200, 200]
    for each in said:
        check_answer(200, json.loads(each["body"]))
    assert database.rows("SELECT count(*) FROM goals") == [(3,)]
    assert len(database.sessions()) == 1


def test_everything_that_is_written_is_a_line_of_the_contract(
    environment: Environment, bedrock: Bedrock
) -> None:
    environment.invoke(GOOD)
    bedrock.then(answers.denied())
    environment.invoke(GOOD)
    environment.invoke(event("{"))
    written = taken_apart(environment.text())
    assert not written.problems()
    assert len(written.of("subgoal_generation_success")) == 1
    assert len(written.of("subgoal_generation_error")) == 2
    ids = {line["requestId"] for line in written.lines}
    assert all(re.fullmatch(r"[0-9a-f-]{36}", each) for each in ids)


def test_an_error_is_an_answer_and_no_failed_invocation(environment: Environment, database: Database) -> None:
    environment.invoke(GOOD)
    database.server.stop()
    outcome = environment.invoke(GOOD)
    assert outcome.error is None
    assert outcome.payload["statusCode"] == 500
    database.server.start()
    assert environment.invoke(GOOD).payload["statusCode"] == 200


def test_an_environment_without_its_settings_says_which_one(database: Database, bedrock: Bedrock) -> None:
    """Lambda counts it as a failed start; the alarm on the API's 5XX sees it."""
    without = {k: v for k, v in settings(database.server.port, bedrock.url).items() if k != "MODEL_ID"}
    with Environment(HANDLER, without) as broken:
        outcome = broken.invoke(GOOD)
        if outcome.payload is not None:
            assert outcome.payload["statusCode"] == 500
            check_answer(500, json.loads(outcome.payload["body"]))
        else:
            assert "MODEL_ID" in broken.text()


def test_an_environment_that_was_frozen_for_long_answers_again(
    environment: Environment, database: Database
) -> None:
    """While it slept the server has closed its connection."""
    environment.invoke(GOOD)
    database.drop_connections()
    assert environment.invoke(GOOD).payload["statusCode"] == 200
    assert not [line for line in taken_apart(environment.text()).lines if line["level"] == "ERROR"]
