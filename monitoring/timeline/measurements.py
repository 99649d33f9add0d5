"""All samples of the period, and what a window of them measures."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from monitoring.evaluator.machine import Datum, Source
from monitoring.evaluator.series import Datum as Measured
from monitoring.evaluator.series import Sample, StatisticSet, Window, gather
from monitoring.plan.parts import MetricStat
from monitoring.timeline.inputs import MetricKey, key_of
from monitoring.timeline.totals import Totals, exact_totals


class Measurements:
    """Samples by metric, sorted by time.

    Like CloudWatch it keeps one time a minute, or a second where a period is shorter (``resolution``).
    """

    def __init__(self, samples: Mapping[MetricKey, Iterable[Measured]], resolution: int = 60) -> None:
        self._samples = {key: sorted(_merged(each, resolution), key=_time) for key, each in samples.items()}
        self._sources: dict[Hashable, Source] = {}
        self._totals: dict[MetricKey, Totals | None] = {}
        self._doubts: dict[str, None] = {}

    def doubt(self, text: str) -> None:
        """Something that AWS leaves open about what was computed."""
        self._doubts[text] = None

    @property
    def doubts(self) -> tuple[str, ...]:
        """What was said to be open, each once."""
        return tuple(self._doubts)

    def has(self, key: MetricKey) -> bool:
        """Whether the metric is part of what was put in, if only as missing."""
        return key in self._samples

    def times(self, keys: Iterable[MetricKey]) -> list[int]:
        """The seconds at which any of the metrics was measured, sorted."""
        return sorted({_time(sample) // 1000 for key in keys for sample in self._samples.get(key, ())})

    def samples(self, key: MetricKey, start: int, end: int) -> Sequence[Measured]:
        """The samples from a second up to, but not including, another."""
        every = self._samples.get(key, [])
        first = bisect_left(every, start * 1000, key=_time)
        return every[first : bisect_left(every, end * 1000, first, key=_time)]

    def source(self, stat: MetricStat) -> Source:
        """The statistic of any window, with its number of samples; None without samples."""
        key = (key_of(stat), stat.statistic)
        return self.remember(key, lambda: self._new_source(*key))

    def remember(self, key: Hashable, make: Callable[[], Source]) -> Source:
        """The source of this key, made when it is first asked for: each window is only worked out once."""
        if key not in self._sources:
            self._sources[key] = cache(make())
        return self._sources[key]

    def _new_source(self, key: MetricKey, statistic: str) -> Source:
        totals = self._exact(key) if statistic in ("Sum", "SampleCount", "Average") else None
        return totals.source(statistic) if totals else self._gathered(key, statistic)

    def _exact(self, key: MetricKey) -> Totals | None:
        if key not in self._totals:
            self._totals[key] = exact_totals(self._samples.get(key, []))
        return self._totals[key]

    def _gathered(self, key: MetricKey, statistic: str) -> Source:
        def find(start: int, end: int) -> Datum | None:
            inside = self.samples(key, start, end)
            if not inside:
                return None
            buckets = gather(inside, Window(start, end - start, 1))
            (value,) = buckets.series(statistic).points
            return None if value is None else Datum(value, *buckets.counts())

        return find


def _merged(samples: Iterable[Measured], resolution: int) -> Iterator[Measured]:
    """Equal values of one time as one sample that occurred more often."""
    counts: Counter[tuple[int, float]] = Counter()
    for sample in samples:
        if isinstance(sample, StatisticSet):
            yield sample
        else:
            time = sample.timestamp - sample.timestamp % (resolution * 1000)
            counts[time, sample.value] += sample.count  # type: ignore[assignment]
    for (time, value), count in counts.items():
        yield Sample(time, value, count)


def _time(sample: Measured) -> int:
    return sample.timestamp
