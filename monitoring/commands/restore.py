"""`monitoring restore`: the service goes on after a stop, once it has been seen to work."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.commands.emergency import add_emergency, confirm, finish, on_scene
from monitoring.commands.outcome import WrongUse

if TYPE_CHECKING:
    from monitoring.commands.oncall import Desk
    from monitoring.emergency.checks import Door

NAME = "restore"
SUMMARY = "let the service go on after a stop, look whether it works, tell everybody"
EXAMPLES = (
    "monitoring restore --environment production --token-file token",
    "monitoring restore --environment production --without-request",
)
_MOST_TOKEN = 16_384


def add_arguments(parser: ArgumentParser) -> None:
    """The door's arguments, --without-request, --note, --yes, and where."""
    add_door(parser)
    described = "make no real request; messages say that it was not made"
    parser.add_argument("--without-request", action="store_true", help=described)
    parser.add_argument(
        "--note", metavar="TEXT", default="", help="what users read besides that it runs again"
    )
    add_emergency(parser)


def add_door(parser: ArgumentParser) -> None:
    """--token-file, --request, --address."""
    described = "a file with the token of a test user, for one real request; - is standard input"
    parser.add_argument("--token-file", metavar="FILE", help=described)
    described = "a file with the body of that request (default: an example)"
    parser.add_argument("--request", metavar="FILE", help=described)
    described = "the public address, with its stage (default: the one that is deployed)"
    parser.add_argument("--address", metavar="URL", help=described)


def run(arguments: Namespace) -> int:
    """Restore, or finish a restore that broke off; ERRORS when a step failed."""
    if not arguments.token_file and not arguments.without_request:
        raise WrongUse(
            "one real request needs the token of a test user: add --token-file FILE, or --without-request"
        )
    token, body = read_token(arguments), read_body(arguments)
    with on_scene(arguments) as (scene, desk):
        from monitoring.emergency.progress import Halted
        from monitoring.emergency.restore import Restore, restore_service

        door = find_door(desk, arguments.address)._replace(token=token, body=body)
        confirm(arguments, f"{scene.function} will process requests again.")
        restore = Restore(door, arguments.without_request, arguments.note)
        try:
            was_stopped = restore_service(scene, restore)
        except Halted as halted:
            return finish(scene.progress, arguments, "", restored=False, halted=str(halted))
        end = "restored" if was_stopped else "nothing was changed"
        return finish(scene.progress, arguments, end, restored=was_stopped)


def read_token(arguments: Namespace) -> str:
    """The token without what is often copied with it; it is given in a file, because others see arguments."""
    if not arguments.token_file:
        return ""
    if arguments.token_file == "-" and not arguments.yes:
        raise WrongUse("--token-file - takes standard input, where the confirmation is typed: add --yes")
    text = _read(arguments.token_file)[:_MOST_TOKEN].strip()
    token = text.removeprefix("Bearer ").strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise WrongUse(f"{arguments.token_file} holds no token: one line, as the sign-in gives it")
    return token


def read_body(arguments: Namespace) -> str:
    """The body of the request; empty for the example."""
    return _read(arguments.request) if arguments.request else ""


def _read(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        why = getattr(problem, "strerror", None) or "it is no text"
        raise WrongUse(f"{name} cannot be read: {why}") from None


def find_door(desk: "Desk", address: str | None) -> "Door":
    """The public address and who signs; raises WrongUse for an address that a token must not go to."""
    from botocore.session import get_session  # type: ignore[import-untyped]

    from monitoring.emergency.checks import Door
    from monitoring.emergency.fetching import check_address
    from monitoring.emergency.progress import Broken

    try:
        found = check_address(address) if address else _deployed(desk)
    except Broken as problem:
        raise WrongUse(str(problem)) from None
    return Door(found, get_session().get_credentials())


def _deployed(desk: "Desk") -> str:
    names, clients = desk.names, desk.tools.clients
    found = clients("ssm").get_parameter(Name=names.parameter("api/id"))
    host = f"{found['Parameter']['Value']}.execute-api.{desk.tools.place.region}.amazonaws.com"
    return f"https://{host}/{names.stage}"
