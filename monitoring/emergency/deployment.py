"""Watching a deployment by the events of its stacks (AWS CloudFormation API: DescribeStackEvents)."""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from monitoring.emergency.progress import Broken
from monitoring.emergency.scene import Scene

_STACK: Final = "AWS::CloudFormation::Stack"
_POLL: Final = 15
SETTLED: Final = 180
"""Seconds without anything in progress: one stack is deployed after the other, with a pause in between."""
_GOOD: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_MOST_PAGES: Final = 20


class Event(NamedTuple):
    """An event: ``moment`` is epoch milliseconds; ``is_stack`` where it is about the stack itself."""

    id: str
    stack: str
    moment: int
    what: str
    status: str
    reason: str
    is_stack: bool


class Watch(NamedTuple):
    """What is watched: stacks, from when on (epoch milliseconds), for how many seconds at most."""

    stacks: tuple[str, ...]
    since: int
    lasts: int


def watch_deployment(scene: Scene, watch: Watch, show: Callable[[Event], None]) -> str:
    """Wait until a deployment has ended; ``show`` hears of stacks, and of resources that fail.

    Raises Broken when a stack fails, when none was touched, or when it takes longer than it may.
    """
    seen: set[str] = set()
    states: dict[str, str] = {}
    quiet_since = scene.clock.now()
    ends = scene.clock.now() + watch.lasts * 1000
    while scene.clock.now() < ends:
        for event in _fresh(scene, watch, seen):
            quiet_since = scene.clock.now()
            if event.is_stack:
                states[event.stack] = event.status
            if event.is_stack or event.status.endswith("_FAILED"):
                show(event)
        _refuse_failed(states)
        is_settled = scene.clock.now() - quiet_since >= SETTLED * 1000
        if states and is_settled and all(state in _GOOD for state in states.values()):
            return f"deployed: {', '.join(sorted(states))}"
        scene.clock.sleep(_POLL)
    minutes = watch.lasts // 60
    if not states:
        raise Broken(
            f"no stack was touched within {minutes} minutes: see the run of the pipeline, `gh run watch`"
        )
    raise Broken(
        f"not done within {minutes} minutes: {', '.join(f'{name} {state}' for name, state in states.items())}"
    )


def _fresh(scene: Scene, watch: Watch, seen: set[str]) -> list[Event]:
    """Events that nobody has seen yet, oldest first."""
    found = [event for stack in watch.stacks for event in _events(scene, stack, watch.since)]
    fresh = sorted((event for event in found if event.id not in seen), key=lambda event: event.moment)
    seen |= {event.id for event in fresh}
    return fresh


def _events(scene: Scene, stack: str, since: int) -> Iterator[Event]:
    """A stack's events from a moment on, newest first as AWS gives them; none where there is no stack."""
    more: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        try:
            answer = scene.clients("cloudformation").describe_stack_events(StackName=stack, **more)
        except ClientError as error:
            if "does not exist" in str(error):
                return
            raise
        for event in (_event(stack, found) for found in answer["StackEvents"]):
            if event.moment < since:
                return
            yield event
        if not answer.get("NextToken"):
            return
        more = {"NextToken": answer["NextToken"]}


def _event(stack: str, found: dict[str, Any]) -> Event:
    is_stack = found.get("ResourceType") == _STACK and found.get("PhysicalResourceId") == found["StackId"]
    return Event(
        id=found["EventId"],
        stack=stack,
        moment=round(found["Timestamp"].timestamp() * 1000),
        what=stack if is_stack else str(found.get("LogicalResourceId", "")),
        status=str(found.get("ResourceStatus", "")),
        reason=" ".join(str(found.get("ResourceStatusReason") or "").split())[:300],
        is_stack=is_stack,
    )


def _refuse_failed(states: dict[str, str]) -> None:
    bad = [f"{name} {state}" for name, state in states.items() if _has_failed(state)]
    if bad:
        raise Broken(f"the deployment failed: {', '.join(bad)}")


def _has_failed(state: str) -> bool:
    return state.endswith(("_COMPLETE", "_FAILED")) and state not in _GOOD
