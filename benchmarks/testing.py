"""The suite of the shipped monitoring.yaml, and a test of ninety days, as processes of their own."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Result, beside, in_turns, process, spent_by_processes

BUDGET = 3000.0
"""Milliseconds that everybody who changes a threshold is willing to wait."""
LONG_BUDGET = 10_000.0
"""Milliseconds for a threshold that is held against a quarter of a year."""
ROUNDS = 3
QUARTER = """
tests:
  - name: 90 days by the minute, with an hour above the threshold every day
    series:
      function-duration-p95: %s s
    expect:
      - at: 20 m
        alarms: {duration.critical: OK}
      - at: 90 d
        alarms: {duration.critical: ALARM}
"""


def measure(folder: Path) -> Iterator[Result]:
    """`monitoring test` against seconds of a processor, checking monitoring.yaml included."""
    (ours,) = in_turns([process(beside("monitoring"), "test")], ROUNDS, spent_by_processes)
    yield Result("test-shipped", ours, BUDGET, 1)
    file = folder / "quarter.yaml"
    file.write_text(QUARTER % " ".join(["30x1380 57x60"] * 90), encoding="utf-8")
    (ours,) = in_turns([process(beside("monitoring"), "test", file)], 1, spent_by_processes)
    yield Result("test-ninety-days", ours, LONG_BUDGET, 1)
