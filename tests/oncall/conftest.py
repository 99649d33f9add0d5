"""The fakes, once a process; each test finds them empty."""

from collections.abc import Iterator

import pytest

from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.slack import FakeSlack


@pytest.fixture(scope="session")
def _aws() -> Iterator[Aws]:
    with Aws() as aws:
        yield aws


@pytest.fixture(scope="session")
def _slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def aws(_aws: Aws) -> Aws:
    """AWS, empty."""
    _aws.reset()
    return _aws


@pytest.fixture
def slack(_slack: FakeSlack) -> FakeSlack:
    """Slack, empty."""
    _slack.reset()
    return _slack


@pytest.fixture
def night(aws: Aws, slack: FakeSlack) -> Night:
    """The notifier at three at night, Japanese."""
    return Night(aws, slack)
