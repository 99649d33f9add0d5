"""`monitoring schema`: the JSON Schema with which editors complete and check monitoring.yaml."""

from argparse import ArgumentParser, Namespace

from monitoring.commands.outcome import Exit
from monitoring.output.terminal import write

NAME = "schema"
SUMMARY = "print the JSON Schema of monitoring.yaml, for editors"
EXAMPLES = ("monitoring schema > monitoring.schema.json",)


def add_arguments(parser: ArgumentParser) -> None:
    """None; the schema is the same for every file."""


def run(arguments: Namespace) -> int:
    """Print the schema."""
    from monitoring.schema import schema_text

    write(schema_text())
    return Exit.CLEAN
