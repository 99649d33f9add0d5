"""Embedded metric format: the data points that CloudWatch takes out of a log line.

Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format", its text and its JSON schema;
MetricDatum and Dimension in the API Reference for values and times. What the specification does not know is
ignored, names are case-sensitive. What breaks a MUST gives no data point. How far a mistake reaches is said
nowhere; here it takes away the smallest part that has it: the line, a directive, a dimension set, a metric.
``problems`` names each of them.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any, Final, NamedTuple

import msgspec

from monitoring.patterns.documents import read_object
from monitoring.patterns.units import UNITS

MAX_BYTES: Final = 1_048_576
MAX_METRICS: Final = 100
MAX_DIMENSIONS: Final = 30
MAX_VALUES: Final = 100
MAX_NAME: Final = 1024
MAX_DIMENSION_NAME: Final = 250
MAX_DIMENSION_VALUE: Final = 1024
LARGEST: Final = 2.0**360
OLDEST: Final = 14 * 86_400_000
NEWEST: Final = 2 * 3_600_000
"""Milliseconds that a time may lie before and after the line comes in (MetricDatum: two weeks, two hours)."""


class Datum(msgspec.Struct, frozen=True):
    """A data point: ``timestamp`` in milliseconds, ``resolution`` in seconds (1 or 60)."""

    namespace: str
    name: str
    dimensions: dict[str, str]
    value: float
    unit: str
    timestamp: int
    resolution: int = 60


class Problem(msgspec.Struct, frozen=True):
    """Why something gave no data point: where, as ``_aws.CloudWatchMetrics[0].Metrics[2]``, and the rule."""

    path: str
    message: str


class _Metric(NamedTuple):
    name: str
    values: list[float]
    unit: str
    resolution: int


class _Reader:
    """Reads one document and collects what is wrong with it."""

    def __init__(self, received: int | None) -> None:
        self.received = received
        self.problems: list[Problem] = []

    def refuse(self, path: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(path, message))

    def read(self, message: str) -> Iterator[Datum]:
        """The data points of a line."""
        if len(message) > MAX_BYTES or len(message.encode(errors="replace")) > MAX_BYTES:
            self.refuse("", f"the line is larger than {MAX_BYTES:,} bytes")
            return
        root = read_object(message)
        if root is None:
            self.refuse("", "the line is no JSON object, or has something before or after it")
            return
        metadata = root.get("_aws")
        if not isinstance(metadata, dict):
            self.refuse("_aws", "it is missing, or no object")
            return
        time = self._read_time(metadata.get("Timestamp"))
        directives = metadata.get("CloudWatchMetrics")
        if not isinstance(directives, list):
            self.refuse("_aws.CloudWatchMetrics", "it is missing, or no list")
        elif time is not None:
            for place, directive in enumerate(directives):
                yield from self._read_directive(root, directive, f"_aws.CloudWatchMetrics[{place}]", time)

    def _read_time(self, time: Any) -> int | None:
        if not _is_number(time) or time != time // 1:
            self.refuse("_aws.Timestamp", "it is missing, or no whole number of milliseconds")
            return None
        if self.received is not None and not self.received - OLDEST <= time <= self.received + NEWEST:
            self.refuse(
                "_aws.Timestamp", "it is more than two weeks before, or two hours after, the line came in"
            )
            return None
        return int(time)

    def _read_directive(self, root: dict[str, Any], directive: Any, path: str, time: int) -> Iterator[Datum]:
        if not isinstance(directive, dict):
            self.refuse(path, "it is no object")
            return
        namespace = directive.get("Namespace")
        if not isinstance(namespace, str) or not _is_text(namespace, MAX_NAME):
            self.refuse(f"{path}.Namespace", f"it is missing, or no text of 1 to {MAX_NAME:,} characters")
            return
        sets = list(self._read_sets(root, directive.get("Dimensions"), f"{path}.Dimensions"))
        metrics = list(self._read_metrics(root, directive.get("Metrics"), f"{path}.Metrics"))
        for dimensions, metric in product(sets, metrics):
            for value in metric.values:
                yield Datum(namespace, metric.name, dimensions, value, metric.unit, time, metric.resolution)

    def _read_sets(self, root: dict[str, Any], sets: Any, path: str) -> Iterator[dict[str, str]]:
        if not isinstance(sets, list) or not sets:
            self.refuse(path, "it is missing, or no list of at least one dimension set, `[[]]` for none")
            return
        for place, keys in enumerate(sets):
            if problem := _set_problem(root, keys):
                self.refuse(f"{path}[{place}]", problem)
            else:
                yield {key: root[key] for key in keys}

    def _read_metrics(self, root: dict[str, Any], metrics: Any, path: str) -> Iterator[_Metric]:
        if not isinstance(metrics, list):
            self.refuse(path, "it is missing, or no list")
        elif len(metrics) > MAX_METRICS:
            self.refuse(path, f"{len(metrics):,} metrics, and at most {MAX_METRICS} are allowed")
        else:
            for place, metric in enumerate(metrics):
                if problem := _metric_problem(root, metric):
                    self.refuse(f"{path}[{place}]", problem)
                else:
                    yield _to_metric(root, metric)


def _set_problem(root: dict[str, Any], keys: Any) -> str | None:
    if not isinstance(keys, list) or not all(_is_text(key, MAX_DIMENSION_NAME) for key in keys):
        return f"a dimension set is a list of names of 1 to {MAX_DIMENSION_NAME} characters"
    if len(keys) > MAX_DIMENSIONS:
        return f"{len(keys):,} dimensions, and at most {MAX_DIMENSIONS} are allowed"
    for key in keys:
        if key not in root:
            return f"the document has no member `{key}` at its root"
        if not _is_text(root[key], MAX_DIMENSION_VALUE):
            return f"the value of `{key}` is no text of 1 to {MAX_DIMENSION_VALUE:,} characters"
    return None


def _metric_problem(root: dict[str, Any], metric: Any) -> str | None:
    name = metric.get("Name") if isinstance(metric, dict) else None
    if not _is_text(name, MAX_NAME):
        return f"a metric is an object with a `Name` of 1 to {MAX_NAME:,} characters"
    if name not in root:
        return f"the document has no member `{name}` at its root"
    unit, resolution = metric.get("Unit", "None"), metric.get("StorageResolution", 60)
    if not isinstance(unit, str) or unit not in UNITS:
        return f"`{unit}` is no unit of CloudWatch"
    if not _is_number(resolution) or resolution not in (1, 60):
        return "`StorageResolution` is neither 1 nor 60"
    return _value_problem(name, root[name])


def _value_problem(name: str, found: Any) -> str | None:
    values = found if isinstance(found, list) else [found]
    if not all(map(_is_number, values)):
        return f"the value of `{name}` is neither a number nor a list of numbers"
    if len(values) > MAX_VALUES:
        return f"`{name}` has {len(values):,} values, and at most {MAX_VALUES} are allowed"
    if any(abs(value) > LARGEST for value in values):
        return f"`{name}` has a value beyond 2^360"
    return None


def _to_metric(root: dict[str, Any], metric: dict[str, Any]) -> _Metric:
    found = root[metric["Name"]]
    values = [float(value) for value in (found if isinstance(found, list) else [found])]
    return _Metric(
        metric["Name"], values, metric.get("Unit", "None"), int(metric.get("StorageResolution", 60))
    )


def _is_text(found: Any, most: int) -> bool:
    return isinstance(found, str) and 1 <= len(found) <= most


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float)) and not isinstance(found, bool)


def extract(message: str, received: int | None = None) -> list[Datum]:
    """The data points of a log line, in the order of the document; none for other lines.

    ``received`` is when CloudWatch Logs took the line in, in milliseconds; without it every time is accepted.
    """
    return list(_Reader(received).read(message))


def problems(message: str, received: int | None = None) -> list[Problem]:
    """Why a line, or a part of it, gives no data points; none for a sound document."""
    reader = _Reader(received)
    for _ in reader.read(message):
        pass
    return reader.problems
