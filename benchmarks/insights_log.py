"""Logs of the service, always the same for a number of lines."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FIRST_MS, STEP_MS = 1_767_225_600_000, 40
ACTIONS = (
    "subgoal_generation_start",
    "authorization_check_success",
    "bedrock_invoke_model",
    "database_read",
    "database_save",
    "subgoal_generation_success",
    "subgoal_generation_error",
)
ENDED = ("subgoal_generation_success", "subgoal_generation_error")
CODES = (
    "AUTHENTICATION_ERROR",
    "FORBIDDEN_ERROR",
    "VALIDATION_ERROR",
    "AI_SERVICE_ERROR",
    "DATABASE_ERROR",
    "INTERNAL_ERROR",
)
ANSWERS = (
    (200, "-", "-"),
    (200, "-", "-"),
    (200, "-", "-"),
    (400, "-", "-"),
    (401, "UNAUTHORIZED", "Unauthorized"),
    (401, "UNAUTHORIZED", "The incoming token has expired"),
    (429, "THROTTLED", "Too Many Requests"),
    (500, "-", "-"),
    (504, "INTEGRATION_TIMEOUT", "Endpoint request timed out"),
)
PATHS = ("/api/ai/generate/subgoals", "/health", "/health/deep")

Say = Callable[[random.Random], dict[str, Any]]
"""Makes a message."""


def write_log(folder: Path, lines: int) -> Path:
    """NDJSON of so many events of the application's log group, 386 bytes each on average."""
    return _write(folder / f"application-{lines}.ndjson", lines, _say_step)


def write_access_log(folder: Path, lines: int) -> Path:
    """NDJSON of so many events of the gateway's access log."""
    return _write(folder / f"access-{lines}.ndjson", lines, _say_request)


def _write(path: Path, lines: int, say: Say) -> Path:
    if not path.exists():
        with path.open("w", encoding="utf-8") as file:
            file.writelines(_lines(lines, say))
    return path


def _lines(count: int, say: Say) -> Iterator[str]:
    source = random.Random(4)
    for place in range(count):
        event = {
            "timestamp": FIRST_MS + place * STEP_MS,
            "message": json.dumps(say(source), ensure_ascii=False),
            "logStream": "2026/01/01/[$LATEST]6f1",
        }
        yield json.dumps(event, ensure_ascii=False) + "\n"


def _say_step(source: random.Random) -> dict[str, Any]:
    action = source.choice(ACTIONS)
    failed = action.endswith("_error") or source.random() < 0.05
    metadata: dict[str, Any] = {
        "goalId": f"{source.getrandbits(32):08x}",
        "tokensUsed": source.randrange(3_000),
    }
    message = {
        "timestamp": "2026-01-01T00:00:00.000Z",
        "level": "ERROR" if failed else "INFO",
        "requestId": f"{source.getrandbits(128):032x}",
        "userId": f"user-{source.randrange(5_000)}",
        "action": action,
        "duration": round(source.lognormvariate(7, 1), 2),
        "metadata": metadata,
    }
    if action in ENDED:
        metadata["estimatedCost"] = source.randrange(400) / 1_000_000
    if failed:
        message["error"] = _say_error(source, action)
    return message


def _say_error(source: random.Random, action: str) -> dict[str, Any]:
    """Steps fail by a name, requests with a code; some of those because a model was to be led astray."""
    if action.startswith("database_"):
        return {"name": "DatabaseError", "message": "transaction failed (SQLSTATE 40001)", "retryable": True}
    code = "BedrockError" if action == "bedrock_invoke_model" else source.choice(CODES)
    text = "不正な入力を検出しました" if code == "VALIDATION_ERROR" else f'"{code}" was answered'
    return {"code": code, "message": text, "retryable": False}


def _say_request(source: random.Random) -> dict[str, Any]:
    status, kind, text = source.choice(ANSWERS)
    return {
        "requestId": f"{source.getrandbits(128):032x}",
        "time": "2026-01-01T00:00:00.000Z",
        "method": source.choice(("POST", "POST", "GET")),
        "path": source.choice(PATHS),
        "status": status,
        "responseType": kind,
        "errorMessage": text,
        "integrationStatus": str(status) if kind == "-" else "-",
        "latency": source.randrange(60_000),
        "integrationLatency": "-",
        "sourceIp": f"192.0.2.{source.randrange(256)}",
    }
