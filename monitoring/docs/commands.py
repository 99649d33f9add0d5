"""docs/commands.md: what --help says."""

import os
from argparse import ArgumentParser
from unittest.mock import patch

from monitoring.cli import COMMANDS, command_parser, main_parser
from monitoring.docs.markdown import code, page

_COLUMNS = "100"


def commands_page() -> str:
    """The help of the program and of each command."""
    blocks = [f"## {name}\n\n{code(_help(command_parser(module)))}" for name, module in COMMANDS.items()]
    return page("Commands", code(_help(main_parser())), *blocks)


def _help(parser: ArgumentParser) -> str:
    """The help text, the same on every terminal."""
    with patch.dict(os.environ, {"COLUMNS": _COLUMNS, "NO_COLOR": "1"}):
        return parser.format_help()
