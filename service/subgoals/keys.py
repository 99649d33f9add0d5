"""Idempotency keys: who may call the model for a key, and the answer that everybody else gets.

A key belongs to a user and to the request that it came with first. A claim ends with the answer, by being
given back, or by time, should its holder have died.
"""

from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import uuid4

from service.subgoals.connection import Connection, Cursor
from service.subgoals.goal import Goal

# A claim outlives the request that holds it by a little, and no other may call the model meanwhile.
_SLACK: Final = 5.0

# Inserts the key, or takes it over when it has expired or its holder is gone. A request for a goal that is
# not the caller's own claims nothing.
_CLAIM: Final = """
    INSERT INTO idempotency_keys AS held
        (user_id, key_hash, request_hash, claim, claimed_until, expires_at)
    SELECT %(user)s, %(key)s, %(request)s, %(claim)s::uuid, %(until)s, %(expires)s
    WHERE %(goal)s::uuid IS NULL
       OR EXISTS (SELECT FROM goals WHERE id = %(goal)s::uuid AND user_id = %(user)s)
    ON CONFLICT (user_id, key_hash) DO UPDATE
    SET request_hash = excluded.request_hash, claim = excluded.claim, claimed_until = excluded.claimed_until,
        expires_at = excluded.expires_at, answer = NULL
    WHERE held.expires_at <= %(now)s
       OR (held.answer IS NULL AND held.claimed_until <= %(now)s
           AND held.request_hash = excluded.request_hash)
"""
_HELD: Final = """
    SELECT request_hash, claim, answer FROM idempotency_keys
    WHERE user_id = %(user)s AND key_hash = %(key)s AND expires_at > %(now)s
"""
# A claim that has ended without an answer is nobody's.
_LOOK: Final = f"{_HELD} AND (answer IS NOT NULL OR claimed_until > %(now)s)"
_OWNER: Final = "SELECT user_id FROM goals WHERE id = %s"
# Takes the lock of the key's row: nobody can take the claim over before the transaction has ended.
_KEEP: Final = "UPDATE idempotency_keys SET answer = %s WHERE user_id = %s AND key_hash = %s AND claim = %s"
_GIVE_BACK: Final = (
    "DELETE FROM idempotency_keys WHERE user_id = %s AND key_hash = %s AND claim = %s AND answer IS NULL"
)
_FORGET: Final = """
    DELETE FROM idempotency_keys WHERE (user_id, key_hash) IN (
        SELECT user_id, key_hash FROM idempotency_keys WHERE expires_at <= %s LIMIT 20 FOR UPDATE SKIP LOCKED
    )
"""


class Claim(NamedTuple):
    """A key as it is stored, and who asks for it."""

    user: str
    key: bytes
    request: bytes
    claim: str
    goal: str | None
    hours: int
    seconds: float


class Hold(Enum):
    """How a key stands."""

    MINE = "mine"
    ANSWERED = "answered"
    ELSEWHERE = "elsewhere"
    OTHER_REQUEST = "other request"
    NONE = "none"


class Standing(NamedTuple):
    """How a key stands, the first answer if there is one, and the owner of the goal that was asked for."""

    hold: Hold
    answer: str | None
    owner: str | None


def new_claim(user: str, key: str, goal: Goal, hours: int, seconds: float) -> Claim:
    """A claim that nobody else has: answers are kept for some hours, the model takes up to some seconds."""
    request = repr(tuple(goal)).encode()
    return Claim(
        user, sha256(key.encode()).digest(), sha256(request).digest(), str(uuid4()), goal.id, hours, seconds
    )


def take(connection: Connection, claim: Claim, now: datetime) -> Standing:
    """Claims the key if it is free, and reads how it stands; one round trip, and again changes nothing."""
    values: dict[str, Any] = {
        **claim._asdict(),
        "now": now,
        "until": now + timedelta(seconds=claim.seconds + _SLACK),
        "expires": now + timedelta(hours=claim.hours),
    }
    with connection.pipeline():
        connection.execute(_CLAIM, values)
        held = connection.execute(_HELD, values)
        owner = connection.execute(_OWNER, (claim.goal,)) if claim.goal else None
    row = held.fetchone()
    owned = owner.fetchone() if owner else None
    return Standing(_hold(row, claim), row[2] if row else None, str(owned[0]) if owned else None)


def look(connection: Connection, claim: Claim, now: datetime) -> Standing:
    """Reads how the key stands for a request, without claiming it."""
    row = connection.execute(_LOOK, {"user": claim.user, "key": claim.key, "now": now}).fetchone()
    return Standing(_hold(row, claim), row[2] if row else None, None)


def give_back(connection: Connection, claim: Claim) -> None:
    """Lets the next one try, after a request that failed."""
    connection.execute(_GIVE_BACK, (claim.user, claim.key, claim.claim))


def keep_answer(connection: Connection, claim: Claim, answer: str) -> Cursor:
    """Keeps the answer, in the transaction that saves the goal; no row: the claim is somebody else's."""
    return connection.execute(_KEEP, (answer, claim.user, claim.key, claim.claim))


def forget_expired(connection: Connection, now: datetime) -> None:
    """Removes a few keys that nobody can use any more."""
    connection.execute(_FORGET, (now,))


def _hold(row: tuple[Any, ...] | None, claim: Claim) -> Hold:
    """How a key stands, by its row."""
    if row is None:
        return Hold.NONE
    request, holder, answer = row
    if bytes(request) != claim.request:
        return Hold.OTHER_REQUEST
    if answer is not None:
        return Hold.ANSWERED
    return Hold.MINE if str(holder) == claim.claim else Hold.ELSEWHERE
