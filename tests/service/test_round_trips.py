"""How often a request goes to the database and back, counted on the wire."""

from collections.abc import Iterator

import pytest

from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database
from tests.service.rig.proxy import CountingProxy
from tests.service.rig.service import Service


@pytest.fixture
def proxy(database: Database) -> Iterator[CountingProxy]:
    with CountingProxy(database.server.port) as started:
        yield started


@pytest.fixture
def counted(proxy: CountingProxy, database: Database, bedrock: Bedrock) -> Service:
    """A service that reaches its database through the proxy, with its connection made."""
    made = Service(database.server, bedrock, DATABASE_PORT=str(proxy.port))
    made.generate()
    return made


def trips(proxy: CountingProxy) -> int:
    """Round trips since the last time."""
    found, proxy.trips = proxy.trips, 0
    return found


def test_a_new_goal(counted: Service, proxy: CountingProxy) -> None:
    trips(proxy)
    assert counted.generate().status == 200
    assert 1 <= trips(proxy) <= 2


def test_an_update(counted: Service, proxy: CountingProxy) -> None:
    goal = counted.generate().goal_id
    trips(proxy)
    assert counted.generate(goalId=goal).status == 200
    assert 1 <= trips(proxy) <= 3


def test_with_a_key(counted: Service, proxy: CountingProxy) -> None:
    trips(proxy)
    goal = counted.generate(key="new").goal_id
    assert trips(proxy) <= 2
    counted.generate(key="update", goalId=goal)
    assert trips(proxy) <= 3
    counted.generate(key="update", goalId=goal)
    assert trips(proxy) == 1, "a retry only reads"
