"""How a command ends: its exit code, and the one way to say that it was used wrongly."""

from collections.abc import Collection
from enum import IntEnum

from monitoring.suggest import did_you_mean


class Exit(IntEnum):
    """What the shell sees; a stable interface."""

    CLEAN = 0
    ERRORS = 1
    WRONG_USE = 2
    BUG = 3
    INTERRUPTED = 130  # as a shell says it of a program that Ctrl-C ended
    PIPE_CLOSED = 141


class WrongUse(Exception):
    """The command line asks for something that there is not; the message says what there is."""


def choose(kind: str, word: str, known: Collection[str]) -> str:
    """The word when it is known; raises WrongUse with the closest that is."""
    if word in known:
        return word
    raise WrongUse(f"there is no {kind} `{word}`; {did_you_mean(word, known)}")
