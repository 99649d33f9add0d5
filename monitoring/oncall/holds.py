"""What is held: muted entries, and everything that an emergency stop sets off by itself."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from monitoring.oncall.clock import DAY
from monitoring.oncall.items import Item
from monitoring.oncall.store import Key, Store

STOPPED: Key = ("marker#stopped", "-")
UNKNOWN_END = 2**53
"""Until when (epoch milliseconds) an emergency stop holds what it sets off: nobody knows yet."""


class Mute(NamedTuple):
    """An entry is held until a moment (epoch milliseconds); there is no mute without an end."""

    entry: str
    until: int
    by: str
    reason: str


class Stop(NamedTuple):
    """An emergency stop: the concurrency to go back to, and the entries that it sets off."""

    concurrency: int
    by: str
    reason: str
    since: int
    held: tuple[str, ...]


def mute_key(entry: str) -> Key:
    """Where an entry's mute is."""
    return f"mute#{entry}", "-"


def save_mute(store: Store, mute: Mute) -> None:
    """Hold an entry until a moment; a later one replaces an earlier one."""
    pk, sk = mute_key(mute.entry)
    store.put({"pk": pk, "sk": sk, "expires": (mute.until + DAY) // 1000, **mute._asdict()})


def end_mute(store: Store, entry: str) -> None:
    """Hold an entry no longer."""
    store.delete(mute_key(entry))


def lifted_key(entry: str) -> Key:
    """Where it stands that a planned mute holds an entry no longer."""
    return f"mute#{entry}", "lifted"


def lift_mute(store: Store, entry: str, until: int) -> None:
    """Hold an entry no longer, though it is muted as planned until a moment."""
    end_mute(store, entry)
    pk, sk = lifted_key(entry)
    store.put({"pk": pk, "sk": sk, "until": until, "expires": (until + DAY) // 1000})


def read_mute(item: Item | None, now: int) -> Mute | None:
    """The mute in an item, unless it is over."""
    if item is None or item["until"] <= now:
        return None
    return Mute(*(item[field] for field in Mute._fields))


def save_stop(store: Store, stop: Stop) -> bool:
    """Write the marker of an emergency stop; False when there is one already."""
    pk, sk = STOPPED
    item = {"pk": pk, "sk": sk, **stop._asdict(), "held": list(stop.held)}
    return store.put(item, "attribute_not_exists(pk)")


def end_stop(store: Store, condition: str = "", values: Mapping[str, object] | None = None) -> bool:
    """Take the marker away; False when a condition does not hold."""
    return store.delete(STOPPED, condition, values)


def read_stop(item: Item | None) -> Stop | None:
    """The marker in an item; what somebody wrote by hand may lack anything, and still marks a stop."""
    if item is None:
        return None
    found = Stop(*(item.get(field, otherwise) for field, otherwise in _NOTHING.items()))
    return found._replace(held=tuple(found.held))


_NOTHING: dict[str, Any] = {"concurrency": 0, "by": "", "reason": "", "since": 0, "held": ()}
"""No concurrency is ever 0 before a stop: it says that nobody knows."""
