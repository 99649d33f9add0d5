"""`monitoring plan`: what an environment gets, before anything is deployed."""

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from monitoring.commands.arguments import add_environment, add_file, add_format, one_of
from monitoring.commands.outcome import Exit
from monitoring.finding import Severity
from monitoring.output.terminal import harmless, palette_for, width_of, write

if TYPE_CHECKING:
    from monitoring.commands.inspection import Inspection
    from monitoring.plan.resources import Plan

NAME = "plan"
SUMMARY = "show what an environment gets: alarms in words, who hears of them, how soon"
EXAMPLES = (
    "monitoring plan --environment production",
    "monitoring plan --environment production --locale en",
    "monitoring plan --environment staging --format json > plan.json",
)


def add_arguments(parser: ArgumentParser) -> None:
    """FILE, --environment, --format, --locale."""
    add_file(parser)
    add_environment(parser)
    add_format(parser, "text", "json")
    known = one_of("ja", "en")
    parser.add_argument("--locale", metavar="LOCALE", type=known, help="ja or en (default: the file's)")


def run(arguments: Namespace) -> int:
    """Print the plan; a file with errors has none, and its errors go to standard error."""
    from monitoring.commands.inspection import choose_environment, inspect

    inspection = inspect(arguments.file)
    if inspection.broken:
        return refuse_broken(inspection)
    environment = choose_environment(inspection, arguments.environment)
    planned = _planned(inspection, environment, arguments.locale)
    write(_to_json(planned) if arguments.format == "json" else _to_text(planned))
    return Exit.CLEAN


def refuse_broken(inspection: "Inspection", done: str = "planned") -> int:
    """Print why nothing can be planned or tested: the errors, warnings are left to `monitoring check`."""
    from monitoring.output import text

    document = inspection.document
    errors = [finding for finding in inspection.findings if finding.severity is Severity.ERROR]
    shown = text.render(document, errors, palette_for(sys.stderr), width_of(sys.stderr))
    write(f"{shown}nothing is {done}: {text.summary(errors)} in {harmless(document.file)}\n", sys.stderr)
    return Exit.ERRORS


def _planned(inspection: "Inspection", environment: str, locale: str | None) -> "Plan":
    from msgspec.structs import replace

    from monitoring.plan.build import plan

    if locale is None:
        return inspection.plans[environment]
    return plan(replace(inspection.specs[environment], locale=locale))


def _to_json(planned: "Plan") -> str:
    from monitoring.plan.build import to_json

    return to_json(planned)


def _to_text(planned: "Plan") -> str:
    from monitoring.output.plan_screen import render_screen
    from monitoring.output.plan_table import render_lines, render_rest

    palette, width = palette_for(sys.stdout), width_of(sys.stdout)
    alarms = render_screen(planned, width, palette) if width else render_lines(planned, palette) + "\n"
    return alarms + render_rest(planned, width)
