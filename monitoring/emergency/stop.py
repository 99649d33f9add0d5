"""Stop the service (G11.1, G11.2): no request is processed, people know, and nobody is called for it.

The order is what makes it safe to break off anywhere: first the marker with the concurrency to go back to,
then the function, then people. Whoever runs it again finds the marker and does what is left.
"""

from monitoring.emergency.concurrency import by_hand, read_concurrency, set_concurrency, show
from monitoring.emergency.held import entries_set_off
from monitoring.emergency.marker import Marker, place_marker
from monitoring.emergency.progress import AGAIN, Broken, Step
from monitoring.emergency.scene import Scene
from monitoring.emergency.telling import tell_everyone
from monitoring.emergency.texts import stop_message
from monitoring.oncall.holds import Stop


def stop_service(scene: Scene, reason: str, note: str = "") -> Marker:
    """Stop it, or finish a stop that broke off; raises Halted when the function still runs.

    ``note`` is what users read besides the usual sentences. Whoever could not be told stands in the progress.
    """
    marker = _mark(scene, reason)
    advice = f"{AGAIN}; or stop it by hand: {by_hand(scene.function, 0)}"
    scene.progress.take("stop function", advice, lambda: set_concurrency(scene, 0))
    tell_everyone(scene, stop_message(scene, marker.stop, note), marker.told)
    return marker


def _mark(scene: Scene, reason: str) -> Marker:
    """The marker, ours or somebody else's."""
    placed: list[Marker] = []

    def place() -> str:
        former = _former(scene)
        stop = Stop(former, scene.person, reason, scene.clock.now(), entries_set_off(scene.catalogue))
        marker, is_ours = place_marker(scene, stop)
        placed.append(marker)
        back = show(marker.stop.concurrency or scene.usual_concurrency)
        if is_ours:
            return f"marker written: concurrency to go back to is {back}; deployments are refused from now on"
        by = marker.stop.by or "somebody"
        return f"{by} has stopped it already ({marker.stop.reason}); going on with that"

    advice = f"{AGAIN}; if it must stop now, stop it by hand: {by_hand(scene.function, 0)}"
    scene.progress.take("write marker", advice, place)
    return placed[0]


def _former(scene: Scene) -> int:
    """The concurrency to go back to; the file's where the function was stopped by hand before."""
    found = read_concurrency(scene.clients("lambda"), scene.function)
    if found != 0:
        return found
    what = f"the function stands at 0 already; the file's {scene.usual_concurrency} will be gone back to"
    scene.progress.note(Step("former concurrency", "already", what))
    return scene.usual_concurrency


def usual_or_former(scene: Scene, stop: Stop) -> int:
    """What a restore goes back to; raises Broken where nobody knows."""
    wanted = stop.concurrency or scene.usual_concurrency
    if wanted == 0:
        raise Broken("neither the marker nor the file says which concurrency to go back to")
    return wanted
