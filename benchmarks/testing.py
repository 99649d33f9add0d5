"""The suite of the shipped monitoring.yaml, as a process of its own."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Result, beside, in_turns, process, spent_by_processes

BUDGET = 3000.0
"""Milliseconds that everybody who changes a threshold is willing to wait."""
ROUNDS = 3


def measure(_folder: Path) -> Iterator[Result]:
    """`monitoring test` against three seconds of a processor, checking monitoring.yaml included."""
    (ours,) = in_turns([process(beside("monitoring"), "test")], ROUNDS, spent_by_processes)
    yield Result("test-shipped", ours, BUDGET, 1)
