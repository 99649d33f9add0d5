"""What CloudWatch gets: samples of metrics and log events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, NotRequired, TypeAlias, TypedDict

from monitoring.evaluator.series import Datum
from monitoring.plan.parts import MetricStat

MetricKey: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]
"""Namespace, name and sorted dimensions."""


class Event(TypedDict):
    """A log event: epoch milliseconds, text, and the log group it stands in."""

    timestamp: int
    message: str
    log: str
    logStream: NotRequired[str]


class Inputs(NamedTuple):
    """Samples by metric and log events; the order does not matter."""

    samples: Mapping[MetricKey, Sequence[Datum]]
    events: Sequence[Event] = ()


class Period(NamedTuple):
    """The time looked at, in epoch seconds on whole minutes.

    Before ``start`` all was well, unless the alarms are ``new``: created at the start, without any history.
    """

    start: int
    end: int
    new: bool = False


def metric_key(namespace: str, name: str, dimensions: Iterable[tuple[str, str]]) -> MetricKey:
    """The key of a metric, whatever the order of its dimensions."""
    return namespace, name, tuple(sorted(dimensions))


def key_of(stat: MetricStat) -> MetricKey:
    """The key of the metric behind a statistic."""
    return metric_key(stat.namespace, stat.name, stat.dimensions.items())
