"""What the emergency commands share: the scene, the confirmation, and steps as they happen."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitoring.commands.oncall import Desk, add_place, at_desk
from monitoring.commands.outcome import Exit, WrongUse
from monitoring.output.terminal import Palette, harmless, palette_for, write

if TYPE_CHECKING:
    from monitoring.emergency.progress import Progress, Step
    from monitoring.emergency.scene import Scene


def add_emergency(parser: ArgumentParser) -> None:
    """--yes, and where."""
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation; for scripts")
    add_place(parser)


@contextmanager
def on_scene(arguments: Namespace) -> "Iterator[tuple[Scene, Desk]]":
    """The scene of the environment, which must be named: no emergency command has a default."""
    if arguments.environment is None:
        raise WrongUse("which environment? add --environment production")
    with at_desk(arguments, arguments.environment) as desk:
        yield _scene(desk, arguments.format), desk


def _scene(desk: Desk, form: str) -> "Scene":
    from monitoring.emergency.progress import Progress
    from monitoring.emergency.scene import Scene
    from monitoring.emergency.words import words

    tools = desk.tools
    return Scene(
        clients=tools.clients,
        store=tools.store,
        catalogue=tools.catalogue,
        slack=tools.slack(),
        place=tools.place,
        clock=tools.clock,
        words=words(tools.settings.locale),
        person=desk.person,
        progress=Progress(_printer(form)),
    )


def _printer(form: str) -> "Callable[[Step], None]":
    """Steps are printed as they happen; where the answer is JSON, beside it."""
    stream = sys.stderr if form == "json" else sys.stdout
    palette = palette_for(stream)

    def show(step: "Step") -> None:
        write(_line(step, palette), stream)
        stream.flush()

    return show


def _line(step: "Step", palette: Palette) -> str:
    colours = {"done": palette.good, "already": palette.faint, "skipped": palette.warning}
    state = palette.paint(colours.get(step.state, palette.error), f"{step.state:7}")
    advice = f"         -> {harmless(step.advice)}\n" if step.advice else ""
    shown = advice if step.state in ("failed", "skipped") else ""
    return f"{state}  {harmless(step.what)}\n{shown}"


def confirm(arguments: Namespace, what: str) -> None:
    """Let the person type the environment's name; raises WrongUse for anything else, and without a person."""
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise WrongUse("nobody is there to confirm: run it in a terminal, or add --yes")
    name = arguments.environment
    write(f"{harmless(what)}\nType the environment's name ({harmless(name)}) to go on: ", sys.stderr)
    sys.stderr.flush()
    if sys.stdin.readline().strip() != name:
        raise WrongUse(f"that is not `{name}`; nothing was changed")


def finish(progress: "Progress", arguments: Namespace, end: str, **about: object) -> int:
    """The last line, or the answer as JSON; ERRORS when a step failed."""
    if arguments.format == "json":
        from monitoring.output.as_json import to_text

        steps = [step._asdict() for step in progress.steps]
        write(to_text({"complete": progress.is_complete, **about, "steps": steps}))
    else:
        failed = sum(step.state == "failed" for step in progress.steps)
        write(f"{harmless(end)}\n" if not failed else f"{failed} of the steps failed; see above\n")
    return Exit.CLEAN if progress.is_complete else Exit.ERRORS
