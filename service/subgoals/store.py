"""The database as the service sees it: each step bounded, and a line for each."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final, Literal, NamedTuple, TypeVar

from service.subgoals.clock import Budget, Clock, milliseconds
from service.subgoals.connection import Connection
from service.subgoals.database import Database, DatabaseFailure
from service.subgoals.errors import OutcomeUnknown, ServiceError
from service.subgoals.goals import Save, Saved, read_owner, save
from service.subgoals.keys import Claim, Standing, give_back, look, take
from service.subgoals.lines import DatabaseError
from service.subgoals.telemetry import Telemetry
from service.subgoals.turn import Turn

T = TypeVar("T")

# Seconds: before the model is called, nothing may take long; after it, nothing is left to wait for.
_READ_MOST: Final = 6.0
_SAVE_MOST: Final = 8.0
_ANSWERING: Final = 0.2
_BRIEF: Final = 1.0
NO_CONNECTION: Final = "データベースに接続できませんでした"
OUTCOME_UNKNOWN: Final = "保存できたかどうか確認できませんでした: outcome unknown"

Action = Literal["database_read", "database_save"]


class Kind(NamedTuple):
    """A kind of step: the action of its line, and what line and request say when it fails."""

    action: Action
    failed: str
    reason: str


READ: Final = Kind("database_read", "データベースの読み取りに失敗しました", "データベースを読めませんでした")
# The one place with these words: they are counted as transactions that were rolled back (T5).
SAVE: Final = Kind(
    "database_save", "保存を取り消しました: transaction failed", "データベースに保存できませんでした"
)
GIVE_BACK: Final = Kind(
    "database_save", "Idempotency-Keyを解放できませんでした", "データベースに保存できませんでした"
)


class Store:
    """Steps of one request; failures end it in DATABASE_ERROR."""

    def __init__(self, database: Database, clock: Clock, budget: Budget, telemetry: Telemetry) -> None:
        self._database = database
        self._clock = clock
        self._budget = budget
        self._telemetry = telemetry

    def owner(self, goal_id: str) -> str | None:
        """Whose goal it is; None when there is none."""
        return self._step(READ, lambda connection: read_owner(connection, goal_id), self._turn(_READ_MOST))

    def take(self, claim: Claim) -> Standing:
        """Claims an idempotency key, or says how it stands."""
        now = self._clock.now()
        return self._step(READ, lambda connection: take(connection, claim, now), self._turn(_READ_MOST))

    def look(self, claim: Claim) -> Standing:
        """Says how an idempotency key stands, and claims nothing."""
        now = self._clock.now()
        return self._step(READ, lambda connection: look(connection, claim, now), self._turn(_READ_MOST))

    def give_back(self, claim: Claim, *, quietly: bool) -> None:
        """Lets the next one try; quietly when a failing database has its line already."""
        step: Callable[[Connection], None] = lambda connection: give_back(connection, claim)  # noqa: E731
        if not quietly:
            self._step(GIVE_BACK, step, self._turn(_READ_MOST))
            return
        with suppress(DatabaseFailure):
            self._database.run(step, self._turn(_BRIEF))

    def save(self, work: Save) -> Saved:
        """Writes all or nothing; OutcomeUnknown when nobody can say which."""
        turn = self._turn(_SAVE_MOST)
        return self._step(SAVE, lambda connection: save(connection, work, turn), turn)

    def _step(self, kind: Kind, step: Callable[[Connection], T], turn: Turn) -> T:
        """Runs a step within its turn, and writes its line."""
        begin = self._clock.monotonic()
        try:
            found = self._database.run(step, turn)
        except DatabaseFailure as failure:
            self._tell(kind.action, begin, _describe(kind, failure))
            raise _end_of_request(kind, failure) from None
        self._tell(kind.action, begin, None)
        return found

    def _turn(self, most: float) -> Turn:
        """The time that a step gets, from now on."""
        return Turn(min(most, max(self._budget.remaining() - _ANSWERING, 0.1)))

    def _tell(self, action: Action, begin: float, error: DatabaseError | None) -> None:
        """The line of a step, and its share of the request's time."""
        duration = milliseconds(self._clock.monotonic() - begin)
        self._telemetry.spent.steps += 1
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


def _end_of_request(kind: Kind, failure: DatabaseFailure) -> ServiceError:
    """What a step that failed makes of its request."""
    if failure.unknown:
        return OutcomeUnknown(f"{OUTCOME_UNKNOWN} (SQLSTATE {failure.sqlstate})")
    return ServiceError("DATABASE_ERROR", f"{kind.reason} (SQLSTATE {failure.sqlstate})")


def _describe(kind: Kind, failure: DatabaseFailure) -> DatabaseError:
    """Our own words for a failure."""
    text = kind.failed if failure.connected else NO_CONNECTION
    if failure.unknown:
        text = OUTCOME_UNKNOWN
    return {
        "name": "DatabaseError",
        "message": f"{text} (SQLSTATE {failure.sqlstate})",
        "stack": failure.stack,
        "retryable": True,
    }
