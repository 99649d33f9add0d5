"""`monitoring rollback`: the documented revert of a deployment, watched until the service works again."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.commands.emergency import add_emergency, confirm, finish, on_scene
from monitoring.commands.outcome import WrongUse
from monitoring.commands.restore import add_door, find_door, read_body, read_token
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.commands.oncall import Desk
    from monitoring.emergency.checks import Door
    from monitoring.emergency.repository import Commit, Repository
    from monitoring.emergency.scene import Scene

NAME = "rollback"
SUMMARY = "take back a deployment: revert on main, watch the deployment, check the service"
EXAMPLES = (
    "monitoring rollback --environment production",
    "monitoring rollback 1a2b3c4d5 --environment production",
    "monitoring rollback 1a2b3c4d5 --run --environment production --token-file token",
)
_SHOWN = 10
_LASTS = 90 * 60


def add_arguments(parser: ArgumentParser) -> None:
    """COMMIT, --run, --remote, --wait, the door's, --yes, and where."""
    from monitoring.commands.times import parse_length

    described = "what is taken back; without it the last deployments are listed"
    parser.add_argument("commit", metavar="COMMIT", nargs="?", help=described)
    described = "do it; without it the commands are shown and nothing is changed"
    parser.add_argument("--run", action="store_true", help=described)
    parser.add_argument("--remote", metavar="NAME", default="origin", help="default: origin")
    described = "how long the deployment is watched (default: 90m)"
    parser.add_argument("--wait", metavar="LENGTH", type=parse_length, default=_LASTS, help=described)
    add_door(parser)
    add_emergency(parser)


def run(arguments: Namespace) -> int:
    """List, show, or roll back; ERRORS when a step failed."""
    from monitoring.emergency.progress import Broken
    from monitoring.emergency.repository import Repository

    if arguments.run and not arguments.commit:
        raise WrongUse("which commit? `monitoring rollback` without --run lists them")
    token, body = read_token(arguments), read_body(arguments)
    with on_scene(arguments) as (scene, desk):
        repository = Repository(Path(), arguments.remote)
        try:
            repository.fetch()
            if not arguments.commit:
                return _list(scene, repository, arguments)
            commit = repository.find(arguments.commit)
            _warn(scene, repository, commit)
            if not arguments.run:
                return _show(scene, commit, arguments)
        except Broken as problem:
            raise WrongUse(str(problem)) from None
        door = find_door(desk, arguments.address)._replace(token=token, body=body)
        confirm(
            arguments,
            f"{commit.short} ({commit.subject}) will be reverted on main, which deploys it everywhere.",
        )
        return _roll_back(scene, desk, arguments, (repository, commit, door))


def _list(scene: "Scene", repository: "Repository", arguments: Namespace) -> int:
    from monitoring.commands.oncall import show_time

    commits = repository.deployments(_SHOWN)
    listed = [
        {
            "commit": commit.short,
            "at": show_time(commit.moment, scene.catalogue.timezone),
            "subject": commit.subject,
            "reverts": commit.reverts[:9] or None,
        }
        for commit in commits
    ]
    if arguments.format == "text":
        for row in listed:
            write(harmless(f"{row['commit']}  {row['at']}  {row['subject']}") + "\n")
    end = f"nothing was changed; name one: monitoring rollback COMMIT --environment {scene.environment}"
    return finish(scene.progress, arguments, end, deployments=listed)


def _warn(scene: "Scene", repository: "Repository", commit: "Commit") -> None:
    """A revert takes back no migration; one that removed something is not rolled back over."""
    from monitoring.emergency.progress import Step

    if migrations := repository.migrations(commit):
        what = f"the database keeps {', '.join(migrations)}"
        advice = "added columns may stay; if one of them removed something, do not roll back over it"
        scene.progress.note(Step("migrations", "skipped", what, advice))


def _show(scene: "Scene", commit: "Commit", arguments: Namespace) -> int:
    from monitoring.emergency.repository import commands_of
    from monitoring.emergency.rollback import trailers_of

    commands = commands_of(commit, arguments.remote, trailers_of(scene))
    if arguments.format == "text":
        write("".join(f"{harmless(command)}\n" for command in (*commands, "gh run watch")))
    end = "nothing was changed; add --run to do it"
    return finish(scene.progress, arguments, end, commands=list(commands))


def _roll_back(
    scene: "Scene", desk: "Desk", arguments: Namespace, given: tuple["Repository", "Commit", "Door"]
) -> int:
    from monitoring.emergency.progress import Halted
    from monitoring.emergency.rollback import Rollback, roll_back, trailers_of

    repository, commit, door = given
    stacks = (desk.names.service_stack, desk.names.stack(0), desk.names.stack(1))
    try:
        roll_back(scene, repository, Rollback(commit, trailers_of(scene), stacks, arguments.wait, door))
    except Halted as halted:
        return finish(scene.progress, arguments, "", rolled_back=False, halted=str(halted))
    return finish(scene.progress, arguments, f"{commit.short} is rolled back", rolled_back=True)
