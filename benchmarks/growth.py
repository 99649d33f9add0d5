"""From a hundred alarms to a thousand: each more alarm costs what the one before it did."""

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.checking import check
from benchmarks.harness import Result, Work, in_turns, spent_by_processes
from benchmarks.many import write_spec
from benchmarks.synthesis import synth

FEW, SOME, MANY = 100, 550, 1000
ROUNDS = 5


def measure(folder: Path) -> Iterator[Result]:
    """An alarm's share of the work between 100 and 1,000 alarms against its share between 100 and 550.

    Linear growth is a ratio of 1, quadratic growth would be 1.7. Differences of large numbers of alarms are
    compared, because the start of a process, the same in all, would hide any growth; and what processors do
    is counted instead of the time, because differences of times are noise on a busy machine. A thousand
    alarms fill several stacks.
    """
    yield grown("growth-of-check", lambda alarms: check(write_spec(folder, alarms)))
    yield grown("growth-of-synth", lambda alarms: synth(folder, alarms))


def grown(name: str, work: Callable[[int], Work]) -> Result:
    """Milliseconds an alarm over all of the way, and over the first half of it."""
    works = [work(alarms) for alarms in (FEW, SOME, MANY)]
    few, some, many = in_turns(works, ROUNDS, clock=spent_by_processes)
    return Result(name, (many - few) / (MANY - FEW), (some - few) / (SOME - FEW), 1.35)
