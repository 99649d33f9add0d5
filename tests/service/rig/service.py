"""The function called directly, in this process, with everything it writes caught."""

import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from time import time
from typing import Any, NamedTuple
from unittest.mock import patch
from uuid import UUID

from service.subgoals.bedrock import BedrockModel, open_client
from service.subgoals.connection import connect
from service.subgoals.database import Database
from service.subgoals.service import Parts
from service.subgoals.service import Service as Inner
from service.subgoals.settings import read_settings
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.clock import VirtualClock
from tests.service.rig.gateway import GENERATE, proxy_event
from tests.service.rig.logs import Written, taken_apart
from tests.service.rig.postgres import Postgres
from tests.service.rig.tokens import ALICE, claims

DEADLINE_MS = 58_000
TIMEOUT_MS = 60_000


class Reply(NamedTuple):
    """An answer of the function and what it wrote on the way."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    written: Written

    @property
    def code(self) -> str | None:
        """The error's code, None for a success."""
        found = self.body.get("error", {}).get("code")
        return None if found is None else str(found)

    @property
    def goal_id(self) -> str:
        """The goal that was saved."""
        return str(self.body["data"]["goalId"])


class Context:
    """What Lambda tells the function about an invocation."""

    function_name = "subgoals"
    function_version = "$LATEST"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:ap-northeast-1:123456789012:function:subgoals"
    log_group_name = "/aws/lambda/subgoals"
    log_stream_name = "2026/12/01/[$LATEST]0"

    def __init__(self, request_id: str, clock: Callable[[], float] = time) -> None:
        self.aws_request_id = request_id
        self.clock = clock
        self.last = clock() + TIMEOUT_MS / 1000

    def get_remaining_time_in_millis(self) -> int:
        """Until Lambda ends the function."""
        return int((self.last - self.clock()) * 1000)


def settings(port: int, bedrock: str) -> dict[str, str]:
    """The environment variables that the stack would set: the database's port, the model's address."""
    return {
        "SERVICE_NAME": "subgoal-generation-api",
        "ENVIRONMENT": "production",
        "FUNCTION_DEADLINE_MS": str(DEADLINE_MS),
        "MODEL_ID": "apac.amazon.nova-micro-v1:0",
        "MODEL_PRICE_INPUT_USD_PER_1000": "0.000037",
        "MODEL_PRICE_OUTPUT_USD_PER_1000": "0.000148",
        "MODEL_PRICE_DATE": "2026-11-01",
        "DATABASE_HOST": "127.0.0.1",
        "DATABASE_PORT": str(port),
        "DATABASE_NAME": "subgoals",
        "DATABASE_USER": "subgoals_app",
        "DATABASE_AUTH": "none",
        "SIZE_TITLE": "200",
        "SIZE_DESCRIPTION": "2000",
        "SIZE_BACKGROUND": "1000",
        "SIZE_CONSTRAINTS": "1000",
        "SIZE_BODY_BYTES": str(32 * 1024),
        "ALLOWED_ORIGINS": "https://app.example.com",
        "IDEMPOTENCY_HOURS": "24",
        "AWS_REGION": "ap-northeast-1",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def request(**changes: Any) -> dict[str, Any]:
    """A good request; None removes a field."""
    fields = {
        "title": "TOEICで800点を取る",
        "description": "半年後の昇進試験までに、リスニングとリーディングの両方を伸ばしたい",
        "deadline": "2099-05-31T23:59:59+09:00",
        "background": "現在は650点。平日は1日1時間の学習時間がある",
        "constraints": "独学で進めたい",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def event(body: str | None, sub: str | None = ALICE, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The gateway's event for ``body`` sent by ``sub`` (None: no authorizer ran)."""
    said = None if sub is None else {name: str(value) for name, value in claims(sub).items()}
    made = proxy_event("POST", GENERATE, body, said)
    for name, value in (headers or {}).items():
        made["headers"][name] = value
        made["multiValueHeaders"][name] = [value]
    return made


class Recorder:
    """Catches what is written while the service runs; the same stream for ever, since loggers keep theirs."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Both outputs go into the stream."""
        with redirect_stdout(self.stream), redirect_stderr(self.stream):
            yield

    def take(self) -> str:
        """What was written since the last time."""
        text = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return text


RECORDER = Recorder()
"""One for the process: a logger keeps the stream that it found when it was made."""


class Service:
    """The service put together as the handler does it, but for its clock, as a warm environment has it.

    ``changes`` are to its environment variables.
    """

    def __init__(self, postgres: Postgres, bedrock: Bedrock, **changes: str) -> None:
        self.clock = VirtualClock()
        self.count = 0
        self.env = settings(postgres.port, bedrock.url) | changes
        found = read_settings(self.env)
        database = Database(lambda: connect(found.database, found.region))
        with RECORDER.running(), patch.dict(os.environ, self.env):
            model = BedrockModel(open_client(found.region, found.deadline))
            self.inner = Inner(Parts(found, self.clock, model, database))

    def call(self, given: dict[str, Any]) -> Reply:
        """Invoke the function with an event."""
        self.count += 1
        RECORDER.take()
        context = Context(f"10000000-0000-4000-8000-{self.count:012}", self.clock.monotonic)
        with RECORDER.running():
            said = self.inner.respond(given, context)
        return reply(said, RECORDER.take())

    def answer(self, given: dict[str, Any]) -> Any:
        """The proxy answer itself, as the gateway gets it."""
        with RECORDER.running():
            return self.inner.respond(given, Context(str(UUID(int=1)), self.clock.monotonic))

    def send(self, body: str | None, sub: str | None = ALICE, **headers: str) -> Reply:
        """Send a raw body; underscores in header names stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(event(body, sub, named))

    def generate(self, sub: str | None = ALICE, key: str | None = None, **changes: Any) -> Reply:
        """Send a good request, but for ``changes``; ``key`` is its Idempotency-Key."""
        headers = {} if key is None else {"Idempotency_Key": key}
        return self.send(json.dumps(request(**changes)), sub, **headers)


def reply(said: Any, text: str) -> Reply:
    """The proxy answer taken apart."""
    return Reply(said["statusCode"], json.loads(said["body"]), said.get("headers") or {}, taken_apart(text))
