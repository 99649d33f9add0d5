"""The chain of on-call deployed into ministack, once a process; each test finds it as new."""

import sys
from collections.abc import Iterator

import pytest

from tests.ministack.rig.chain import Chain
from tests.ministack.rig.deployment import deploy
from tests.ministack.rig.process import Ministack
from tests.ministack.rig.watched import Watched
from tests.oncall.rig.slack import FakeSlack


@pytest.fixture(scope="session")
def _fakes() -> Iterator[tuple[FakeSlack, Watched]]:
    with FakeSlack() as slack, Watched() as watched:
        yield slack, watched


@pytest.fixture(scope="session")
def ministack(_fakes: tuple[FakeSlack, Watched]) -> Iterator[Ministack]:
    """ministack, empty, with functions that find the fakes."""
    slack, watched = _fakes
    variables = {
        "AWS_ENDPOINT_URL_CLOUDWATCH": watched.url,
        "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": watched.url,
        "SLACK_API_URL": slack.api,
    }
    with Ministack(variables) as running:
        yield running


@pytest.fixture(scope="session")
def _chain(
    ministack: Ministack,
    _fakes: tuple[FakeSlack, Watched],
    tmp_path_factory: pytest.TempPathFactory,
) -> Chain:
    deployment = deploy(ministack, tmp_path_factory.mktemp("assembly"))
    return Chain(ministack, deployment, *_fakes)


@pytest.fixture
def chain(_chain: Chain) -> Iterator[Chain]:
    """The chain, as new; of a test that fails pytest shows what ministack wrote meanwhile."""
    _chain.reset()
    written = len(_chain.ministack.log())
    yield _chain
    sys.stdout.write(_chain.ministack.log()[written:])
