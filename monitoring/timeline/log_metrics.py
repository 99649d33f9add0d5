"""Metrics that log events turn into: metric filters and the embedded metric format."""

from collections.abc import Iterable, Iterator

from monitoring import patterns
from monitoring.evaluator.series import Sample
from monitoring.patterns import emf
from monitoring.plan.resources import MetricFilter, Plan
from monitoring.timeline.inputs import Event, MetricKey, metric_key

_EMBEDDED = '"_aws"'


def filters_of(plan: Plan) -> list[MetricFilter]:
    """The metric filters of a plan."""
    return [resource for resource in plan.resources if isinstance(resource, MetricFilter)]


def samples_of(plan: Plan, events: Iterable[Event]) -> Iterator[tuple[MetricKey, Sample]]:
    """What the events measure, in their order."""
    events = list(events)
    for metric_filter in filters_of(plan):
        key = metric_key(metric_filter.namespace, metric_filter.metric, ())
        for event in matching(metric_filter, events):
            yield key, Sample(event["timestamp"], 1.0)
    for event in events:
        if _EMBEDDED in event["message"]:
            yield from _embedded(event)


def matching(metric_filter: MetricFilter, events: Iterable[Event]) -> list[Event]:
    """The events of the filter's log group that it counts."""
    pattern = patterns.compile(metric_filter.pattern)
    inside = (event for event in events if event["log"] == metric_filter.log_group)
    return [event for event in inside if pattern.matches(event["message"])]


def doubts_of(plan: Plan, events: Iterable[Event]) -> Iterator[str]:
    """Why CloudWatch might count an event otherwise than it is counted here."""
    events = list(events)
    for metric_filter in filters_of(plan):
        pattern = patterns.compile(metric_filter.pattern)
        for event in events:
            if event["log"] == metric_filter.log_group and (doubt := pattern.doubt(event["message"])):
                yield f"{metric_filter.metric}: {doubt}"


def _embedded(event: Event) -> Iterator[tuple[MetricKey, Sample]]:
    for datum in emf.extract(event["message"]):
        key = metric_key(datum.namespace, datum.name, datum.dimensions.items())
        yield key, Sample(datum.timestamp, datum.value)
