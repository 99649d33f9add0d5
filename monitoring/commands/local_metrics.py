"""Points of the metrics that are embedded in log lines, as CloudWatch would have them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from monitoring.evaluator.expressions.evaluate import math
from monitoring.evaluator.series import Sample, Window, measure
from monitoring.patterns.emf import extract
from monitoring.reports.sources import Series, Wanted

Key: TypeAlias = tuple[str, str, frozenset[tuple[str, str]]]


class _Line(NamedTuple):
    """A line of a graph, in a widget's notation."""

    written: Sequence[Any]

    @property
    def options(self) -> Mapping[str, Any]:
        """The last item."""
        found: Mapping[str, Any] = self.written[-1]
        return found

    @property
    def key(self) -> Key:
        """The metric."""
        namespace, name, *dimensions = self.written[:-1]
        return namespace, name, frozenset(zip(dimensions[::2], dimensions[1::2], strict=True))


class MetricReader:
    """Collects data points; ``series`` answers from them."""

    def __init__(self) -> None:
        self._samples: dict[Key, list[Sample]] = {}

    def add(self, message: str) -> None:
        """The data points of a log line."""
        for datum in extract(message):
            key = (datum.namespace, datum.name, frozenset(datum.dimensions.items()))
            self._samples.setdefault(key, []).append(Sample(datum.timestamp, datum.value))

    def series(self, wanted: Wanted) -> Series | None:
        """A graph's points; None when one of its metrics is in no line."""
        lines = [_Line(written) for written in wanted.metric.metrics]
        named = [line for line in lines if "expression" not in line.options]
        if not all(line.key in self._samples for line in named):
            return None
        window = Window(
            wanted.start // 1000, wanted.period, -(-(wanted.end - wanted.start) // (1000 * wanted.period))
        )
        known = {line.options["id"]: self._points(line, window) for line in named}
        for line in lines:
            if "expression" in line.options:
                known[line.options["id"]] = math(
                    line.options["expression"], dict(known), window.period, window.start
                )
        shown = next(line for line in lines if line.options.get("visible", True))
        points = tuple(_timed(known[shown.options["id"]], window))
        return Series(wanted.metric.title, wanted.period, points)

    def _points(self, line: _Line, window: Window) -> list[float | None]:
        return measure(self._samples[line.key], line.options["stat"], window).points


def _timed(points: Sequence[float | None], window: Window) -> Iterator[tuple[int, float]]:
    for at, value in enumerate(points):
        if value is not None:
            yield (window.start + at * window.period) * 1000, value
