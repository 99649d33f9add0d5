"""Two things timed in turns, their medians, and whether the ratio keeps its promise."""

import gc
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from os import environ
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

ROOT: Final = Path(__file__).parents[1]
UNCHANGED: Final[Mapping[str, str]] = MappingProxyType({})

Work: TypeAlias = Callable[[], object]
"""What is timed; what it gives back is thrown away."""

Clock: TypeAlias = Callable[[], float]
"""Seconds since some moment."""


class Result(NamedTuple):
    """A row of the table: two medians in one unit. ``target`` None is for a row that only informs."""

    name: str
    ours: float
    reference: float
    target: float | None
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """How many times the reference ours is."""
        return self.ours / self.reference

    @property
    def ok(self) -> bool:
        """Whether the target is kept; a ratio that is the target keeps it."""
        return self.target is None or self.ratio <= self.target


def in_turns(works: Sequence[Work], rounds: int, clock: Clock = perf_counter) -> list[float]:
    """Median milliseconds of each work, done one after the other, round by round, after a round to warm up.

    What else the machine is doing hits all of them alike.
    """
    for work in works:
        work()
    times = [[milliseconds(work, clock) for work in works] for _ in range(rounds)]
    return [median(taken) for taken in zip(*times, strict=True)]


def milliseconds(work: Work, clock: Clock) -> float:
    """How long one go takes; what the one before left behind is swept up first."""
    gc.collect()
    start = clock()
    work()
    return (clock() - start) * 1000


def spent_by_processes() -> float:
    """Seconds that processors have worked for processes that have ended; waiting does not count."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def process(*command: str | Path, env: Mapping[str, str] = UNCHANGED) -> Work:
    """A whole process as work, its output thrown away; raises with what it said when it fails."""
    words = [str(word) for word in command]
    # Without its bytecode Python would compile every module anew, and that is what would be measured.
    kept = {key: value for key, value in environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

    def run() -> None:
        done = subprocess.run(words, cwd=ROOT, env={**kept, **env}, capture_output=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).decode()
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{said}")

    return run


def beside(program: str) -> Path:
    """A program that is installed beside the interpreter."""
    return Path(sys.executable).with_name(program)


def python(*arguments: str | Path, env: Mapping[str, str] = UNCHANGED) -> Work:
    """A process of the interpreter that runs the benchmarks."""
    return process(sys.executable, *arguments, env=env)
