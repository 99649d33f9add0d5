"""Percentiles and distinct counts: exact while small, then approximate in bounded memory, as AWS's are."""

from hashlib import blake2b
from heapq import heapify, heappushpop
from math import ceil, floor, log
from typing import Final

from monitoring.insights.aggregates.numbers import Warn
from monitoring.insights.values import Number, Value, to_text

MOST_EXACT_VALUES: Final = 10_000
MOST_EXACT_DISTINCT: Final = 100_000
APPROXIMATE_PERCENTILE: Final = (
    "beyond 10,000 values AWS approximates percentiles in a way it does not say; here within 0.1 %"
)
APPROXIMATE_DISTINCT: Final = (
    "AWS approximates count_distinct of many values; beyond 100,000 it is within about 1 % here"
)
_GROWTH: Final = log(1.002)
_SMALLEST: Final = 1e-12
_KEPT_HASHES: Final = 16_384
_HASHES: Final = 2**64


class Percentile:
    """Nearest rank: the ceil(p * n)-th value (observed); 0 when there is none (observed)."""

    __slots__ = ("_buckets", "_count", "_share", "_values", "_warn")

    def __init__(self, warn: Warn, percent: Number) -> None:
        self._share = percent / 100
        self._values: list[Number] = []
        self._buckets: dict[int, int] = {}
        self._count = 0
        self._warn = warn

    def add(self, number: Number | None) -> None:
        """Take a number."""
        if number is None:
            return
        self._count += 1
        if self._buckets:
            self._place(number)
            return
        self._values.append(number)
        if len(self._values) > MOST_EXACT_VALUES:
            self._warn(APPROXIMATE_PERCENTILE)
            for kept in self._values:
                self._place(kept)
            self._values = []

    def _place(self, number: Number) -> None:
        bucket = _bucket(number)
        self._buckets[bucket] = self._buckets.get(bucket, 0) + 1

    def result(self) -> Value:
        """The percentile."""
        if not self._count:
            return 0
        rank = max(1, ceil(round(self._share * self._count, 9)))
        if not self._buckets:
            return sorted(self._values)[rank - 1]
        below = 0
        for bucket in sorted(self._buckets):
            below += self._buckets[bucket]
            if below >= rank:
                return _middle(bucket)
        raise AssertionError("a rank is at most the number of values")


def _bucket(number: Number) -> int:
    """Buckets of 0.2 % width, on both sides of 0."""
    size = abs(number)
    if size < _SMALLEST:
        return 0
    place = 1 + floor((log(size) - log(_SMALLEST)) / _GROWTH)
    return place if number > 0 else -place


def _middle(bucket: int) -> float:
    if not bucket:
        return 0.0
    size: float = _SMALLEST * 1.002 ** (abs(bucket) - 0.5)
    return size if bucket > 0 else -size


class Distinct:
    """How many different values there are."""

    __slots__ = ("_known", "_largest", "_seen", "_warn")

    def __init__(self, warn: Warn) -> None:
        self._seen: set[str] | None = set()
        self._largest: list[int] = []
        self._known: set[int] = set()
        self._warn = warn

    def add(self, value: Value) -> None:
        """Take a value; a missing one does not count."""
        text = value if isinstance(value, str) else to_text(value)
        if text is None:
            return
        if self._seen is None:
            self._keep(_hash(text))
            return
        self._seen.add(text)
        if len(self._seen) > MOST_EXACT_DISTINCT:
            self._approximate(self._seen)

    def _approximate(self, seen: set[str]) -> None:
        self._warn(APPROXIMATE_DISTINCT)
        hashes = sorted(map(_hash, seen))[:_KEPT_HASHES]
        self._known = set(hashes)
        self._largest = [-found for found in hashes]
        heapify(self._largest)
        self._seen = None

    def _keep(self, found: int) -> None:
        """Keep the smallest hashes: how far they reach tells how many there are."""
        if found < -self._largest[0] and found not in self._known:
            self._known.add(found)
            self._known.discard(-heappushpop(self._largest, -found))

    def result(self) -> Value:
        """The count."""
        if self._seen is not None:
            return len(self._seen)
        return round((_KEPT_HASHES - 1) * _HASHES / -self._largest[0])


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") + 1
