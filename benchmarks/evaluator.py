"""The states of a hundred alarms over ninety days, with numpy and with the readable loop."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.harness import Result, in_turns
from monitoring.evaluator import fast, replay
from monitoring.evaluator.alarm import MISSING, Judging

ALARMS, MINUTES = 100, 90 * 24 * 60
# The loop would take minutes: it judges a part, and its time is multiplied.
PART_ALARMS, PART_MINUTES = 2, 1440
ROUNDS = 3


def measure(folder: Path) -> Iterator[Result]:
    """100 alarms, 90 days in minutes, each treatment of missing data: a hundred times as fast as the loop."""
    series = [random_series(seed, MINUTES) for seed in range(ALARMS)]
    parts = [to_points(values[:PART_MINUTES]) for values in series[:: ALARMS // PART_ALARMS]]
    share = (ALARMS * MINUTES) / (len(parts) * PART_MINUTES)

    def judge_all() -> None:
        for number, values in enumerate(series):
            for judging in judgings(number):
                fast.states_over(values, judging)

    def judge_part() -> None:
        for number, points in enumerate(parts):
            for judging in judgings(number):
                replay.states_over(points, judging)

    ours, reference = in_turns([judge_all, judge_part], ROUNDS)
    yield Result("alarms-over-90-days", ours, reference * share, 0.01)


def judgings(number: int) -> Iterator[Judging]:
    """The settings of an alarm, once for each treatment of missing data."""
    n = number % 6 + 1
    for missing in MISSING:
        yield Judging(threshold=1.0, operator="GreaterThanThreshold", m=n // 2 + 1, n=n, missing=missing)


def random_series(seed: int, minutes: int) -> fast.Series:
    """Values of which stretches of some hours are missing more or less."""
    random = np.random.default_rng(seed)
    values = random.normal(0.5, 1, minutes)
    gaps = np.repeat(random.random(minutes // 240 + 1) ** 2, 240)[:minutes]
    values[random.random(minutes) < gaps] = np.nan
    return values


def to_points(values: fast.Series) -> list[float | None]:
    """A series as the loop takes it."""
    return [None if np.isnan(value) else float(value) for value in values]
