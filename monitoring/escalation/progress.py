"""How far an incident's escalation is: which levels were told, when somebody last heard.

It is kept beside the incident and not in it, under the incident's id, so that a step taken twice, by the
state machine and by the button, is taken once, and the next incident of the same alarm begins anew.
"""

from typing import Any, Final, NamedTuple

from monitoring.oncall.clock import DAY
from monitoring.oncall.items import Item
from monitoring.oncall.store import Key, Store

_KEPT: Final = 90 * DAY
_TOLD: Final = "told#"


class Progress(NamedTuple):
    """The levels that were told by a step, in their order, and when; epoch milliseconds, 0 for not yet."""

    told: tuple[str, ...] = ()
    last_step: int = 0
    said: int = 0


def progress_key(key: str, identity: str) -> Key:
    """Where it is."""
    return f"incident#{key}", f"steps#{identity}"


def read_progress(item: Item | None) -> Progress:
    """What an item says; nothing was taken where there is none."""
    if item is None:
        return Progress()
    times = {name.removeprefix(_TOLD): at for name, at in item.items() if name.startswith(_TOLD)}
    return Progress(
        tuple(sorted(times, key=lambda level: times[level])), max(times.values(), default=0), item["said"]
    )


def note_step(store: Store, where: Key, level: str, now: int) -> bool:
    """Note that a level was told; False when it was noted before."""
    return _write(store, where, now, f"{_TOLD}{level}")


def note_said(store: Store, where: Key, now: int) -> None:
    """Note that people heard again."""
    _write(store, where, now)


def _write(store: Store, where: Key, now: int, step: str = "") -> bool:
    expression: dict[str, Any] = {
        "UpdateExpression": "SET said = :now, expires = :expires" + (", #step = :now" if step else ""),
        "ExpressionAttributeValues": {":now": now, ":expires": (now + _KEPT) // 1000},
    }
    if step:
        expression["ConditionExpression"] = "attribute_not_exists(#step)"
        expression["ExpressionAttributeNames"] = {"#step": step}
    return store.change_item(where, expression) is not None
