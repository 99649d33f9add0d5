"""The database as the service sees it: each step bounded, and a line for each."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final, Literal, TypeVar

from service.subgoals.clock import Budget, Clock, milliseconds
from service.subgoals.connection import Connection
from service.subgoals.database import Database, DatabaseFailure
from service.subgoals.errors import ServiceError
from service.subgoals.goals import Save, read_owner, save
from service.subgoals.keys import Claim, Standing, give_back, take
from service.subgoals.lines import DatabaseError
from service.subgoals.telemetry import Telemetry

T = TypeVar("T")

# Seconds: before the model is called, nothing may take long; after it, nothing is left to wait for.
_READ_MOST: Final = 6.0
_SAVE_MOST: Final = 8.0
_ANSWERING: Final = 0.2
_NO_CONNECTION: Final = "データベースに接続できませんでした"
_READ_FAILED: Final = "データベースの読み取りに失敗しました"
_SAVE_FAILED: Final = "保存を取り消しました: transaction failed"

Action = Literal["database_read", "database_save"]


class Store:
    """Steps of one request; failures end it in DATABASE_ERROR."""

    def __init__(self, database: Database, clock: Clock, budget: Budget, telemetry: Telemetry) -> None:
        self._database = database
        self._clock = clock
        self._budget = budget
        self._telemetry = telemetry

    def owner(self, goal_id: str) -> str | None:
        """Whose goal it is; None when there is none."""
        return self._step("database_read", lambda connection: read_owner(connection, goal_id), _READ_MOST)

    def take(self, claim: Claim) -> Standing:
        """Claims an idempotency key, or says how it stands."""
        now = self._clock.now()
        return self._step("database_read", lambda connection: take(connection, claim, now), _READ_MOST)

    def give_back(self, claim: Claim, *, quietly: bool) -> None:
        """Lets the next one try; quietly when a failing database has its line already."""
        if not quietly:
            self._step("database_save", lambda connection: give_back(connection, claim), _READ_MOST)
            return
        with suppress(DatabaseFailure):
            self._database.run(lambda connection: give_back(connection, claim), self._seconds(1.0))

    def save(self, work: Save) -> bool:
        """Writes all or nothing; False when the goal is no longer there."""
        seconds = self._seconds(_SAVE_MOST)
        return self._step("database_save", lambda connection: save(connection, work, seconds), _SAVE_MOST)

    def _step(self, action: Action, step: Callable[[Connection], T], most: float) -> T:
        """Runs a step within the time that is left, and writes its line."""
        begin = self._clock.monotonic()
        try:
            found = self._database.run(step, self._seconds(most))
        except DatabaseFailure as failure:
            error = _describe(action, failure)
            self._tell(action, begin, error)
            raise ServiceError(
                "DATABASE_ERROR", f"{_REASONS[action]} (SQLSTATE {failure.sqlstate})"
            ) from None
        self._tell(action, begin, None)
        return found

    def _seconds(self, most: float) -> float:
        """The time that a step gets."""
        return min(most, max(self._budget.remaining() - _ANSWERING, 0.1))

    def _tell(self, action: Action, begin: float, error: DatabaseError | None) -> None:
        """The line of a step, and its share of the request's time."""
        duration = milliseconds(self._clock.monotonic() - begin)
        self._telemetry.spent.database += duration
        step = self._telemetry.step(duration)
        if error is None and action == "database_read":
            self._telemetry.write({**step, "level": "INFO", "action": "database_read"})
        elif error is None:
            self._telemetry.write({**step, "level": "INFO", "action": "database_save"})
        elif action == "database_read":
            self._telemetry.write({**step, "level": "ERROR", "action": "database_read", "error": error})
        else:
            self._telemetry.write({**step, "level": "ERROR", "action": "database_save", "error": error})


_REASONS: Final[dict[Action, str]] = {
    "database_read": "データベースを読めませんでした",
    "database_save": "データベースに保存できませんでした",
}


def _describe(action: Action, failure: DatabaseFailure) -> DatabaseError:
    """Our own words for a failure; those of a rolled-back transaction stand here and nowhere else (T5)."""
    if not failure.connected:
        text = _NO_CONNECTION
    else:
        text = _SAVE_FAILED if action == "database_save" else _READ_FAILED
    return {
        "name": "DatabaseError",
        "message": f"{text} (SQLSTATE {failure.sqlstate})",
        "stack": failure.stack,
        "retryable": True,
    }
