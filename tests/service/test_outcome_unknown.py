"""A COMMIT whose answer is lost: the caller hears that nobody knows, and a key pays for one model call."""

from collections.abc import Callable, Iterator

import pytest

from service.subgoals.bounded import TimeIsUp
from service.subgoals.turn import Turn
from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.cut import CutProxy
from tests.service.rig.database import Database
from tests.service.rig.logs import Line
from tests.service.rig.openapi import check_answer
from tests.service.rig.queries import counts, patterns
from tests.service.rig.service import Reply, Service

KEY = "unknown-1"
GOALS = "SELECT count(*) FROM goals"
CLAIM_S = 63.0
"""Seconds after which nobody can still be at work on a claim: the deadline and a little more."""


@pytest.fixture
def proxy(database: Database) -> Iterator[CutProxy]:
    with CutProxy(database.server.port) as started:
        yield started


@pytest.fixture
def cut_off(proxy: CutProxy, database: Database, bedrock: Bedrock) -> Service:
    """A service that loses the answer to its first COMMIT."""
    return Service(database.server, bedrock, DATABASE_PORT=str(proxy.port))


def unknown(reply: Reply) -> Line:
    """The database's line of a request whose outcome nobody knows."""
    assert (reply.status, reply.code) == (500, "DATABASE_ERROR")
    check_answer(reply.status, reply.body)
    assert not reply.written.problems()
    (line,) = reply.written.of("database_save")
    assert "outcome unknown" in line["error"]["message"]
    return line


def test_it_has_words_of_its_own_and_counts_as_no_transaction_that_failed(cut_off: Service) -> None:
    line = unknown(cut_off.generate())
    found = {name: counts(pattern, [line]) for name, pattern in patterns().items()}
    assert found == {"database-errors": 1, "transaction-failures": 0}


@pytest.mark.parametrize("update", [False, True], ids=["new goal", "update"])
def test_a_retry_with_the_key_gets_the_answer_that_was_saved(
    cut_off: Service, proxy: CutProxy, service: Service, bedrock: Bedrock, update: bool
) -> None:
    changes = {"goalId": service.generate().goal_id} if update else {}
    paid = len(bedrock.asked)
    unknown(cut_off.generate(key=KEY, **changes))
    proxy.mend()
    again = cut_off.generate(key=KEY, **changes)
    assert again.status == 200
    assert again.written.sum("TokensUsed") == 0
    assert len(bedrock.asked) == paid + 1, "one bill"


@pytest.fixture
def dying(database: Database, service: Service) -> Callable[[], Reply]:
    """A save with a key over which the server dies before it has committed."""

    def run() -> Reply:
        database.trap("sub_goals", "PERFORM pg_sleep(30)", deferred=True)
        watcher = database.kill_when_asleep()
        reply = service.generate(key=KEY)
        watcher.join()
        database.server.start()
        database.without_traps()
        return reply

    return run


def test_a_retry_pays_nothing_until_the_claim_has_ended(
    dying: Callable[[], Reply], service: Service, bedrock: Bedrock, database: Database
) -> None:
    unknown(dying())
    early = service.generate(key=KEY)
    assert (early.code, early.body["error"]["retryable"]) == ("AI_SERVICE_ERROR", True)
    assert len(bedrock.asked) == 1
    service.clock.advance(CLAIM_S)
    assert service.generate(key=KEY).status == 200
    assert len(bedrock.asked) == 2
    assert database.rows(GOALS) == [(1,)]


@pytest.fixture
def frozen(database: Database) -> Iterator[Callable[[], None]]:
    """Freezes the server; it goes on after the test."""
    yield database.server.pause
    database.server.resume()


def freeze_before_the_save(service: Service, frozen: Callable[[], None]) -> Callable[[], None]:
    """Half a second before the deadline, which the test then waits for."""

    def freeze() -> None:
        service.clock.advance(57.5)
        frozen()

    return freeze


def test_a_new_goal_that_is_saved_late_is_the_answer_of_its_key(
    frozen: Callable[[], None], service: Service, bedrock: Bedrock, database: Database
) -> None:
    """Its COMMIT went along with the statements, so that it costs one round trip."""
    bedrock.then(answers.good(before=freeze_before_the_save(service, frozen)))
    unknown(service.generate(key=KEY))
    database.server.resume()
    again = service.generate(key=KEY)
    assert database.rows("SELECT id::text FROM goals") == [(again.goal_id,)]
    assert len(bedrock.asked) == 1


def test_a_new_goal_that_is_saved_late_is_not_when_the_claim_has_passed_on(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    heir = Service(database.server, bedrock)
    heir.clock.advance(CLAIM_S + 1)
    bedrock.then(answers.good(before=lambda: heir.generate(key=KEY)))
    late = service.generate(key=KEY)
    assert (late.code, late.body["error"]["retryable"]) == ("AI_SERVICE_ERROR", True)
    assert database.rows(GOALS) == [(1,)]


def test_an_update_whose_claim_has_passed_on_changes_nothing(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    mine = service.generate().goal_id
    heir = Service(database.server, bedrock)
    heir.clock.advance(CLAIM_S + 1)
    first = answers.items(title="追い越された")
    bedrock.then(answers.good(first, before=lambda: heir.generate(key=KEY, goalId=mine)))
    assert service.generate(key=KEY, goalId=mine).code == "AI_SERVICE_ERROR"
    assert database.rows("SELECT count(*) FROM sub_goals WHERE title = '追い越された'") == [(0,)]


def test_a_slow_commit_is_ended_by_the_server_before_the_client_gives_up(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    """Then it is known that nothing is saved, and the key is free at once."""
    mine = service.generate().goal_id
    before = database.contents()
    database.trap("sub_goals", "PERFORM pg_sleep(30)", deferred=True)
    bedrock.then(answers.good(before=lambda: service.clock.advance(57.3)))
    reply = service.generate(key=KEY, goalId=mine)
    (line,) = reply.written.of("database_save")
    assert line["error"]["message"].endswith("transaction failed (SQLSTATE 25P04)")
    assert database.contents() == before, "no claim either"


@pytest.mark.parametrize("seconds", [8.0, 1.0, 0.1, 0.0, -1.0])
def test_the_server_gets_less_time_than_the_client_waits(seconds: float) -> None:
    statement, transaction = map(int, Turn(seconds).limits())
    assert 1 <= statement <= transaction <= max(seconds * 1000, 1), "zero would be no limit"


def test_nothing_is_committed_once_nobody_waits() -> None:
    turn = Turn(1)
    turn.over = True
    with pytest.raises(TimeIsUp):
        turn.commit()
