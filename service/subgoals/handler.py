"""The Lambda function behind `POST /api/ai/generate/subgoals`."""

import os
from contextlib import suppress
from functools import cache
from typing import Any

from service.subgoals.bedrock import BedrockModel, open_client
from service.subgoals.clock import SystemClock, timestamp
from service.subgoals.connection import connect
from service.subgoals.database import Database
from service.subgoals.errors import ServiceError, stack_of, unexpected
from service.subgoals.lines import Failure
from service.subgoals.output import Output
from service.subgoals.request import request_id
from service.subgoals.response import Response, failure
from service.subgoals.service import Parts, Service
from service.subgoals.settings import SettingsError, read_settings


@cache
def service() -> Service:
    """The service of this execution environment, made from its environment variables."""
    settings = read_settings(os.environ)
    return Service(
        Parts(
            settings=settings,
            clock=SystemClock(),
            model=BedrockModel(open_client(settings.region, settings.deadline)),
            database=Database(lambda: connect(settings.database, settings.region)),
        )
    )


def handler(event: dict[str, Any], context: object) -> Response:
    """What Lambda calls."""
    try:
        found = service()
    except Exception as problem:
        return _refuse(event, context, problem)
    return found.respond(event, context)


def _refuse(event: dict[str, Any], context: object, problem: Exception) -> Response:
    """The answer of a service that cannot be made, and its line; without settings there are no metrics."""
    error = unexpected(problem)
    if isinstance(problem, SettingsError):
        error = ServiceError("INTERNAL_ERROR", f"設定の誤りです: {problem}")
    line: Failure = {
        "timestamp": timestamp(SystemClock().now()),
        "requestId": request_id(event, context),
        "level": "ERROR",
        "action": "subgoal_generation_error",
        "duration": 0.0,
        "metadata": {"tokensUsed": 0, "estimatedCost": 0.0},
        "error": {
            "code": error.code,
            "message": error.reason,
            "retryable": error.retryable,
            "stack": stack_of(problem),
        },
    }
    Output("service").write(line)
    return failure(error, {})


# While Lambda starts the environment there is more CPU than in a request; what is wrong now shows there.
with suppress(Exception):
    service()
