"""How the cost of something grows with its input: a ratio, which no busy machine changes."""

from collections.abc import Callable
from time import process_time
from typing import Final

_ROUNDS: Final = 3
_SHORTEST: Final = 1e-4
"""Seconds below which a clock says little."""


def growth(work: Callable[[int], Callable[[], object]], few: int, many: int) -> float:
    """How many times the processor works as long for ``many`` as for ``few``.

    ``work`` makes the input of a size, and gives what is to be measured. Times are those of the processor,
    the best of some rounds in turns.
    """
    short, long = work(few), work(many)
    taken = [(_measure(short), _measure(long)) for _ in range(_ROUNDS)]
    return min(each[1] for each in taken) / max(min(each[0] for each in taken), _SHORTEST)


def _measure(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
