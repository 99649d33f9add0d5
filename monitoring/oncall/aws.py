"""Clients of AWS, made when they are first used, with time limits that fit a function at night.

``AWS_ENDPOINT_URL_<SERVICE>`` in the environment points one elsewhere (AWS SDKs Reference Guide:
"Service-specific endpoints"); botocore itself reads it.
"""

from threading import Lock
from typing import Any, NamedTuple

import botocore.session  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]

_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
    tcp_keepalive=True,
    user_agent="subgoal-monitoring",
)
"""A call that hangs is given up before the message is late; AWS's own retries, jitter included.

The user agent is ours: botocore puts its own together anew for each call, a seventh of its work.
"""


class Clients:
    """Clients by service name; the same one each time, also from several threads."""

    def __init__(self, region: str | None = None) -> None:
        self._session = botocore.session.get_session()
        self._region = region
        self._made: dict[str, Any] = {}
        self._guard = Lock()

    def __call__(self, service: str) -> Any:
        """The client of a service, such as ``dynamodb``."""
        with self._guard:
            if service not in self._made:
                # The session is not safe for threads, its clients are.
                self._made[service] = self._session.create_client(
                    service, region_name=self._region, config=_CONFIG
                )
            return self._made[service]


class Place(NamedTuple):
    """Where something is: what every ARN says."""

    partition: str
    region: str
    account: str

    def arn(self, service: str, name: str) -> str:
        """``arn:aws:sns:ap-northeast-1:123456789012:topic``."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{name}"


def place_of(arn: str) -> Place:
    """The place in an ARN; ValueError for what is none."""
    parts = arn.split(":")
    if len(parts) < 6 or parts[0] != "arn":
        raise ValueError("this is no ARN; Lambda gives one to every function that it invokes")
    return Place(parts[1], parts[3], parts[4])
