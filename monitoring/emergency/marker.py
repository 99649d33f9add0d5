"""The marker of an emergency stop in the state table: what to go back to, and who was told what already.

It is written before the function is stopped and deleted after everything is well again, so that whoever
breaks off in between goes on where they were. Every stop takes `restoring` away, which a restore needs in
the end: of two people, one who stops and one who restores, the stop wins.
"""

from typing import Any, Final, NamedTuple

from monitoring.emergency.progress import Broken
from monitoring.emergency.scene import Scene
from monitoring.oncall.holds import STOPPED, Stop, end_stop, read_stop, save_stop
from monitoring.oncall.items import Item

_TOLD: Final = "told "
_TRIES: Final = 5
_SAME: Final = "(since = :since OR attribute_not_exists(since))"


class Marker(NamedTuple):
    """The stop, the names of what was told, and whether somebody is restoring."""

    stop: Stop
    told: frozenset[str]
    restoring: str
    by_again: str


def load_marker(scene: Scene) -> Marker | None:
    """The marker as it stands now; None when nothing is stopped."""
    return _marker(scene.store.read([STOPPED]).get(STOPPED))


def _marker(item: Item | None) -> Marker | None:
    stop = read_stop(item)
    if item is None or stop is None:
        return None
    told = frozenset(name.removeprefix(_TOLD) for name in item if name.startswith(_TOLD))
    return Marker(stop, told, str(item.get("restoring", "")), str(item.get("again", "")))


def place_marker(scene: Scene, stop: Stop) -> tuple[Marker, bool]:
    """The marker that stands after this, and whether it is ours; Broken when others keep changing it."""
    for _ in range(_TRIES):
        found = load_marker(scene)
        if found is None and save_stop(scene.store, stop):
            return Marker(stop, frozenset(), "", ""), True
        if found is not None and (renewed := _renew(scene, found)) is not None:
            return renewed, False
    raise Broken("somebody else keeps changing the marker of the stop")


def _renew(scene: Scene, found: Marker) -> Marker | None:
    """Take a marker over; who was told that the service runs again hears of the stop anew."""
    is_off = any(name.startswith("restore ") for name in found.told)
    forgotten = [f"{_TOLD}{name}" for name in sorted(found.told)] if is_off else []
    names = {f"#n{number}": name for number, name in enumerate(("restoring", *forgotten))}
    change = {
        "UpdateExpression": f"SET again = :by REMOVE {', '.join(names)}",
        "ConditionExpression": f"attribute_exists(pk) AND {_SAME}",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {":by": scene.person, ":since": found.stop.since},
    }
    return _marker(scene.store.change_item(STOPPED, change))


def keep_told(scene: Scene, name: str) -> None:
    """Remember that somebody was told; nothing happens where the marker has gone."""
    change = {
        "UpdateExpression": "SET #told = :now",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeNames": {"#told": f"{_TOLD}{name}"},
        "ExpressionAttributeValues": {":now": scene.clock.now()},
    }
    scene.store.change_item(STOPPED, change)


def begin_restore(scene: Scene, since: int) -> Marker | None:
    """Say that somebody restores; None when the marker has gone or is another one."""
    change = {
        "UpdateExpression": "SET restoring = :by",
        "ConditionExpression": f"attribute_exists(pk) AND {_SAME}",
        "ExpressionAttributeValues": {":by": scene.person, ":since": since},
    }
    return _marker(scene.store.change_item(STOPPED, change))


def end_marker(scene: Scene, since: int) -> bool:
    """Delete the marker; False when somebody has stopped again meanwhile."""
    values: dict[str, Any] = {":since": since}
    return end_stop(scene.store, f"attribute_exists(restoring) AND {_SAME}", values)
