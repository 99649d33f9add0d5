"""The Lambda function on the topics of alarms: `handle` is its handler."""

import json
import os
from collections.abc import Mapping
from typing import Any, Protocol

from monitoring.notifier.chain import Chain
from monitoring.oncall.clock import SystemClock
from monitoring.oncall.delivery import as_it_was, former_deliveries
from monitoring.oncall.settings import read_settings


class Context(Protocol):
    """What Lambda says of an invocation; the id is the same when it tries an event again."""

    aws_request_id: str
    invoked_function_arn: str


_chains: list[Chain] = []


def handle(event: Any, context: Context) -> None:
    """Tell every notification of an event of SNS; anything else is shown as it came."""
    if not _chains:
        _chains.append(Chain(read_settings(os.environ), SystemClock()))
    former, event = former_deliveries(event), as_it_was(event)
    records = event.get("Records") if isinstance(event, Mapping) else None
    found = [one["Sns"] for one in records if "Sns" in one] if isinstance(records, list) else []
    for sns in found or [{"Message": json.dumps(event, ensure_ascii=False, default=str)}]:
        _chains[0].deliver(sns, context.invoked_function_arn, context.aws_request_id, former)
