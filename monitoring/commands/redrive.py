"""`monitoring redrive`: what the functions of on-call could not work on, shown, and given to them again."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

from monitoring.commands.emergency import add_emergency, confirm, finish, on_scene
from monitoring.commands.outcome import Exit, choose
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.commands.oncall import Desk
    from monitoring.emergency.redrive import Box, Look
    from monitoring.emergency.scene import Scene

NAME = "redrive"
SUMMARY = "show the dead letters of on-call's functions, and give them to the functions again"
EXAMPLES = (
    "monitoring redrive --environment production",
    "monitoring redrive notifier --run --environment production",
)
_SHOWN = 10


def add_arguments(parser: ArgumentParser) -> None:
    """FUNCTION, --run, --show, --yes, and where."""
    described = "notifier, escalation, actions or reports (default: all of them)"
    parser.add_argument("function", metavar="FUNCTION", nargs="?", help=described)
    parser.add_argument(
        "--run", action="store_true", help="give them to the functions; without it they are shown"
    )
    described = f"so many letters of each queue are shown (default: {_SHOWN})"
    parser.add_argument("--show", metavar="NUMBER", type=_parse_number, default=_SHOWN, help=described)
    add_emergency(parser)


def _parse_number(word: str) -> int:
    if word.isascii() and word.isdigit() and 1 <= int(word[:4]) <= 100 and len(word) < 4:
        return int(word)
    raise ArgumentTypeError(f"`{word}` is no number from 1 to 100")


def run(arguments: Namespace) -> int:
    """Show what lies in the queues and, with --run, give it to the functions; ERRORS when something stays."""
    with on_scene(arguments) as (scene, desk):
        looks = [_look(scene, box, arguments.show) for box in _boxes(desk, arguments.function)]
        filled = [look for look in looks if look is not None and look.waiting]
        if arguments.format == "text":
            for look in filled:
                write(_to_text(look))
        if not arguments.run or not filled:
            return finish(
                scene.progress, arguments, _ending(filled), queues=[_to_json(look) for look in filled]
            )
        confirm(
            arguments,
            f"about {sum(look.waiting for look in filled)} events will be given to their functions.",
        )
        return _redrive(scene, arguments, filled)


def _boxes(desk: "Desk", part: str | None) -> "list[Box]":
    from monitoring.emergency.redrive import Box
    from monitoring.plan.functions import WORKERS

    parts = [name for name, worker in WORKERS.items() if worker.keeps_failed]
    chosen = parts if part is None else [choose("queue of", part, parts)]
    return [Box(desk.names.failed_queue(name), desk.names.worker(name)) for name in chosen]


def _look(scene: "Scene", box: "Box", most: int) -> "Look | None":
    from monitoring.emergency.progress import AGAIN, Step
    from monitoring.emergency.redrive import try_look

    look = try_look(scene, box, most)
    if isinstance(look, str):
        scene.progress.note(Step(f"look into {box.queue}", "failed", f"{box.queue}: {look}", AGAIN))
        return None
    return look


def _redrive(scene: "Scene", arguments: Namespace, filled: "list[Look]") -> int:
    from monitoring.emergency.progress import AGAIN
    from monitoring.emergency.redrive import redrive

    totals = [0, 0]

    def empty(look: "Look") -> str:
        went, stayed = redrive(scene, look)
        totals[0] += went
        totals[1] += stayed
        return f"{look.box.queue}: {went} given to {look.box.function}, {stayed} left"

    for look in filled:
        scene.progress.attempt(f"empty {look.box.queue}", AGAIN, lambda to=look: empty(to))  # type: ignore[misc]
    end = f"{totals[0]} given back, {totals[1]} left"
    code = finish(scene.progress, arguments, end, redriven=totals[0], left=totals[1])
    return Exit.ERRORS if totals[1] else code


def _ending(filled: "list[Look]") -> str:
    if not filled:
        return "there are no dead letters"
    return "nothing was changed; add --run to give them to their functions again"


def _to_text(look: "Look") -> str:
    from monitoring.oncall.clock import iso

    lines = [f"{look.box.queue}: about {look.waiting}"]
    lines += [f"  {iso(letter.sent)}  {letter.what} ({letter.why})" for letter in look.letters]
    return "".join(f"{harmless(line)}\n" for line in lines)


def _to_json(look: "Look") -> dict[str, Any]:
    letters = [{"id": one.id, "sent": one.sent, "what": one.what, "why": one.why} for one in look.letters]
    return {
        "queue": look.box.queue,
        "function": look.box.function,
        "waiting": look.waiting,
        "letters": letters,
    }
