"""Metric filters and saved queries."""

from collections.abc import Iterator

from monitoring.plan.common import Context
from monitoring.plan.log_alarms import log_groups
from monitoring.plan.names import logical_id
from monitoring.plan.resources import MetricFilter, QueryParameter, SavedQuery
from monitoring.spec.base import guide_ids


def metric_filters(context: Context) -> Iterator[MetricFilter]:
    """A filter for each metric that counts log lines."""
    for name, metric in context.spec.metrics.items():
        if metric.count_logs is not None:
            yield MetricFilter(
                logical_id=logical_id("Filter", name),
                origin=("metrics", name),
                guide=guide_ids(metric),
                name=f"{context.names.prefix}-{name}",
                log_group=log_groups(context, (metric.count_logs,))[0],
                pattern=metric.matching or "",
                namespace=context.names.filter_namespace,
                metric=name,
            )


def saved_queries(context: Context) -> Iterator[SavedQuery]:
    """A saved query for each query of the spec."""
    for name, query in context.spec.queries.items():
        yield SavedQuery(
            logical_id=logical_id("Query", name),
            origin=("queries", name),
            guide=guide_ids(query),
            name=context.names.query(name),
            entry=name,
            text=query.text,
            log_groups=log_groups(context, query.log_names),
            parameters=tuple(QueryParameter(name=parameter) for parameter in query.parameters),
        )
