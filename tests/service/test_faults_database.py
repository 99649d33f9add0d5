"""The database is away, breaks off or refuses: never half a goal, never a second bill, and back by itself."""

from collections.abc import Callable, Iterator
from threading import enumerate as threads

import pytest

from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import ROLE, Database
from tests.service.rig.openapi import check_answer
from tests.service.rig.service import Reply, Service

BUSY = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'subgoals_app' AND state <> 'idle'"


def refused(reply: Reply) -> list[str]:
    """The messages of the database's lines of a request that ended in DATABASE_ERROR."""
    assert (reply.status, reply.code) == (500, "DATABASE_ERROR")
    assert reply.body["error"]["retryable"] is True
    check_answer(reply.status, reply.body)
    assert not reply.written.problems()
    failed = [line for line in reply.written.lines if line.get("error", {}).get("name") == "DatabaseError"]
    assert len(failed) == 1, "one failure is one line"
    return [line["error"]["message"] for line in failed]


def test_away_before_the_request(service: Service, database: Database, bedrock: Bedrock) -> None:
    """An update reads first, so that nothing is paid for."""
    mine = service.generate().goal_id
    database.server.stop()
    (message,) = refused(service.generate(goalId=mine))
    assert "transaction failed" not in message
    assert len(bedrock.asked) == 1


def test_away_during_the_model_call(service: Service, database: Database, bedrock: Bedrock) -> None:
    mine = service.generate().goal_id
    before = database.contents()
    bedrock.then(answers.good(before=database.server.stop))
    reply = service.generate(goalId=mine)
    refused(reply)
    (last,) = reply.written.of("subgoal_generation_error")
    assert last["metadata"]["tokensUsed"] > 0, "the model was paid all the same"
    database.server.start()
    assert database.contents() == before
    assert service.generate(goalId=mine).status == 200


def test_away_after_the_request(service: Service, database: Database) -> None:
    mine = service.generate()
    database.server.stop()
    database.server.start()
    assert database.rows("SELECT id::text FROM goals") == [(mine.goal_id,)]
    assert service.generate(goalId=mine.goal_id).status == 200


KILLED = {"between statements": (False, "transaction failed"), "at the commit": (True, "outcome unknown")}


@pytest.mark.parametrize(("deferred", "words"), KILLED.values(), ids=KILLED)
def test_killed_in_the_middle_of_a_transaction(
    service: Service, database: Database, deferred: bool, words: str
) -> None:
    """A server that dies over a COMMIT leaves open what became of it; only reading back can tell."""
    mine = service.generate().goal_id
    before = database.contents()
    database.trap("sub_goals", "PERFORM pg_sleep(30)", deferred=deferred)
    watcher = database.kill_when_asleep()
    (message,) = refused(service.generate(goalId=mine, title="別の題"))
    watcher.join()
    assert words in message
    database.server.start()
    database.without_traps()
    assert database.contents() == before, "nothing half-written, and the old goal is whole"
    assert service.generate(goalId=mine).status == 200


RAISED = {
    "unique": "23505",
    "check": "23514",
    "serialization": "40001",
    "deadlock": "40P01",
    "disk full": "53100",
    "too many connections": "53300",
    "cancelled": "57014",
    "shutdown": "57P01",
    "read only": "25006",
}


@pytest.mark.parametrize("state", RAISED.values(), ids=RAISED)
def test_an_error_of_the_database_rolls_back_and_names_its_sqlstate(
    service: Service, database: Database, state: str
) -> None:
    mine = service.generate().goal_id
    before = database.contents()
    database.trap("sub_goals", f"RAISE EXCEPTION USING ERRCODE = '{state}'")
    (message,) = refused(service.generate(goalId=mine))
    assert state in message
    assert "transaction failed" in message
    assert database.contents() == before


def test_a_connection_dropped_between_requests_is_made_again_once(
    service: Service, database: Database, bedrock: Bedrock
) -> None:
    mine = service.generate().goal_id
    old = database.sessions()
    assert len(old) == 1
    assert database.drop_connections() == 1
    reply = service.generate(goalId=mine)
    assert reply.status == 200
    assert not [line for line in reply.written.lines if line["level"] == "ERROR"], "nobody needs to know"
    assert len(bedrock.asked) == 2
    new = database.sessions()
    assert len(new) == 1
    assert new != old


