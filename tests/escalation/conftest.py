"""Slack on loopback, as new for each test."""

from collections.abc import Iterator

import pytest

from tests.oncall.rig.slack import FakeSlack


@pytest.fixture(scope="module")
def running_slack() -> Iterator[FakeSlack]:
    """One server for all tests of a module."""
    with FakeSlack() as server:
        yield server


@pytest.fixture
def slack(running_slack: FakeSlack) -> FakeSlack:
    """It, with nothing said yet."""
    running_slack.reset()
    return running_slack
