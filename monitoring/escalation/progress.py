"""How far an incident's escalation is: which levels were told, when somebody last heard.

It is kept beside the incident and not in it, under the incident's id, so that a step taken twice, by the
state machine and by the button, is taken once, and the next incident of the same alarm begins anew.
"""

from typing import Final, NamedTuple

from monitoring.oncall.clock import DAY
from monitoring.oncall.items import Item
from monitoring.oncall.store import Key, Store

_KEPT: Final = 90 * DAY


class Progress(NamedTuple):
    """How many steps were taken, and when people last heard (epoch milliseconds; 0: the first message)."""

    taken: int = 0
    said: int = 0


def progress_key(key: str, identity: str) -> Key:
    """Where it is."""
    return f"incident#{key}", f"steps#{identity}"


def read_progress(item: Item | None) -> Progress:
    """What an item says; nothing was taken where there is none."""
    return Progress(int(item["taken"]), int(item["said"])) if item else Progress()


def take_step(store: Store, where: Key, step: int, now: int) -> bool:
    """Note that a step (from 0) was taken; False when it was noted before."""
    condition = "attribute_not_exists(taken) OR taken <= :step"
    return _write(store, where, {":taken": step + 1, ":said": now, ":step": step}, condition)


def note_said(store: Store, where: Key, progress: Progress, now: int) -> bool:
    """Note that people heard again; False when a step was taken meanwhile."""
    condition = "attribute_not_exists(taken) OR taken = :step"
    return _write(store, where, {":taken": progress.taken, ":said": now, ":step": progress.taken}, condition)


def _write(store: Store, where: Key, values: dict[str, int], condition: str) -> bool:
    now = values[":said"]
    expression = {
        "UpdateExpression": "SET taken = :taken, said = :said, expires = :expires",
        "ConditionExpression": condition,
        "ExpressionAttributeValues": {**values, ":expires": (now + _KEPT) // 1000},
    }
    return store.change_item(where, expression) is not None
