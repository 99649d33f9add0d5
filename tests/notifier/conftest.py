"""The fakes of on-call."""

from tests.oncall.conftest import _aws, _slack, aws, night, slack

__all__ = ["_aws", "_slack", "aws", "night", "slack"]
