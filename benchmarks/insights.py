"""Queries over a log of the service, against the promised pace and against loops written by hand."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from time import process_time

from benchmarks.harness import ROOT, Result, in_turns
from benchmarks.insights_log import write_access_log, write_log
from benchmarks.insights_loops import LOOPS, PARAMETERS, guide_queries
from monitoring.insights import run_lines

LINES, FEW, ROUNDS = 1_000_000, 100_000, 3
LINES_A_SECOND = 150_000
COUNT = "stats count(*) by error.code"
MOST_TIMES_BY_HAND = 6
PEAK = """
import sys
from monitoring.insights import run_lines
with open(sys.argv[1], "rb") as lines:
    run_lines(sys.argv[2], lines)
with open("/proc/self/status") as status:
    print(next(line for line in status if line.startswith("VmHWM")).split()[1])
"""


def measure(folder: Path) -> Iterator[Result]:
    """A million lines (387 MB) in the time that 150,000 lines a second allow, and in no more memory than few.

    The time of the processor counts: the works read a file and wait for nothing.
    The guide's queries take at most six times what the same loop takes that is written by hand with orjson.
    """
    many, few, access = write_log(folder, LINES), write_log(folder, FEW), write_access_log(folder, FEW)
    (taken,) = in_turns([query(COUNT, many)], rounds=1, clock=process_time)
    yield Result("insights-million-lines", taken, LINES / LINES_A_SECOND * 1000, 1)
    yield Result("insights-memory", peak(many), peak(few), 1.1, "MB")
    for name, loop in LOOPS.items():
        text, read = guide_queries()[name]
        logs = [access if log == "access" else few for log in read]
        works = [query(text, *logs), reading(loop, *logs)]
        ours, by_hand = in_turns(works, ROUNDS, process_time)
        yield Result(f"insights-{name}", ours, by_hand, MOST_TIMES_BY_HAND)


def query(text: str, *logs: Path) -> Callable[[], object]:
    """A query over files, with the parameters that queries of the guide have."""
    return reading(lambda lines: run_lines(text, lines, parameters=parameters_of(text)), *logs)


def parameters_of(text: str) -> dict[str, str]:
    """Values of the parameters that stand in a query."""
    return {name: value for name, value in PARAMETERS.items() if f"{{{{{name}}}}}" in text}


def reading(work: Callable[[Iterator[bytes]], object], *logs: Path) -> Callable[[], object]:
    """Work on the lines of files, one after the other."""

    def run() -> object:
        with ExitStack() as opened:
            return work(chain.from_iterable(opened.enter_context(log.open("rb")) for log in logs))

    return run


def peak(log: Path) -> float:
    """The memory of a process that counts by field, in MB."""
    command = [sys.executable, "-c", PEAK, str(log), COUNT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return int(done.stdout) / 1024
