"""The service with its database and its model, all on loopback, once for the tests of a process."""

import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from service.subgoals.health import handler
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database, migrate
from tests.service.rig.gateway import GENERATE, Function, Gateway
from tests.service.rig.pool import Pool
from tests.service.rig.postgres import Postgres
from tests.service.rig.runtime import Outcome
from tests.service.rig.service import RECORDER, Service, event


@pytest.fixture(scope="session")
def migrated() -> Iterator[Database]:
    """The database after its migrations, on a server of its own."""
    server = Postgres()
    try:
        yield migrate(server.start())
    finally:
        server.remove()


@pytest.fixture(scope="session")
def model() -> Iterator[Bedrock]:
    """The fake model."""
    with Bedrock() as bedrock:
        yield bedrock


@pytest.fixture(scope="session")
def warm(migrated: Database, model: Bedrock) -> Service:
    """The service after its cold start."""
    return Service(migrated.server, model)


@pytest.fixture(scope="session")
def ten(migrated: Database, model: Bedrock) -> Iterator[Pool]:
    """Ten environments after their cold start."""
    with Pool(migrated.server, model) as pool:
        pool.warm_up(event("{"))
        yield pool


@pytest.fixture
def database(migrated: Database) -> Database:
    """Running, with empty tables and nobody's leftovers."""
    migrated.empty()
    return migrated


@pytest.fixture
def bedrock(model: Bedrock) -> Bedrock:
    """The model without a script."""
    model.reset()
    return model


@pytest.fixture
def service(warm: Service, database: Database, bedrock: Bedrock) -> Service:
    """All of it, ready for a request; every test begins at the same time."""
    warm.clock.passed = 0.0
    return warm


@pytest.fixture
def hasty(database: Database, bedrock: Bedrock) -> Service:
    """A service whose deadline is so near that tests can wait for it."""
    return Service(database.server, bedrock, FUNCTION_DEADLINE_MS="5000")


@pytest.fixture
def pool(ten: Pool, database: Database, bedrock: Bedrock) -> Pool:
    """Ten environments, nobody busy."""
    ten.renew()
    return ten


@pytest.fixture
def gateway(service: Service) -> Iterator[Gateway]:
    """The gateway with the service of this process behind it."""
    functions = {
        GENERATE: Function([lambda given: Outcome(payload=service.answer(given))]),
        "/health": Function([lambda given: health(given, service)]),
    }
    with Gateway(functions) as started:
        yield started


def health(given: dict[str, object], service: Service) -> Outcome:
    """The health function, in the environment that the service was made in."""
    with patch.dict(os.environ, service.env), RECORDER.running():
        return Outcome(payload=handler(given, None))
