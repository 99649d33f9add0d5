"""`monitoring stop`: the service processes nothing any more, and everybody knows."""

from argparse import ArgumentParser, Namespace

from monitoring.commands.emergency import add_emergency, confirm, finish, on_scene
from monitoring.commands.outcome import WrongUse

NAME = "stop"
SUMMARY = "stop the service in an emergency: no request is processed, everybody is told"
EXAMPLES = (
    'monitoring stop --environment production --reason "wrong data is saved"',
    'monitoring stop --environment production --reason "costs run away" --note "Back at about 15:00"',
)


def add_arguments(parser: ArgumentParser) -> None:
    """--reason, --note, --yes, and where."""
    parser.add_argument("--reason", metavar="TEXT", help="why; on-call reads it, users do not")
    parser.add_argument(
        "--note", metavar="TEXT", default="", help="what users read besides that it is stopped"
    )
    add_emergency(parser)


def run(arguments: Namespace) -> int:
    """Stop, or finish a stop that broke off; ERRORS when a step failed."""
    reason = (arguments.reason or "").strip()
    if not reason:
        raise WrongUse('a stop needs a reason: add --reason "wrong data is saved"')
    with on_scene(arguments) as (scene, _):
        from monitoring.emergency.progress import Halted
        from monitoring.emergency.stop import stop_service

        confirm(arguments, f"{scene.function} will process no request until `monitoring restore`.")
        try:
            stop_service(scene, reason, arguments.note)
        except Halted as halted:
            return finish(scene.progress, arguments, "", stopped=False, halted=str(halted))
        end = f"stopped. To go on: monitoring restore --environment {scene.environment} --token-file FILE"
        return finish(scene.progress, arguments, end, stopped=True)
