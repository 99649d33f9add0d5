"""`monitoring explain`: why a check exists, and how to do what it asks for."""

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from monitoring.commands.outcome import Exit, choose
from monitoring.output.terminal import width_of, write
from monitoring.output.wrapping import wrap

if TYPE_CHECKING:
    from monitoring.explain.page import Page

NAME = "explain"
SUMMARY = "say what a check finds, why it matters, and how to fix it"
EXAMPLES = ("monitoring explain", "monitoring explain unreachable-threshold")


def add_arguments(parser: ArgumentParser) -> None:
    """CHECK."""
    parser.add_argument(
        "check", metavar="CHECK", nargs="?", help="the id that a finding shows (default: list all)"
    )


def run(arguments: Namespace) -> int:
    """Print one page, or the list of all."""
    from monitoring.explain.book import pages
    from monitoring.explain.page import to_text

    known = pages()
    if arguments.check is None:
        write(_listed(known))
    else:
        write(to_text(known[choose("check", arguments.check, known)]))
    return Exit.CLEAN


def _listed(known: dict[str, "Page"]) -> str:
    """Name and summary; on a terminal long summaries wrap below themselves."""
    column = max(map(len, known)) + 2
    width = width_of(sys.stdout)
    lines = []
    for name, page in known.items():
        first, *others = wrap(page.summary, width - column) if width else [page.summary]
        lines += [f"{name:{column}}{first}", *(" " * column + other for other in others)]
    return "\n".join(lines) + "\n"
