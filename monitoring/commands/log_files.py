"""Files of log events, as the commands that read them open them."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain

from monitoring.commands.outcome import WrongUse

STANDARD_INPUT = "-"
EVENTS = 'an event a line, {"timestamp": ms, "message": ".."}'
DESCRIBED = f"{EVENTS}, or raw lines; - reads standard input"


@contextmanager
def opened(files: Sequence[str]) -> Iterator[Iterable[bytes]]:
    """The lines of all files, one file after the other; raises WrongUse for one that cannot be read."""
    with ExitStack() as stack:
        yield chain.from_iterable([_open(file, stack) for file in files])


def _open(file: str, stack: ExitStack) -> Iterable[bytes]:
    if file == STANDARD_INPUT:
        return sys.stdin.buffer
    try:
        return stack.enter_context(open(file, "rb"))  # noqa: PTH123
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise WrongUse(f"the log file {file} cannot be read: {reason}") from None
