"""`GET /health` touches nothing; `GET /health/deep`, for the probe, tries configuration and database."""

import os
from typing import Final, Literal, NotRequired, TypedDict

from service.subgoals.clock import SystemClock, timestamp
from service.subgoals.errors import stack_of
from service.subgoals.request import Event, request_id
from service.subgoals.response import Response, answer, write
from service.subgoals.settings import DatabaseSettings, SettingsError, read_settings

# The probe waits for ten seconds.
_SECONDS: Final = 6.0
_TABLES: Final = "SELECT count(*) FROM schema_migrations"


class Broken(TypedDict):
    """What is away: a variable's name or a SQLSTATE, never a value or a driver's words."""

    code: Literal["CONFIGURATION", "DATABASE"]
    message: str
    stack: NotRequired[str]


class HealthLine(TypedDict):
    """The one kind of line of this function's log; written when something is away."""

    timestamp: str
    requestId: str
    level: Literal["ERROR"]
    action: Literal["health_check"]
    error: Broken


def handler(event: Event, context: object) -> Response:
    """What Lambda calls for both paths."""
    clock = SystemClock()
    now = timestamp(clock.now())
    if not str(event.get("resource") or event.get("path") or "").rstrip("/").endswith("/deep"):
        return answer(200, write({"status": "ok", "timestamp": now}), {})
    broken = _look()
    if broken is None:
        return answer(200, write({"status": "ok", "timestamp": now}), {})
    _tell(event, context, now, broken)
    return answer(503, write({"status": "error", "timestamp": now, "away": broken["code"].lower()}), {})


def _look() -> Broken | None:
    """What is away, or None."""
    try:
        settings = read_settings(os.environ)
    except SettingsError as problem:
        return {"code": "CONFIGURATION", "message": str(problem)}
    return _look_at_database(settings.database, settings.region)


def _look_at_database(settings: DatabaseSettings, region: str) -> Broken | None:
    """Opens a connection each time: one that is kept would not notice that no other can be made."""
    from service.subgoals.connection import connect
    from service.subgoals.database import Database, DatabaseFailure
    from service.subgoals.turn import Turn

    database = Database(lambda: connect(settings, region))
    try:
        database.run(lambda connection: connection.execute(_TABLES).fetchone(), Turn(_SECONDS))
    except DatabaseFailure as failure:
        return {"code": "DATABASE", "message": f"SQLSTATE {failure.sqlstate}", "stack": failure.stack}
    except Exception as problem:  # signing the token needs credentials
        return {"code": "CONFIGURATION", "message": type(problem).__name__, "stack": stack_of(problem)}
    finally:
        database.close()
    return None


def _tell(event: Event, context: object, now: str, broken: Broken) -> None:
    """Writes the line."""
    from service.subgoals.output import Output

    line: HealthLine = {
        "timestamp": now,
        "requestId": request_id(event, context),
        "level": "ERROR",
        "action": "health_check",
        "error": broken,
    }
    Output(f"{os.environ.get('SERVICE_NAME', 'service')}-health").write(line)
