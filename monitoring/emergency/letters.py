"""What lies in a queue of failed events: which function failed on what, and what it is called with again.

Lambda's failed events come as records with the request's payload ("Adding a destination", AWS Lambda
Developer Guide), SNS's undelivered messages as the notifications they are (Amazon SNS Developer Guide:
"Amazon SNS dead-letter queues"), executions that gave up as the state machine writes them. What EventBridge
Scheduler leaves has no documented body: it stays.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from monitoring.oncall.clean import clean
from monitoring.oncall.delivery import redriven
from monitoring.oncall.notice import read_notice

_MOST = 120


class Letter(NamedTuple):
    """A dead letter; ``payload`` is None where nobody can say what the function was called with."""

    id: str
    receipt: str
    sent: int
    what: str
    why: str
    payload: Any


def read_letter(message: Mapping[str, Any]) -> Letter:
    """A message of SQS as a letter; never fails: what cannot be read has no payload."""
    body = _object(message.get("Body"))
    payload, why = _payload(body)
    sent = str(message.get("Attributes", {}).get("SentTimestamp", "0"))
    return Letter(
        id=str(message["MessageId"]),
        receipt=str(message["ReceiptHandle"]),
        sent=int(sent) if sent.isdigit() else 0,
        what=_what(payload),
        why=clean(why, _MOST),
        payload=payload,
    )


def _payload(body: Mapping[str, Any]) -> tuple[Any, str]:
    """The payload to call with and why it failed."""
    context = body.get("requestContext")
    if isinstance(context, dict) and "requestPayload" in body:
        condition = str(context.get("condition") or "failed")
        times = context.get("approximateInvokeCount")
        payload = redriven(body["requestPayload"], str(context.get("requestId") or ""))
        return payload, f"{condition} after {times} calls" if times else condition
    if body.get("Type") == "Notification" and "Message" in body and "TopicArn" in body:
        return {"Records": [_record(body)]}, "SNS could not deliver it"
    if body.get("do") == "restart" and isinstance(body.get("execution"), dict):
        return dict(body), "its function could not be asked for two hours"
    return None, "nobody knows this shape"


def _record(body: Mapping[str, Any]) -> dict[str, Any]:
    """A notification as SNS brings it ("Invoking Lambda functions with Amazon SNS notifications")."""
    return {
        "EventVersion": "1.0",
        "EventSubscriptionArn": f"{body['TopicArn']}:redrive",
        "EventSource": "aws:sns",
        "Sns": {"MessageAttributes": {}, **body},
    }


def _what(payload: Any) -> str:
    """The alarm and its state, or the kind of event; nothing of its content."""
    records = payload.get("Records") if isinstance(payload, dict) else None
    first = records[0] if isinstance(records, list) and records else None
    sns = first.get("Sns") if isinstance(first, dict) else None
    if isinstance(sns, dict):
        notice = read_notice(str(sns.get("Message") or ""), 0)
        return clean(
            f"{notice.alarm} {notice.state}" if notice.is_alarm else f"{notice.kind} notification", _MOST
        )
    if isinstance(payload, dict) and payload.get("do") == "restart":
        return clean(f"escalation of {payload['execution'].get('id')}", _MOST)
    if isinstance(payload, dict):
        return clean(f"event with {', '.join(sorted(map(str, payload)))}", _MOST)
    return "unreadable" if payload is None else "event"


def _object(text: object) -> Mapping[str, Any]:
    try:
        found = json.loads(str(text or ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