def test_a_server_that_drops_every_connection_is_not_tried_for_ever(
    service: Service, database: Database
) -> None:
    mine = service.generate().goal_id
    database.trap("sub_goals", "PERFORM pg_terminate_backend(pg_backend_pid())")
    refused(service.generate(goalId=mine))
    assert database.rows("SELECT count(*) FROM sub_goals") == [(8,)]


def test_no_connection_left(service: Service, database: Database) -> None:
    """The role's limit, as the pool's and the server's own, is an error of class 53."""
    mine = service.generate().goal_id
    database.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT 0")
    database.drop_connections()
    (message,) = refused(service.generate(goalId=mine))
    assert "53300" in message
    database.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")
    assert service.generate(goalId=mine).status == 200


def test_one_connection_however_many_requests(service: Service, database: Database) -> None:
    for _ in range(5):
        service.generate()
    assert len(database.sessions()) == 1


def test_a_fail_over_to_a_server_that_only_reads(service: Service, database: Database) -> None:
    """The old writer takes no writes any more: the connection is given up for one to the new writer."""
    mine = service.generate().goal_id
    old = database.sessions()
    database.execute(f"ALTER ROLE {ROLE} SET default_transaction_read_only = on")
    database.drop_connections()
    (message,) = refused(service.generate(goalId=mine))
    assert "25006" in message
    database.execute(f"ALTER ROLE {ROLE} RESET ALL")
    assert service.generate(goalId=mine).status == 200
    assert database.sessions() != old


def test_a_fail_over_during_the_model_call(service: Service, database: Database, bedrock: Bedrock) -> None:
    mine = service.generate().goal_id

    def fail_over() -> None:
        database.server.stop()
        database.server.start()

    bedrock.then(answers.good(before=fail_over))
    assert service.generate(goalId=mine).status == 200


@pytest.fixture
def frozen(database: Database) -> Iterator[Callable[[], None]]:
    """Freezes the server; it goes on after the test."""
    yield database.server.pause
    database.server.resume()


NEARLY_OVER = 57.5
"""Seconds after which half a second of the deadline is left: tests wait for that in real time."""


def test_a_server_that_stands_still_does_not_hold_the_request(
    frozen: Callable[[], None], service: Service, bedrock: Bedrock, database: Database
) -> None:
    """What was sent to it is not carried out when it goes on: COMMIT was not among it."""
    mine = service.generate().goal_id
    before = database.contents()

    def freeze() -> None:
        service.clock.advance(NEARLY_OVER)
        frozen()

    bedrock.then(answers.good(answers.items(title="遅い保存"), before=freeze))
    (message,) = refused(service.generate(goalId=mine))
    assert "transaction failed" in message
    database.server.resume()
    await_idle(database)
    assert database.contents() == before
    assert service.generate(goalId=mine).status == 200


def test_a_step_that_was_given_up_is_not_done_later(
    frozen: Callable[[], None], service: Service, bedrock: Bedrock, database: Database
) -> None:
    """The request had no connection yet: when the server goes on, nobody saves what was refused."""
    mine = service.generate().goal_id
    before = database.contents()

    def freeze() -> None:
        service.clock.advance(NEARLY_OVER)
        database.drop_connections()
        frozen()

    bedrock.then(answers.good(answers.items(title="遅い保存"), before=freeze))
    refused(service.generate(goalId=mine))
    database.server.resume()
    await_idle(database)
    assert database.contents() == before
    assert service.generate(goalId=mine).status == 200
    assert len(database.sessions()) == 1


def await_idle(database: Database) -> None:
    """Wait until the steps that were given up have ended, and what they had sent is done."""
    for thread in threads():
        if thread.name == "database" and thread.is_alive():
            thread.join(timeout=5)
    while database.rows(BUSY) != [(0,)]:
        pass


def test_a_lock_of_somebody_else_does_not_hold_the_request(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    mine = service.generate().goal_id
    bedrock.then(answers.good(before=lambda: service.clock.advance(NEARLY_OVER)))
    with database.server.connect(database.name) as other, other.transaction():
        other.execute(b"SELECT 1 FROM goals FOR UPDATE")
        (message,) = refused(service.generate(goalId=mine))
    assert message.endswith("transaction failed (SQLSTATE 57014)"), "the server gives up before we do"
    assert service.generate(goalId=mine).status == 200
