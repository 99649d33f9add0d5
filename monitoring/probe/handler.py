"""Calls the deep health check at its public address, as a user would come in, and counts 0 or 1.

EventBridge Scheduler calls it every minute. A minute without a datapoint counts as a failure in the alarm, so
that whatever stops this function is noticed too.
"""

import os
from collections.abc import Mapping
from typing import Any, Final

from monitoring.oncall.clock import Clock, SystemClock
from monitoring.oncall.journal import Journal
from monitoring.oncall.settings import Settings, read_settings
from monitoring.probe.request import Attempt, Failure, Headers, failure_of

METRIC: Final = "ProbeFailures"
BUDGET_S: Final = 10.0
"""The health check answers within six seconds, a cold start included, and API Gateway waits for ten."""


def handle(event: Mapping[str, Any], context: Any) -> None:
    """Lambda's entry; what comes in does not matter."""
    clock = SystemClock()
    settings = read_settings(os.environ)
    run_probe(settings, Journal(settings, clock), clock)


def run_probe(settings: Settings, journal: Journal, clock: Clock, budget: float = BUDGET_S) -> str:
    """Ask once and write down how it went; gives back the reason of a failure, empty for none."""
    began = clock.monotonic()
    reason = failure_of(Attempt(settings.probe_address, sign, budget))
    took = round((clock.monotonic() - began) * 1000)
    if reason:
        journal.warn("probe", reason=reason, duration=took)
    else:
        journal.note("probe", duration=took)
    journal.count(METRIC, 1 if reason else 0)
    return reason


def sign(address: str) -> Headers:
    """The headers of a GET that is signed (Signature Version 4) with the function's own credentials."""
    from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
    from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
    from botocore.session import get_session  # type: ignore[import-untyped]

    credentials, region = get_session().get_credentials(), os.environ.get("AWS_REGION", "")
    if credentials is None or not region:
        raise Failure("no credentials or no region to sign with")
    request = AWSRequest(method="GET", url=address)
    SigV4Auth(credentials.get_frozen_credentials(), "execute-api", region).add_auth(request)
    return {str(name): str(value) for name, value in request.headers.items()}
