"""The fakes of reports."""

from collections.abc import Iterator

import pytest

from tests.oncall.conftest import _slack, slack
from tests.oncall.rig.slack import FakeSlack
from tests.reports.rig.account import Account
from tests.reports.rig.desk import Desk

__all__ = ["_slack", "slack"]


@pytest.fixture(scope="session")
def _account() -> Iterator[Account]:
    with Account() as account:
        yield account


@pytest.fixture
def account(_account: Account) -> Account:
    """An account with the service's log and nothing else."""
    _account.reset()
    return _account


@pytest.fixture
def desk(account: Account, slack: FakeSlack) -> Desk:
    """The reporter in Japanese."""
    return Desk(account, slack)
