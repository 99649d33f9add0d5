"""The Lambda function on the topics of alarms: `handle` is its handler."""

import json
import os
from collections.abc import Iterator, Mapping
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
    for sns in _notifications(event):
        _chains[0].deliver(sns, context.invoked_function_arn, context.aws_request_id, former)


def _notifications(event: Any) -> Iterator[Mapping[str, Any]]:
    """What SNS brings, record by record; an event or a record that is none of it as the text that it is."""
    records = event.get("Records") if isinstance(event, Mapping) else None
    for record in records if isinstance(records, list) and records else [event]:
        sns = record.get("Sns") if isinstance(record, Mapping) else None
        whole = event if records == [record] else record
        yield sns if isinstance(sns, Mapping) else {"Message": _written(whole)}


def _written(event: Any) -> str:
    return json.dumps(event, ensure_ascii=False, default=str)
