"""The catalogue of AWS metrics: what their numbers mean and how they may be read.

The same metric read with another statistic is another thing: API Gateway's 5XXError is a count as ``Sum`` and
the share of failed requests as ``Average``. A row therefore says which statistics make sense, and
:func:`reading` in which unit each of them comes.
"""

from typing import NamedTuple

from monitoring.aws.services import SERVICES, Bound, Dimensions, Gaps, Kind, Row, Service
from monitoring.aws.statistics import STATISTICS, is_statistic


class AwsMetric(NamedTuple):
    """A metric that AWS publishes; (namespace, name) is its key in the catalogue.

    ``unit`` is CloudWatch's word, ``word`` ours for its values (units.py). ``statistics`` are those that make
    sense, the most useful first, ``p`` for any percentile. ``period`` is the finest, in seconds, at which AWS
    publishes. ``dimensions`` are the sets of dimension names it is published under; () is the whole account.
    """

    namespace: str
    name: str
    unit: str
    word: str
    kind: Kind
    statistics: tuple[str, ...]
    period: int
    dimensions: Dimensions
    bound: Bound
    gaps: Gaps
    source: str


def _metric(service: Service, row: Row) -> AwsMetric:
    return AwsMetric(
        namespace=service.namespace,
        name=row.name,
        unit=row.unit,
        word=row.word,
        kind=row.kind,
        statistics=row.statistics,
        period=row.period,
        dimensions=row.dimensions or service.dimensions,
        bound=row.bound,
        gaps=row.gaps,
        source=service.source,
    )


METRICS: dict[tuple[str, str], AwsMetric] = {
    (service.namespace, row.name): _metric(service, row) for service in SERVICES for row in service.rows
}


def lookup(namespace: str, name: str) -> AwsMetric | None:
    """The catalogue's row for a metric, if it has one. Names are case-sensitive, as in AWS."""
    return METRICS.get((namespace, name))


def names(namespace: str) -> list[str]:
    """The metrics the catalogue has of a namespace; none when it does not cover the namespace at all."""
    return [name for space, name in METRICS if space == namespace]


def suits(metric: AwsMetric, statistic: str) -> bool:
    """Whether this statistic of the metric means something. Trimmed forms go with percentiles."""
    if statistic in STATISTICS:
        return statistic in metric.statistics
    return "p" in metric.statistics and is_statistic(statistic)


def reading(metric: AwsMetric, statistic: str) -> str:
    """The unit word (units.py) in which the values of this statistic come."""
    if statistic == "SampleCount" or statistic[:2].lower() == "tc":
        return "count"
    if statistic[:2] == "PR":
        return "%"
    return "ratio" if metric.kind == "rate" and statistic != "Sum" else metric.word
