"""Restore the service: the concurrency back, looked at, everybody told; then, and only then, the marker goes.

Until the marker has gone, what a stop sets off is held and deployments are refused: a restore whose checks
fail leaves the service running and says what to do (G11.5, G11.2).
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from monitoring.emergency.checks import Door, check_deep, check_health, check_request
from monitoring.emergency.concurrency import by_hand, read_concurrency, set_concurrency, show
from monitoring.emergency.held import entries_set_off
from monitoring.emergency.marker import Marker, begin_restore, end_marker, load_marker, place_marker
from monitoring.emergency.progress import AGAIN, Broken, Halted, Step
from monitoring.emergency.scene import Scene
from monitoring.emergency.stop import usual_or_former
from monitoring.emergency.telling import tell_everyone
from monitoring.emergency.texts import Said, restore_message
from monitoring.oncall.holds import Stop

Check: TypeAlias = Callable[[Scene, Door], str]

_CHECKS: Final[dict[str, Check]] = {"health": check_health, "deep": check_deep, "request": check_request}


class Restore(NamedTuple):
    """How to restore: the door that is tried, whether the real request is left out, what users read."""

    door: Door
    without_request: bool = False
    note: str = ""


def find_stop(scene: Scene) -> Marker | None:
    """The stop to end; a function at 0 without a marker gets one; None where nothing is stopped."""
    found = load_marker(scene)
    if found is not None:
        return found
    if read_concurrency(scene.clients("lambda"), scene.function) != 0:
        return None
    stop = Stop(0, "", "", scene.clock.now(), entries_set_off(scene.catalogue))
    return place_marker(scene, stop)[0]


def restore_service(scene: Scene, restore: Restore) -> bool:
    """Restore it, or finish a restore that broke off; whether something was stopped. Raises Halted."""
    found: list[Marker | None] = []
    scene.progress.take("read marker", AGAIN, lambda: _begin(scene, found))
    marker = found[0]
    if marker is None:
        return False
    wanted = usual_or_former(scene, marker.stop)
    advice = f"{AGAIN}; or by hand: {by_hand(scene.function, wanted)}"
    scene.progress.take("restore function", advice, lambda: set_concurrency(scene, wanted))
    said = Said(restore.note, _look(scene, restore))
    tell_everyone(scene, restore_message(scene, marker.stop, said), marker.told)
    scene.progress.take("remove marker", AGAIN, lambda: _end(scene, marker.stop))
    return True


def _begin(scene: Scene, found: list[Marker | None]) -> str:
    marker = find_stop(scene)
    begun = begin_restore(scene, marker.stop.since) if marker else None
    if marker is not None and begun is None:
        raise Broken("somebody else has just ended this stop, or begun another one")
    found.append(begun)
    if begun is None:
        return f"nothing is stopped: there is no marker, and {scene.function} may run"
    stop = begun.stop
    back = show(usual_or_former(scene, stop))
    by = f"stopped by {stop.by} ({stop.reason})" if stop.by else "stopped by hand, nobody knows by whom"
    lacks = "" if stop.concurrency else "; the marker does not say it, the file does"
    return f"{by}; concurrency to go back to is {back}{lacks}"


def _look(scene: Scene, restore: Restore) -> tuple[str, ...]:
    """The checks that were made and passed; raises Halted when one did not pass."""
    made = [name for name in _CHECKS if name != "request" or not restore.without_request]
    passed = [name for name in made if _passes(scene, restore.door, name)]
    if restore.without_request:
        scene.progress.note(Step("check request", "skipped", "no real request was made, as you asked"))
    if passed != made:
        raise Halted("checks")
    return tuple(passed)


def _passes(scene: Scene, door: Door, name: str) -> bool:
    stop = f"monitoring stop --environment {scene.environment} --reason .."
    advice = (
        "the service RUNS, the marker stands, alarms of the stop are held. "
        f"Mend it and {AGAIN}; if it does harm, stop it again: {stop}"
    )
    return scene.progress.attempt(f"check {name}", advice, lambda: _CHECKS[name](scene, door))


def _end(scene: Scene, stop: Stop) -> str:
    """Take the marker away, unless somebody has stopped it again meanwhile: then it stays stopped."""
    if end_marker(scene, stop.since):
        return "marker removed: alarms and deployments are as usual"
    if (found := load_marker(scene)) is None:
        return "somebody else has removed the marker"
    set_concurrency(scene, 0)
    raise Broken(f"{found.by_again or found.stop.by} has stopped it again meanwhile, so it is stopped again")
