"""Goals and sub-goals in PostgreSQL: reading the owner, and replacing everything in one transaction.

Statements are sent in a pipeline, which costs one round trip; COMMIT is another, sent only while somebody
waits for it. So a save that was given up is not carried out later, however long it lay in a queue.
"""

from datetime import datetime
from enum import Enum
from os import urandom
from typing import Final, NamedTuple

from service.subgoals.connection import Connection, Cursor
from service.subgoals.goal import Goal
from service.subgoals.keys import Claim, forget_expired, keep_answer
from service.subgoals.quality import SubGoal
from service.subgoals.response import write
from service.subgoals.turn import Turn

_OWNER: Final = "SELECT user_id FROM goals WHERE id = %s"
# The server rolls back before its client stops waiting. A slow statement ends in an error that the client
# reads; many that are slow together end the session (PostgreSQL 17, "transaction_timeout").
_LIMIT: Final = (
    "SELECT set_config('statement_timeout', %s, true), set_config('transaction_timeout', %s, true)"
)
# Doing it again with the same id changes nothing, so that a save whose answer got lost can be repeated.
# Under a key, nothing is written once the claim is somebody else's.
_INSERT: Final = """
    INSERT INTO goals
        (user_id, title, description, deadline, background, constraints, updated_at, id, created_at)
    SELECT %s, %s, %s, %s::timestamptz, %s, %s, %s::timestamptz, %s::uuid, %s::timestamptz
    WHERE %s::uuid IS NULL
       OR EXISTS (SELECT FROM idempotency_keys WHERE user_id = %s AND key_hash = %s AND claim = %s)
    ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at WHERE goals.user_id = excluded.user_id
    RETURNING id
"""
# Takes the lock of the goal's row: of two saves the second waits here, and then replaces all of the first's.
_UPDATE: Final = """
    UPDATE goals
    SET title = %s, description = %s, deadline = %s, background = %s, constraints = %s, updated_at = %s
    WHERE id = %s AND user_id = %s
    RETURNING id
"""
_MINE: Final = "EXISTS (SELECT FROM goals WHERE id = %s AND user_id = %s)"
_DELETE: Final = f"DELETE FROM sub_goals WHERE goal_id = %s AND {_MINE}"
_CHILDREN: Final = f"""
    INSERT INTO sub_goals (id, goal_id, position, title, description, background, created_at, updated_at)
    SELECT (item->>'id')::uuid, %s::uuid, (item->>'position')::smallint, item->>'title', item->>'description',
           item->>'background', %s, %s
    FROM jsonb_array_elements(%s::jsonb) AS item
    WHERE {_MINE}
"""


# The first two bits of this digit are 10.
_VARIANT: Final = {digit: "89ab"[number % 4] for number, digit in enumerate("0123456789abcdef")}


class SavedSubGoal(NamedTuple):
    """A sub-goal with what it gets when it is saved."""

    id: str
    sub_goal: SubGoal


class Save(NamedTuple):
    """What one transaction writes: a user's goal, its eight sub-goals, and the answer for a repeated key."""

    goal_id: str
    user: str
    goal: Goal
    sub_goals: tuple[SavedSubGoal, ...]
    moment: datetime
    claim: Claim | None
    answer: str

    @property
    def may_be_late(self) -> bool:
        """Whether a save that nobody waits for any more does no harm.

        A new goal under a key is found by whoever repeats the request, and is not written once the claim has
        passed to another. COMMIT then goes along with the statements.
        """
        return self.claim is not None and self.goal.id is None


class Saved(Enum):
    """How a save ended; only the first has changed anything."""

    DONE = "done"
    GOAL_GONE = "goal gone"
    CLAIM_LOST = "claim lost"


def new_id() -> str:
    """The id of something new: a random UUID (RFC 9562, version 4), without making an object of it first."""
    drawn = urandom(16).hex()
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{_VARIANT[drawn[16]]}{drawn[17:20]}-{drawn[20:]}"


def read_owner(connection: Connection, goal_id: str) -> str | None:
    """Whose goal it is; None when there is none. One round trip."""
    row = connection.execute(_OWNER, (goal_id,)).fetchone()
    return None if row is None else str(row[0])


def save(connection: Connection, work: Save, turn: Turn) -> Saved:
    """Writes all or nothing: two round trips, or one when a late COMMIT does no harm."""
    # psycopg's own transaction block waits for the answer to BEGIN as well. What fails here leaves the
    # transaction open and unfinished, and `Database` then closes the connection, which rolls it back.
    with connection.pipeline():
        connection.execute("BEGIN")
        connection.execute(_LIMIT, turn.limits())
        kept = work.claim and keep_answer(connection, work.claim, work.answer)
        head = _write(connection, work)
        if work.claim is not None:
            forget_expired(connection, work.moment)
        if work.may_be_late:
            turn.commit()
            connection.execute("COMMIT")
    saved = _outcome(head, kept)
    if not work.may_be_late:
        _end(connection, saved, turn)
    return saved


def _write(connection: Connection, work: Save) -> Cursor:
    """Sends the statements that write goal and sub-goals; the first one's row says that the goal is there."""
    owned = (work.goal_id, work.user)
    children = write([{"id": one.id, **one.sub_goal._asdict()} for one in work.sub_goals])
    head = connection.execute(*_head(work))
    connection.execute(_DELETE, (work.goal_id, *owned))
    connection.execute(_CHILDREN, (work.goal_id, work.moment, work.moment, children, *owned))
    return head


def _head(work: Save) -> tuple[str, tuple[object, ...]]:
    """The statement that writes the goal's own row, and its parameters."""
    goal, claim = work.goal, work.claim
    texts = (goal.title, goal.description, goal.deadline, goal.background, goal.constraints, work.moment)
    if goal.id is None:
        held = (claim.claim, claim.user, claim.key, claim.claim) if claim else (None, "", b"", None)
        return _INSERT, (work.user, *texts, work.goal_id, work.moment, *held)
    return _UPDATE, (*texts, work.goal_id, work.user)


def _outcome(head: Cursor, kept: Cursor | None) -> Saved:
    """What the statements have found."""
    if kept is not None and kept.rowcount == 0:
        return Saved.CLAIM_LOST
    return Saved.DONE if head.fetchone() is not None else Saved.GOAL_GONE


def _end(connection: Connection, saved: Saved, turn: Turn) -> None:
    """Ends the transaction as the statements have found it."""
    if saved is not Saved.DONE:
        connection.execute("ROLLBACK")
        return
    turn.commit()
    connection.execute("COMMIT")


def describe(saved: SavedSubGoal, written: str) -> dict[str, object]:
    """A sub-goal as the API returns it, with the time at which it was written."""
    return {
        "id": saved.id,
        "title": saved.sub_goal.title,
        "description": saved.sub_goal.description,
        "background": saved.sub_goal.background,
        "position": saved.sub_goal.position,
        "progress": 0,
        "createdAt": written,
        "updatedAt": written,
    }
