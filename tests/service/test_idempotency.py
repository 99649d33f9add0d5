"""An Idempotency-Key makes a retry return the first answer: one goal, one bill, however it is sent."""

import json

import pytest

from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database
from tests.service.rig.openapi import check_answer
from tests.service.rig.service import Reply, Service, request
from tests.service.rig.tokens import ALICE, BOB

KEY = "5c1f6a2e-key"
GOALS = "SELECT count(*) FROM goals"
DAY = 24 * 60 * 60.0


def test_a_retry_returns_the_first_answer_and_costs_nothing(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    first = service.generate(key=KEY)
    again = service.generate(key=KEY)
    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body
    assert len(bedrock.asked) == 1
    assert again.written.sum("TokensUsed") == 0
    assert not again.written.problems()
    assert database.rows(GOALS) == [(1,)]


def test_a_retry_of_an_update_returns_the_first_answer(service: Service, bedrock: Bedrock) -> None:
    goal = service.generate().goal_id
    first = service.generate(key=KEY, goalId=goal)
    assert service.generate(key=KEY, goalId=goal).body == first.body
    assert len(bedrock.asked) == 2


def test_a_key_belongs_to_one_user(service: Service, bedrock: Bedrock) -> None:
    mine = service.generate(ALICE, key=KEY)
    others = service.generate(BOB, key=KEY)
    assert mine.goal_id != others.goal_id
    assert len(bedrock.asked) == 2


def test_a_key_belongs_to_one_request(service: Service, bedrock: Bedrock) -> None:
    service.generate(key=KEY)
    other = service.generate(key=KEY, title="別の目標")
    assert (other.status, other.code) == (400, "VALIDATION_ERROR")
    check_answer(other.status, other.body)
    assert [each["field"] for each in other.body["error"]["details"]] == ["Idempotency-Key"]
    assert len(bedrock.asked) == 1


def test_a_key_is_forgotten_after_a_day(service: Service, bedrock: Bedrock, database: Database) -> None:
    first = service.generate(key=KEY)
    service.clock.advance(DAY - 60)
    assert service.generate(key=KEY).body == first.body
    service.clock.advance(120)
    later = service.generate(key=KEY)
    assert later.goal_id != first.goal_id
    assert len(bedrock.asked) == 2
    assert database.rows("SELECT count(*) FROM idempotency_keys") == [(1,)]


SOON = "2026-12-01T00:00:10Z"
"""Ten seconds after the tests' clock begins."""


def test_a_retry_after_the_goals_deadline_returns_the_first_answer(
    service: Service, bedrock: Bedrock
) -> None:
    first = service.generate(key=KEY, deadline=SOON)
    service.clock.advance(60)
    again = service.generate(key=KEY, deadline=SOON)
    assert (again.status, again.body) == (200, first.body)
    assert not again.written.problems()
    assert len(bedrock.asked) == 1
    found = {
        name: again.written.sum(name) for name in ("Requests", "Successes", "ClientErrors", "TokensUsed")
    }
    assert found == {"Requests": 1, "Successes": 1, "ClientErrors": 0, "TokensUsed": 0}


def test_a_retry_after_the_goals_deadline_waits_for_the_first_one(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    """The deadline passes while the model thinks; the second comes then, and cannot wait for ever."""
    second = Service(database.server, bedrock, FUNCTION_DEADLINE_MS="20000")
    second.clock.advance(20)
    early: list[Reply] = []
    bedrock.then(answers.good(before=lambda: early.append(second.generate(key=KEY, deadline=SOON))))
    assert service.generate(key=KEY, deadline=SOON).status == 200
    assert [each.code for each in early] == ["AI_SERVICE_ERROR"]
    assert len(bedrock.asked) == 1


LATE = {"no key": (None, {}), "a new key": ("other", {}), "another request": (KEY, {"title": "別の目標"})}


@pytest.mark.parametrize(("key", "changes"), LATE.values(), ids=LATE)
def test_a_deadline_that_has_passed_is_refused_without_a_first_answer(
    service: Service, bedrock: Bedrock, database: Database, key: str | None, changes: dict[str, str]
) -> None:
    service.generate(key=KEY, deadline=SOON)
    before = database.contents()
    service.clock.advance(60)
    reply = service.generate(key=key, deadline=SOON, **changes)
    assert (reply.status, reply.code) == (400, "VALIDATION_ERROR")
    assert [each["field"] for each in reply.body["error"]["details"]] == ["deadline"]
    assert len(bedrock.asked) == 1
    assert database.contents() == before, "no claim either"


def test_a_deadline_that_has_passed_beside_another_fault_is_refused_at_once(service: Service) -> None:
    service.generate(key=KEY, deadline=SOON)
    service.clock.advance(60)
    reply = service.generate(key=KEY, deadline=SOON, title="")
    assert [each["field"] for each in reply.body["error"]["details"]] == ["title", "deadline"]
    assert not reply.written.of("database_read")


def test_a_claim_without_an_answer_does_not_hold_up_a_late_retry(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    """Its holder died; the claim has ended and can become no answer any more."""
    heir = Service(database.server, bedrock)
    heir.clock.advance(120)
    late: list[Reply] = []
    bedrock.then(answers.good(before=lambda: late.append(heir.generate(key=KEY, deadline=SOON))))
    service.generate(key=KEY, deadline=SOON)
    assert [each.code for each in late] == ["VALIDATION_ERROR"]


def test_a_request_that_failed_may_be_tried_again_at_once(service: Service, bedrock: Bedrock) -> None:
    bedrock.then(answers.denied())
    assert service.generate(key=KEY).code == "AI_SERVICE_ERROR"
    assert service.generate(key=KEY).status == 200


def test_a_save_that_failed_may_be_tried_again(service: Service, database: Database) -> None:
    database.trap("sub_goals", "RAISE EXCEPTION 'no'")
    assert service.generate(key=KEY).code == "DATABASE_ERROR"
    database.without_traps()
    assert service.generate(key=KEY).status == 200
    assert database.rows(GOALS) == [(1,)]


def test_an_answer_that_was_stored_and_lost_on_the_way_is_given_again(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    """The caller never saw the answer; the database did."""
    lost = service.generate(key=KEY)
    database.drop_connections()
    assert service.generate(key=KEY).body == lost.body
    assert len(bedrock.asked) == 1


def test_a_second_request_while_the_first_is_at_work_pays_nothing(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    """It waits for the first one's answer, but not beyond its own deadline."""
    second = Service(database.server, bedrock)
    refused: list[Reply] = []
    bedrock.then(answers.good(before=lambda: refused.append(second.generate(key=KEY))))
    first = service.generate(key=KEY)
    assert first.status == 200
    assert [(each.code, each.body["error"]["retryable"]) for each in refused] == [("AI_SERVICE_ERROR", True)]
    assert len(bedrock.asked) == 1
    assert second.generate(key=KEY).body == first.body


def test_a_key_whose_holder_died_is_taken_over(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    """Whoever held it is past every deadline."""
    heir = Service(database.server, bedrock)
    heir.clock.advance(120)
    taken: list[Reply] = []
    bedrock.then(answers.good(before=lambda: taken.append(heir.generate(key=KEY))))
    service.generate(key=KEY)
    assert [each.status for each in taken] == [200]
    assert heir.generate(key=KEY).body == taken[0].body


def test_keys_are_not_stored_as_they_are(service: Service, database: Database) -> None:
    service.generate(key=KEY)
    assert KEY not in str(database.contents())


def test_the_header_may_be_written_in_any_case(service: Service, bedrock: Bedrock) -> None:
    first = service.generate(key=KEY)
    again = service.send(json.dumps(request()), idempotency_key=KEY)
    assert again.body == first.body
    assert len(bedrock.asked) == 1
