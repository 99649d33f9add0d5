"""Log messages of a test: templates with dotted names, embedded metrics, counters."""

import json
from collections.abc import Iterator, Mapping
from re import Match
from re import compile as regex
from typing import Any, Final

from monitoring.aws.units import WORDS
from monitoring.plan.stats import dimensions_of
from monitoring.spec.metrics import Metric
from monitoring.testing.known import Known

_COUNTER: Final = regex(r"\{n(?:%([1-9]\d{0,5}))?\}")
_UNITS: Final = {word: unit for unit, word in reversed(WORDS.items())}
Number = int | float


def fill(value: Any, number: int) -> Any:
    """A value with its counters filled in: `{n}` from 1 on, `{n%3}` is 1 2 3 1 2 3."""
    if isinstance(value, str):
        return _COUNTER.sub(lambda match: _count(match, number), value) if "{n" in value else value
    if isinstance(value, dict):
        return {key: fill(inner, number) for key, inner in value.items()}
    return [fill(inner, number) for inner in value] if isinstance(value, list) else value


def _count(match: Match[str], number: int) -> str:
    return str((number - 1) % int(match[1]) + 1 if match[1] else number)


def nest(fields: Mapping[str, Any]) -> dict[str, Any]:
    """`error.code: X` -> `{error: {code: X}}`."""
    nested: dict[str, Any] = {}
    for name, value in fields.items():
        place = nested
        *above, last = name.split(".")
        for part in above:
            inner = place.setdefault(part, {})
            place = inner if isinstance(inner, dict) else place.setdefault(part, {})
        place[last] = value
    return nested


def to_message(fields: Mapping[str, Any]) -> str:
    """Fields with dotted names as one line of JSON."""
    return _to_json(nest(fields))


def _to_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def embedded(known: Known, values: Mapping[str, Any], timestamp: int) -> Iterator[str]:
    """Embedded metrics by their names in the file, one document for each namespace and set of dimensions."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[Metric, Any]]] = {}
    for name, value in values.items():
        metric = known.metrics[name]
        dimensions = tuple(dimensions_of(known.names, metric).items())
        groups.setdefault((metric.namespace or "", dimensions), []).append((metric, value))
    for (namespace, dimensions), members in groups.items():
        yield _document(namespace, dict(dimensions), members, timestamp)


def _document(
    namespace: str, dimensions: dict[str, str], members: list[tuple[Metric, Any]], timestamp: int
) -> str:
    metrics = [{"Name": each.name, "Unit": _UNITS.get(each.unit, "None")} for each, _ in members]
    directive = {"Namespace": namespace, "Dimensions": [list(dimensions)], "Metrics": metrics}
    return _to_json(
        {
            "_aws": {"Timestamp": timestamp, "CloudWatchMetrics": [directive]},
            **dimensions,
            **{str(each.name): value for each, value in members},
        }
    )
