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
    works = [work(few), work(many)]
    rounds = [[_measure(each) for each in works] for _ in range(_ROUNDS)]
    short, long = (min(taken) for taken in zip(*rounds, strict=True))
    return long / max(short, _SHORTEST)


def _measure(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
