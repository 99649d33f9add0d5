"""Plays a case: events in their order, each at its minute."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from monitoring.escalation.pressing import acknowledge_for
from monitoring.oncall.holds import STOPPED, Mute, Stop, end_mute, end_stop, save_mute, save_stop
from tests.escalation.rig.catalogues import CONTENT, with_direct
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack, Trouble

HOUR, POLL = 3_600_000, 300_000


def play(case: dict[str, Any], slack: FakeSlack) -> list[str]:
    """Everything that people see, a line each."""
    start = datetime.fromisoformat(case["begins"])
    world = World(slack, moment(case["begins"]), content=_content(case))
    world.cloud.slack = case.get("slack", True)
    for event in case["events"]:
        at = _when(start, str(event.pop("at")))
        _advance(world, at, polls=case.get("watched", False))
        ((what, value), *more) = event.items()
        _EVENTS[what](world, value, dict(more))
    _refuse_eternal(world)
    return world.lines


def _refuse_eternal(world: World) -> None:
    """Everything in the table expires, but the marker of a stop, which people take away."""
    eternal = {key for key, item in world.cloud.dynamo.items.items() if "expires" not in item}
    assert eternal <= {STOPPED}


def _advance(world: World, until: int, *, polls: bool) -> None:
    """With the schedule of every five minutes, where a case is about what it does."""
    while polls and (following := (world.clock.at // POLL + 1) * POLL) < until:
        world.advance(following)
        world.poll()
    world.advance(until)


def _content(case: dict[str, Any]) -> dict[str, Any]:
    """The catalogue; ``then`` replaces the levels that follow on the route of the application."""
    content = deepcopy(with_direct() if case.get("watched") else CONTENT)
    if "then" in case:
        content["escalation"]["routes"]["application"]["then"] = case["then"]
    return content


def _when(start: datetime, text: str) -> int:
    """``03:14`` on the first day, ``+1 03:14`` on the next."""
    days, _, clock = text.rpartition(" ")
    day = start.date() + timedelta(days=int(days or 0))
    return moment(f"{day} {clock}")


def _alarm(world: World, name: str, more: dict[str, Any]) -> None:
    world.last = world.turn(name, "ALARM", more.get("of"))


def _ok(world: World, name: str, more: dict[str, Any]) -> None:
    world.last = world.turn(name, "OK", more.get("of"))


def _direct(world: World, name: str, more: dict[str, Any]) -> None:
    world.turn_direct(name, more["state"])


def _press(world: World, action: str, more: dict[str, Any]) -> None:
    status = world.press(action, more["by"])
    if status != 200:
        world.note(f"Slack sees {status}")


def _ack(world: World, by: str, more: dict[str, Any]) -> None:
    incident = world.tools.store.incident(f"production/{more['entry']}")
    assert incident is not None
    acknowledge_for(world.tools, incident, by, more["hours"] * HOUR)
    world.look(by=by)


def _mute(world: World, entry: str, more: dict[str, Any]) -> None:
    until = world.clock.at + more["minutes"] * 60_000
    save_mute(world.tools.store, Mute(entry, until, "hanako", "入れ替え"))


def _unmute(world: World, entry: str, _more: dict[str, Any]) -> None:
    end_mute(world.tools.store, entry)


def _stop(world: World, entries: list[str], _more: dict[str, Any]) -> None:
    save_stop(world.tools.store, Stop(10, "hanako", "漏えい", world.clock.at, tuple(entries)))


def _restore(world: World, _value: Any, _more: dict[str, Any]) -> None:
    end_stop(world.tools.store)


def _happens(world: World, metric: str, more: dict[str, Any]) -> None:
    times = [world.clock.at - minute * 60_000 for minute in range(more.get("minutes", 1))]
    world.cloud.happened.setdefault(metric, []).extend(times)


def _break(world: World, what: str, more: dict[str, Any]) -> None:
    match what:
        case "slack":
            world.slack.always["*"] = Trouble(500, error="fatal_error")
        case "notifier":
            world.notifier_works = False
        case "steps":
            world.steps_work = False
        case operation:
            world.cloud.broken[operation] = (more["with"], more["times"])


def _mend(world: World, what: str, _more: dict[str, Any]) -> None:
    match what:
        case "slack":
            world.slack.always.clear()
        case "notifier":
            world.notifier_works = True
        case "steps":
            world.steps_work = True


def _again(world: World, _value: Any, _more: dict[str, Any]) -> None:
    world.deliver(world.last)


def _look(world: World, _value: Any, _more: dict[str, Any]) -> None:
    world.look()


_EVENTS: dict[str, Callable[[World, Any, dict[str, Any]], None]] = {
    "alarm": _alarm,
    "ok": _ok,
    "direct": _direct,
    "press": _press,
    "ack": _ack,
    "mute": _mute,
    "unmute": _unmute,
    "stop": _stop,
    "restore": _restore,
    "happens": _happens,
    "break": _break,
    "mend": _mend,
    "again": _again,
    "until": _look,
}
