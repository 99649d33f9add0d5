"""Percentiles over few samples."""

from fractions import Fraction
from re import compile as regex
from typing import Final

from monitoring.evaluator.alarm import AlarmError

CHOICES: Final = ("evaluate", "ignore")
_PERCENTILE: Final = regex(r"p(\d{1,2}(?:\.\d{1,10})?|100(?:\.0{1,10})?)")


def check_choice(choice: str) -> None:
    """Raise AlarmError unless low samples are evaluated or ignored."""
    if choice not in CHOICES:
        raise AlarmError(f"low samples cannot be {choice!r}; it is one of {', '.join(CHOICES)}")


def samples_needed(statistic: str) -> Fraction | None:
    """From how many samples on a percentile is statistically significant; 0 for other statistics.

    10 / (1 - p) from p50 on, 10 / p below (Amazon CloudWatch User Guide, "Percentile-based alarms and low
    data samples"). None for p0 and p100, which never are.
    """
    match = _PERCENTILE.fullmatch(statistic)
    if match is None:
        return Fraction(0)
    share = Fraction(match[1]) / 100
    rest = 1 - share if share >= Fraction(1, 2) else share
    return 10 / rest if rest else None


def has_enough(statistic: str, samples: float) -> bool:
    """Whether a datapoint of so many samples is statistically significant."""
    needed = samples_needed(statistic)
    return needed is not None and samples >= needed
