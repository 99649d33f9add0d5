"""One connection for each execution environment: opened when needed, replaced once when lost, never shared.

It is idle while the model thinks: no transaction is open and no lock is held then.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from os import dup
from threading import Lock
from typing import Final, TypeVar

import psycopg

from service.subgoals.bounded import Bounded, TimeIsUp
from service.subgoals.connection import Connection
from service.subgoals.errors import stack_of
from service.subgoals.turn import Turn

T = TypeVar("T")

_CONNECT: Final = "接続できませんでした"
_BY_WORDS: Final = {
    "too many": "53300",
    "remaining connection slots": "53300",
    "starting up": "57P03",
    "shutting down": "57P03",
    "recovery mode": "57P03",
    "authentication failed": "28000",
    "pg_hba": "28000",
    "does not exist": "3D000",
}
_UNREACHED: Final = "08001"
_LOST: Final = "08006"
_TIME: Final = "57014"
# A failover leaves connections to what is a reader now; its refusal to write counts as a lost connection.
_READ_ONLY: Final = "25006"
# A server that goes down with a crash may have committed before it says so.
_CRASH: Final = "57P02"


class DatabaseFailure(Exception):
    """A step failed; SQLSTATE and frames only, because drivers quote rows in their messages.

    ``connected`` is False when nothing was sent. ``unknown`` is True when COMMIT was sent and no answer came:
    then all is saved or nothing. Otherwise nothing is, and nothing will be.
    """

    def __init__(self, sqlstate: str, stack: str, *, connected: bool, unknown: bool = False) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate
        self.stack = stack
        self.connected = connected
        self.unknown = unknown


class Database:
    """Runs steps on the connection, each bounded in time."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._connection: Connection | None = None
        self._bounded = Bounded("database")
        self._lock = Lock()

    def run(self, step: Callable[[Connection], T], turn: Turn) -> T:
        """What the step returns; DatabaseFailure when it fails, or when its turn is over before.

        A step may run twice: whoever hands it over has made it so that the second time changes nothing more.
        """
        try:
            return self._bounded.run(lambda: self._run(step, turn), turn.left())
        except TimeIsUp as problem:
            connected = self._abandon(turn)
            unknown = turn.unanswered > 0
            raise DatabaseFailure(_TIME, stack_of(problem), connected=connected, unknown=unknown) from None

    def close(self) -> None:
        """Closes the connection; the next step opens another."""
        if self._connection is not None:
            self._drop(self._connection)

    def _run(self, step: Callable[[Connection], T], turn: Turn) -> T:
        """Runs the step; once more on a new connection when the old one turns out to be gone."""
        kept = self._usable()
        if kept is None:
            return self._try(step, self._open(turn), turn)
        try:
            return self._try(step, kept, turn)
        except DatabaseFailure as failure:
            if turn.over or not _is_lost(failure.sqlstate):
                raise
            return self._try(step, self._open(turn, failure), turn)

    def _usable(self) -> Connection | None:
        """The connection that is there, unless the server has closed it; no round trip."""
        kept = self._connection
        if kept is None:
            return None
        try:
            # The first look reads the server's last words, the second that nothing comes after them.
            kept.pgconn.consume_input()
            kept.pgconn.consume_input()
            alive = kept.pgconn.status == psycopg.pq.ConnStatus.OK
        except psycopg.Error:
            alive = False
        if alive:
            return kept
        self._drop(kept)
        return None

    def _try(self, step: Callable[[Connection], T], connection: Connection, turn: Turn) -> T:
        """Runs the step; after a failure the connection is not used again."""
        unanswered = turn.unanswered
        try:
            return step(connection)
        except psycopg.Error as problem:
            self._drop(connection)
            state = problem.sqlstate or _LOST
            if _says_rolled_back(state):
                turn.unanswered = unanswered
            unknown = turn.unanswered > 0
            raise DatabaseFailure(state, stack_of(problem), connected=True, unknown=unknown) from None
        except BaseException:
            self._drop(connection)
            raise

    def _open(self, turn: Turn, lost: DatabaseFailure | None = None) -> Connection:
        """A new connection; ``lost`` when the step was already at work on one that is gone now."""
        try:
            connection = self._connect()
        except psycopg.Error as problem:
            state, unknown = _connect_state(problem), turn.unanswered > 0
            raise DatabaseFailure(
                state, stack_of(problem), connected=lost is not None, unknown=unknown
            ) from None
        with self._lock:
            if not turn.over:
                self._connection = connection
                return connection
        connection.close()
        raise DatabaseFailure(_TIME, "", connected=False)

    def _drop(self, connection: Connection) -> None:
        """Closes a connection, and forgets it unless another has taken its place."""
        with self._lock:
            if self._connection is connection:
                self._connection = None
        with suppress(psycopg.Error, OSError):
            connection.close()

    def _abandon(self, turn: Turn) -> bool:
        """Ends a turn whose thread hangs, and closes what it listens to; False: it had nothing."""
        with self._lock:
            turn.over = True
            connection, self._connection = self._connection, None
        if connection is None:
            return False
        with suppress(psycopg.Error, OSError), socket.socket(fileno=dup(connection.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)
        return True


def _says_rolled_back(sqlstate: str) -> bool:
    """Whether an error is the server's word that the transaction is undone, and not a silence."""
    return not sqlstate.startswith("08") and sqlstate != _CRASH


def _is_lost(sqlstate: str) -> bool:
    """Whether the connection is to blame, and not what was sent over it."""
    return sqlstate.startswith(("08", "57P")) or sqlstate == _READ_ONLY


def _connect_state(problem: psycopg.Error) -> str:
    """The SQLSTATE of a connection that was refused, which libpq tells in words only."""
    if problem.sqlstate:
        return problem.sqlstate
    said = str(problem)
    return next((state for words, state in _BY_WORDS.items() if words in said), _UNREACHED)
