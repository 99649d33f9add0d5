"""Giving a key back after a request that failed."""

import pytest

from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import ROLE, Database
from tests.service.rig.queries import counts, patterns
from tests.service.rig.service import Service

KEY = "given-back"


def test_a_key_that_cannot_be_given_back_is_no_transaction_that_failed(
    service: Service, bedrock: Bedrock, database: Database
) -> None:
    """Nothing was rolled back; the line has its own words, and the request ends as the model did."""
    bedrock.then(answers.denied())
    database.execute(f"REVOKE DELETE ON idempotency_keys FROM {ROLE}")
    reply = service.generate(key=KEY)
    database.execute(f"GRANT DELETE ON idempotency_keys TO {ROLE}")
    assert reply.code == "AI_SERVICE_ERROR"
    assert not reply.written.problems()
    (line,) = reply.written.of("database_save")
    assert line["error"]["message"] == "Idempotency-Keyを解放できませんでした (SQLSTATE 42501)"
    found = {name: counts(pattern, reply.written.lines) for name, pattern in patterns().items()}
    assert found == {"database-errors": 1, "transaction-failures": 0}


@pytest.mark.parametrize("away", [False, True], ids=["there", "away"])
def test_a_database_that_failed_already_is_told_of_once(
    service: Service, database: Database, bedrock: Bedrock, away: bool
) -> None:
    database.trap("sub_goals", "RAISE EXCEPTION 'no'")
    if away:
        bedrock.then(answers.good(before=database.server.stop))
    reply = service.generate(key=KEY)
    assert reply.code == "DATABASE_ERROR"
    assert len(reply.written.of("database_save")) == 1
