"""The fakes of on-call."""

from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from tests.oncall.conftest import _aws, _slack, aws, night, slack

__all__ = ["_aws", "_slack", "aws", "night", "slack"]


@pytest.fixture(autouse=True)
def _no_pauses() -> Iterator[None]:
    """botocore waits a little before it tries again; nobody has to wait for it here."""
    with patch("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None)):
        yield
