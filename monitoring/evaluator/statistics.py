"""CloudWatch's statistics over the samples of one period.

Source: Amazon CloudWatch User Guide, "CloudWatch statistics definitions". Settled there:

- boundaries that are values leave out the lower one and take the upper one, for PR too;
- statistics other than the plain ones need raw values, or statistic sets whose minimum, maximum and average
  are one value; there is none when a value is negative;
- TC "can return a decimal value instead of an integer": samples on a percentage boundary count in part.

Left open there, and read here as follows:

- a percentile is the smallest value that at least so many percent of the samples do not exceed (nearest
  rank), since "p99 is the maximum value of the remaining 99 %". From many samples CloudWatch gives an
  approximation, so compare with thresholds, not with equality;
- WM replaces what lies beyond a percentage by the outermost value within it, and what lies beyond a value by
  that value.
"""

from collections.abc import Callable
from functools import lru_cache
from re import ASCII
from re import compile as regex
from typing import Final, NamedTuple, TypeAlias

PLAIN: Final = ("SampleCount", "Sum", "Average", "Minimum", "Maximum")
_ONE_NUMBER: Final = regex(r"(p|tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)", ASCII)
_RANGE: Final = regex(r"(TM|WM|TC|TS|PR)\((\d+(?:\.\d+)?%?)?:(\d+(?:\.\d+)?%?)?\)", ASCII)
_INFINITE: Final = float("inf")
Weighted: TypeAlias = list[tuple[float, float]]
"""Values in ascending order, each with how many samples had it."""


class StatisticError(ValueError):
    """A word that is no statistic of CloudWatch, or whose meaning AWS leaves open."""


class Statistic(NamedTuple):
    """What to make of a period's samples; ``low`` and ``high`` are percentages, or values."""

    kind: str
    low: float = 0.0
    high: float = 100.0
    percent: bool = True


class Cell:
    """The samples of one period: single values with how often they occurred, and sets that are summed up."""

    __slots__ = ("_extremes", "_samples", "count", "total")

    def __init__(self) -> None:
        self.count = 0.0
        self.total = 0.0
        self._samples: Weighted = []
        self._extremes: list[float] = []

    def add_value(self, value: float, count: float) -> None:
        """Note a value that occurred so many times."""
        self._samples.append((value, count))
        self.count += count
        self.total += value * count

    def add_sums(self, minimum: float, maximum: float, total: float, count: float) -> None:
        """Note samples that are known summed up only."""
        if minimum == maximum and total == minimum * count:
            self.add_value(minimum, count)
            return
        self._extremes += (minimum, maximum)
        self.count += count
        self.total += total

    @property
    def minimum(self) -> float:
        """The lowest value."""
        return min([value for value, _ in self._samples] + self._extremes)

    @property
    def maximum(self) -> float:
        """The highest value."""
        return max([value for value, _ in self._samples] + self._extremes)

    def raw_values(self) -> Weighted:
        """All values in ascending order; none when a set keeps some of them to itself."""
        return [] if self._extremes else sorted(self._samples)


@lru_cache(maxsize=256)
def read_statistic(word: str) -> Statistic:
    """What a statistic's word asks for: ``Sum``, ``p95``, ``tm99.9``, ``TM(2%:98%)``, ``PR(:300)``, ``IQM``.

    Raises StatisticError for any other word; case matters.
    """
    if word in PLAIN:
        return Statistic(word)
    if word == "IQM":
        return Statistic("TM", 25.0, 75.0)
    if (match := _ONE_NUMBER.fullmatch(word)) and float(match[2]) <= 100:
        return Statistic(match[1] if match[1] == "p" else match[1].upper(), 0.0, float(match[2]))
    if (match := _RANGE.fullmatch(word)) and (match[2] or match[3]):
        return _read_range(word, match[1], match[2] or "", match[3] or "")
    raise StatisticError(
        f"CloudWatch has no statistic `{word}`: take one such as `Sum`, `p95` or `TM(2%:98%)`"
    )


def _read_range(word: str, kind: str, low: str, high: str) -> Statistic:
    percent = [end.endswith("%") for end in (low, high) if end]
    if len(set(percent)) > 1 or (kind == "PR" and percent[0]):
        message = f"AWS does not say what `{word}` is: PR takes two values, the others two of one kind"
        raise StatisticError(message)
    # Without a lower value all counts from the lowest on, a 0 included.
    first = float(low.rstrip("%")) if low else 0.0 if percent[0] else -_INFINITE
    last = float(high.rstrip("%")) if high else 100.0 if percent[0] else _INFINITE
    if first >= last or (percent[0] and last > 100):
        raise StatisticError(
            f"`{word}` has bounds that hold nothing: the lower comes first, percentages to 100"
        )
    return Statistic(kind, first, last, percent[0])


def apply_statistic(statistic: Statistic, cell: Cell) -> float | None:
    """The statistic of a period's samples; None where CloudWatch gives no datapoint."""
    if statistic.kind in _PLAIN:
        return _PLAIN[statistic.kind](cell)
    values = cell.raw_values()
    if not values or values[0][0] < 0:
        return None
    if statistic.kind == "p":
        return find_percentile(values, statistic.high, cell.count)
    if statistic.kind == "WM":
        return _winsorize(values, statistic, cell)
    return _of_kept(statistic.kind, _keep(values, statistic, cell.count), cell.count)


def find_percentile(values: Weighted, percent: float, count: float) -> float:
    """The smallest value that at least ``percent`` of ``count`` samples do not exceed."""
    # Binary fractions must not push 95 % of 20 above 19.
    wanted = percent * count / 100 - count * 1e-12
    reached = 0.0
    for value, times in values:
        reached += times
        if reached >= wanted:
            return value
    return values[-1][0]


def _keep(values: Weighted, statistic: Statistic, count: float) -> Weighted:
    """The samples within the bounds; those on a percentage's edge in part."""
    low, high = statistic.low, statistic.high
    if not statistic.percent:
        return [(value, times) for value, times in values if low < value <= high]
    first, last = low * count / 100, high * count / 100
    kept: Weighted = []
    reached = 0.0
    for value, times in values:
        inside = min(reached + times, last) - max(reached, first)
        if inside > count * 1e-12:
            kept.append((value, inside))
        reached += times
    return kept


def _of_kept(kind: str, kept: Weighted, count: float) -> float | None:
    samples = sum(times for _, times in kept)
    if kind == "TC":
        return samples
    if kind == "PR":
        return 100 * samples / count
    total = sum(value * times for value, times in kept)
    if kind == "TS":
        return total
    return total / samples if samples else None


def _winsorize(values: Weighted, statistic: Statistic, cell: Cell) -> float | None:
    if statistic.percent:
        kept = _keep(values, statistic, cell.count)
        lowest, highest = kept[0][0], kept[-1][0]
    else:
        lowest, highest = statistic.low, statistic.high
    return sum(min(max(value, lowest), highest) * times for value, times in values) / cell.count


_PLAIN: Final[dict[str, Callable[[Cell], float]]] = {
    "SampleCount": lambda cell: cell.count,
    "Sum": lambda cell: cell.total,
    "Average": lambda cell: cell.total / cell.count,
    "Minimum": lambda cell: cell.minimum,
    "Maximum": lambda cell: cell.maximum,
}
