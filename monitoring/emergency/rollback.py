"""Roll back: revert on main, push, watch the automatic deployment, look whether the service works (G11.6)."""

from typing import NamedTuple

from monitoring.emergency.checks import Door, check_deep, check_health, check_request
from monitoring.emergency.deployment import Event, Watch, watch_deployment
from monitoring.emergency.guard import TRAILER
from monitoring.emergency.marker import load_marker
from monitoring.emergency.progress import AGAIN, Step
from monitoring.emergency.repository import BRANCH, Commit, Repository
from monitoring.emergency.scene import Scene


class Rollback(NamedTuple):
    """What is taken back, how the deployment is seen, and the door that is tried afterwards."""

    commit: Commit
    trailers: tuple[str, ...]
    stacks: tuple[str, ...]
    lasts: int
    door: Door


def trailers_of(scene: Scene) -> tuple[str, ...]:
    """What the revert must say to be deployed while the service is stopped."""
    return (f"{TRAILER}: {scene.environment}",) if load_marker(scene) else ()


def roll_back(scene: Scene, repository: Repository, rollback: Rollback) -> None:
    """Do it, or go on where it broke off; raises Halted at what must not be passed over."""
    reverts: list[Commit] = []

    def revert() -> str:
        done = repository.taken_back(rollback.commit)
        reverts.append(done or repository.revert(rollback.commit, rollback.trailers))
        already = "was taken back before, by" if done else "is taken back by"
        return f"{rollback.commit.short} {already} {reverts[0].short} on {BRANCH}"

    advice = (
        f"nothing was pushed; {AGAIN}. Where {BRANCH} takes pull requests only, or the revert does not fit: "
        "make it on a branch and merge that, then run this again to watch"
    )
    scene.progress.take("revert", advice, revert)
    # The clock of whoever made the commit may be ahead of AWS's.
    watch = Watch(rollback.stacks, reverts[0].moment - 120_000, rollback.lasts)
    advice = f"see what failed above, and the pipeline with `gh run watch`; {AGAIN} to watch on"
    scene.progress.take(
        "deployment", advice, lambda: watch_deployment(scene, watch, lambda e: _show(scene, e))
    )
    _look(scene, rollback)


def _show(scene: Scene, event: Event) -> None:
    reason = f": {event.reason}" if event.reason else ""
    scene.progress.note(Step("event", "done", f"{event.stack} {event.what} {event.status}{reason}"))


def _look(scene: Scene, rollback: Rollback) -> None:
    """Health checks; the real request only where the function may run and a token is there."""
    advice = f"it was rolled back and does not work: stop it, or roll back further; {AGAIN}"
    checks = {"health": check_health, "deep": check_deep}
    if rollback.trailers:
        what = "the service is stopped: `monitoring restore` makes the real request"
        scene.progress.note(Step("check request", "skipped", what))
    elif not rollback.door.token:
        what = "no real request was made: there is no token"
        scene.progress.note(
            Step("check request", "skipped", what, "add --token-file, or try it in the application")
        )
    else:
        checks["request"] = check_request
    for name, check in checks.items():
        scene.progress.attempt(f"check {name}", advice, lambda look=check: look(scene, rollback.door))  # type: ignore[misc]
