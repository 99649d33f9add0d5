"""A log of the service, always the same for a number of lines."""

import json
import random
from collections.abc import Iterator
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
CODES = ("FORBIDDEN_ERROR", "VALIDATION_ERROR", "AI_SERVICE_ERROR", "DATABASE_ERROR", "TIMEOUT_ERROR")


def write_log(folder: Path, lines: int) -> Path:
    """NDJSON of so many events of the application's log group, 376 bytes each on average."""
    path = folder / f"{lines}.ndjson"
    if not path.exists():
        with path.open("w", encoding="utf-8") as file:
            file.writelines(_lines(lines))
    return path


def _lines(count: int) -> Iterator[str]:
    source = random.Random(4)
    for place in range(count):
        event = {
            "timestamp": FIRST_MS + place * STEP_MS,
            "message": json.dumps(_message(source)),
            "logStream": "2026/01/01/[$LATEST]6f1",
        }
        yield json.dumps(event) + "\n"


def _message(source: random.Random) -> dict[str, Any]:
    action = source.choice(ACTIONS)
    failed = action.endswith("_error") or source.random() < 0.05
    message = {
        "timestamp": "2026-01-01T00:00:00.000Z",
        "level": "ERROR" if failed else "INFO",
        "requestId": f"{source.getrandbits(128):032x}",
        "userId": f"user-{source.randrange(5_000)}",
        "action": action,
        "duration": round(source.lognormvariate(7, 1), 2),
        "metadata": {"goalId": f"{source.getrandbits(64):016x}", "tokensUsed": source.randrange(3_000)},
    }
    if failed:
        code = source.choice(CODES)
        message["error"] = {"code": code, "message": f'"{code}" was answered', "retryable": False}
    return message
