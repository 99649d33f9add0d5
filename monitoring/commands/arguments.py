"""Arguments that several commands take."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable

from monitoring.suggest import did_you_mean


def add_file(parser: ArgumentParser) -> None:
    """The file to work on."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default="monitoring.yaml", help="default: monitoring.yaml"
    )


def add_format(parser: ArgumentParser, *formats: str) -> None:
    """How the output is written; the first format is the default."""
    listed = ", ".join(formats[:-1]) + f" or {formats[-1]}"
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(*formats),
        default=formats[0],
        help=f"{listed} (default: {formats[0]})",
    )


def add_environment(parser: ArgumentParser) -> None:
    """One of the file's environments."""
    parser.add_argument(
        "--environment", metavar="NAME", help="an environment of the file: staging, production"
    )


def one_of(*words: str) -> Callable[[str], str]:
    """A type for argparse that knows what was meant."""

    def parse(word: str) -> str:
        if word in words:
            return word
        raise ArgumentTypeError(f"`{word}` is not known here; {did_you_mean(word, words)}")

    return parse
