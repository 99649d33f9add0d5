"""Goals and sub-goals in PostgreSQL: reading the owner, and replacing everything in one transaction.

Statements are sent in a pipeline, so that a whole transaction costs one round trip.
"""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import uuid4

from service.subgoals.connection import Connection
from service.subgoals.goal import Goal
from service.subgoals.keys import Claim, forget_expired, keep_answer
from service.subgoals.quality import SubGoal
from service.subgoals.response import write

_OWNER: Final = "SELECT user_id FROM goals WHERE id = %s"
_LIMIT: Final = "SELECT set_config('statement_timeout', %s, true)"
# Doing it again with the same id changes nothing, so that a save whose answer got lost can be repeated.
_INSERT: Final = """
    INSERT INTO goals
        (user_id, title, description, deadline, background, constraints, updated_at, id, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
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


def new_id() -> str:
    """The id of something new."""
    return str(uuid4())


def read_owner(connection: Connection, goal_id: str) -> str | None:
    """Whose goal it is; None when there is none. One round trip."""
    row = connection.execute(_OWNER, (goal_id,)).fetchone()
    return None if row is None else str(row[0])


def save(connection: Connection, work: Save, seconds: float) -> bool:
    """Writes all or nothing in one round trip; False when the goal is no longer there."""
    owned = (work.goal_id, work.user)
    children = write([{"id": one.id, **one.sub_goal._asdict()} for one in work.sub_goals])
    # psycopg's own transaction block waits for the answers to BEGIN and COMMIT. What fails here leaves the
    # transaction open and unfinished, and `Database` then closes the connection, which rolls it back.
    with connection.pipeline():
        connection.execute("BEGIN")
        connection.execute(_LIMIT, (str(int(seconds * 1000)),))
        head = connection.execute(*_head(work))
        connection.execute(_DELETE, (work.goal_id, *owned))
        connection.execute(_CHILDREN, (work.goal_id, work.moment, work.moment, children, *owned))
        if work.claim is not None:
            keep_answer(connection, work.claim, work.answer, work.goal_id)
            forget_expired(connection, work.moment)
        connection.execute("COMMIT")
    return head.fetchone() is not None


def _head(work: Save) -> tuple[str, tuple[object, ...]]:
    """The statement that writes the goal's own row, and its parameters."""
    goal = work.goal
    texts = (goal.title, goal.description, goal.deadline, goal.background, goal.constraints, work.moment)
    if goal.id is None:
        return _INSERT, (work.user, *texts, work.goal_id, work.moment)
    return _UPDATE, (*texts, work.goal_id, work.user)


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
