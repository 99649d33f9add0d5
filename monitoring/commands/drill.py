"""`monitoring drill`: an alarm is set off as an exercise and followed to whoever hears of it."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from monitoring.commands.emergency import add_emergency, confirm, finish, on_scene
from monitoring.commands.oncall import entry_named
from monitoring.commands.outcome import WrongUse

if TYPE_CHECKING:
    from monitoring.emergency.hops import Drill, Hop
    from monitoring.emergency.scene import Scene

NAME = "drill"
SUMMARY = "set off an alarm as a marked exercise, and say which hop took how long"
EXAMPLES = (
    "monitoring drill duration --environment staging",
    "monitoring drill subgoal-generation-api-production-duration-critical --environment production",
)
_LASTS = 180


def add_arguments(parser: ArgumentParser) -> None:
    """ALARM, --wait, --yes, and where."""
    from monitoring.commands.times import parse_length

    described = "an alarm of the file (its mildest is taken), or the name it has in CloudWatch"
    parser.add_argument("alarm", metavar="ALARM", help=described)
    described = "how long the chain may take (default: 3m)"
    parser.add_argument("--wait", metavar="LENGTH", type=parse_length, default=_LASTS, help=described)
    add_emergency(parser)


def run(arguments: Namespace) -> int:
    """Hold the drill; ERRORS when a hop was not seen."""
    with on_scene(arguments) as (scene, desk):
        from monitoring.emergency.drill import Refused, hold_drill, plan_drill
        from monitoring.emergency.progress import Halted

        name = _alarm_named(scene, arguments.alarm)
        try:
            drill = plan_drill(scene, name, desk.names.machine)
        except Refused as why:
            raise WrongUse(str(why)) from None
        confirm(arguments, _warning(scene, name))
        drill = drill._replace(started=scene.clock.now())
        try:
            hops = hold_drill(scene, drill, arguments.wait)
        except Halted:
            return finish(scene.progress, arguments, "", hops=[])
        return finish(scene.progress, arguments, "the drill is over", hops=_to_json(drill, hops))


def _alarm_named(scene: "Scene", word: str) -> str:
    """The physical name; of an entry its mildest alarm."""
    from monitoring.oncall.incident import rank

    if scene.catalogue.named(word):
        return word
    names = scene.catalogue.names_of(entry_named(scene.catalogue, word))
    if not names:
        raise WrongUse(f"`{word}` has no alarm in {scene.environment}")
    alarms = {name: scene.catalogue.named(name) for name in names}
    return min(names, key=lambda name: rank(found.severity) if (found := alarms[name]) else 0)


def _warning(scene: "Scene", name: str) -> str:
    named = scene.catalogue.named(name)
    rings = " It RINGS whoever is on call." if named and named.severity == "critical" else ""
    return f"{name} will be set off, marked as an exercise; its level hears of it.{rings}"


def _to_json(drill: "Drill", hops: "tuple[Hop, ...]") -> list[dict[str, object]]:
    return [
        {
            "hop": hop.name,
            "after": max(hop.at - drill.started, 0) / 1000 if hop.at else None,
            "took": hop.took,
        }
        for hop in hops
    ]
