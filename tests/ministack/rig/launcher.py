"""ministack, and where it differs from AWS in what on-call relies on, as AWS documents it.

Runs under ministack's own Python (see environment.py). It ends with its standard input, so that it never
outlives the tests that started it. ``--contract`` prints what it takes for granted of ministack instead of
serving: what is changed here are inner parts, so the version is pinned and a test compares.
"""

import inspect
import json
import os
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib.metadata import version
from threading import Thread
from typing import Any
from uuid import uuid4

from botocore.session import get_session  # type: ignore[import-untyped]
from ministack.app import main  # type: ignore[import-not-found]
from ministack.services import eventbridge, lambda_svc, scheduler, sns  # type: ignore[import-not-found]
from ministack.services.cloudformation.provisioners import (  # type: ignore[import-not-found]
    _RESOURCE_HANDLERS as HANDLERS,
)

Handler = dict[str, Any]

ALARM = "AWS::CloudWatch::Alarm"
RECORDED = {"AWS::CloudWatch::LogAlarm": "AlarmName", "AWS::Logs::QueryDefinition": "Name"}
"""Kinds of our templates that ministack does not have, and the property that names one."""
CHANGED = {
    "alarm create": HANDLERS[ALARM]["create"],
    "alarm delete": HANDLERS[ALARM]["delete"],
    "eventbridge to lambda": eventbridge._dispatch_to_lambda,
    "lambda asynchronously": lambda_svc.invoke_async_with_retry,
    "lambda dispatch": lambda_svc._execute_function_dispatch,
    "lambda puts aside": lambda_svc._route_async_failure,
    "scheduler target": eventbridge._invoke_target,
    "sns to lambda": sns._deliver_to_lambda,
}
"""What is replaced or wrapped, as ministack has it."""
TICK = 0.5
"""Seconds between the scheduler's looks at its schedules; ministack's own are ten."""
_delivery: ContextVar[str] = ContextVar("delivery", default="")


def record_kinds() -> None:
    """Let CloudFormation record what ministack lacks: some kinds, and alarms on metric math."""
    for kind, name in RECORDED.items():
        HANDLERS[kind] = _recording(name)
    own, recorded = HANDLERS[ALARM], _recording("AlarmName")

    def choose(word: str) -> Callable[..., Any]:
        return lambda first, second, *more: (recorded if _is_math(first, second) else own)[word](
            first, second, *more
        )

    HANDLERS[ALARM] = {**own, "create": choose("create"), "delete": choose("delete")}


def _is_math(*given: Any) -> bool:
    return any(isinstance(one, dict) and "Metrics" in one for one in given)


def _recording(name: str) -> Handler:
    def create(_logical_id: str, properties: dict[str, Any], _stack: str) -> tuple[str, dict[str, str]]:
        return properties[name], {"Arn": f"recorded:{properties[name]}"}

    def delete(_physical_id: str, _properties: dict[str, Any]) -> None:
        """Nothing was made."""

    return {"create": create, "delete": delete}


def deliver_to_lambda(endpoint: str, envelope: str, _topic: str, subscription: str, *_: Any) -> None:
    """SNS calls a function asynchronously, so that Lambda tries again and keeps what failed for good.

    Source: "Error handling for asynchronous invocation" (AWS Lambda Developer Guide). ministack calls once.
    """
    about = {"EventVersion": "1.0", "EventSubscriptionArn": subscription, "EventSource": "aws:sns"}
    call_later(endpoint, json.dumps({"Records": [{**about, "Sns": json.loads(envelope)}]}))


def call_later(function: str, payload: str) -> None:
    """An asynchronous invocation, which EventBridge and Scheduler make as well."""
    found, config, _name = lambda_svc._get_func_record_for_ref(function)
    record = lambda_svc._execution_record_for_config(found, config)
    lambda_svc.invoke_async_with_retry(record, json.loads(payload))


def keep_request_id() -> None:
    """An event that Lambda tries again keeps its request id; ministack makes a new one each time."""
    invoke, dispatch = CHANGED["lambda asynchronously"], CHANGED["lambda dispatch"]

    def invoke_under_one_id(function: dict[str, Any], event: Any) -> None:
        token = _delivery.set(str(uuid4()))
        try:
            invoke(function, event)
        finally:
            _delivery.reset(token)

    def dispatch_under_it(
        function: dict[str, Any], config: dict[str, Any], event: Any, request: str, started: float
    ) -> Any:
        return dispatch(function, config, event, _delivery.get() or request, started)

    lambda_svc.invoke_async_with_retry = invoke_under_one_id
    lambda_svc._execute_function_dispatch = dispatch_under_it


def put_aside(target: str, function: str, event: Any, result: dict[str, Any]) -> None:
    """What failed for good goes to the queue with its request id, which ministack leaves out.

    Source: "Adding a destination", example invocation record (AWS Lambda Developer Guide).
    """
    *_, region, account, queue = target.split(":")
    record = {
        "version": "1.0",
        "timestamp": f"{datetime.now(UTC).isoformat(timespec='milliseconds')[:23]}Z",
        "requestContext": {
            "requestId": _delivery.get(),
            "functionArn": f"arn:aws:lambda:{region}:{account}:function:{function}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": event,
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": result.get("body"),
    }
    client = get_session().create_client("sqs", region_name=region, endpoint_url=_own_address())
    url = client.get_queue_url(QueueName=queue)["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody=json.dumps(record))


def _own_address() -> str:
    return f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"


def fill_scheduled_time() -> None:
    """Scheduler fills its context attributes into an input ("Adding context attributes", User Guide)."""
    invoke = CHANGED["scheduler target"]

    def invoke_filled(target: dict[str, Any], event: dict[str, Any], *more: Any, **named: Any) -> None:
        if event.get("Source") == "aws.scheduler" and "Input" in target:
            when = f"{datetime.fromtimestamp(event['Time'], UTC):%Y-%m-%dT%H:%M:%SZ}"
            target = {**target, "Input": target["Input"].replace("<aws.scheduler.scheduled-time>", when)}
        invoke(target, event, *more, **named)

    eventbridge._invoke_target = invoke_filled


def contract() -> dict[str, Any]:
    """The version, the kinds that CloudFormation knows, and the parameters of what is changed."""
    signatures = {name: list(inspect.signature(changed).parameters) for name, changed in CHANGED.items()}
    return {"version": version("ministack"), "kinds": sorted(HANDLERS), "signatures": signatures}


def serve() -> None:
    """Change what is to be changed, and run until the standard input ends."""
    record_kinds()
    sns._deliver_to_lambda = deliver_to_lambda
    eventbridge._dispatch_to_lambda = call_later
    keep_request_id()
    lambda_svc._route_async_failure = put_aside
    fill_scheduled_time()
    scheduler._SCHEDULE_TICK_INTERVAL = TICK
    Thread(target=_end_with_input, daemon=True).start()
    main()


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    if "--contract" in sys.argv:
        json.dump(contract(), sys.stdout)
    else:
        serve()
