"""Graphs as notifications draw them: the metrics of a widget in CloudWatch's own notation.

Source of the notation: "Metric widget structure" (Amazon CloudWatch API Reference, GetMetricWidgetImage).
"""

from itertools import chain

from monitoring.plan.common import Context
from monitoring.plan.graphs import graph
from monitoring.plan.parts import MetricQuery


def widget_metrics(context: Context, metric: str) -> dict[str, object]:
    """Title, unit of the datapoints, period in seconds and the ``metrics`` of a widget that draws it.

    A ``ratio`` is drawn in percent.
    """
    drawn = graph(context, metric, [])
    return {
        "title": drawn.title,
        "unit": context.spec.metrics[metric].unit,
        "period": drawn.period,
        "metrics": [_line(query) for query in drawn.queries],
    }


def _line(query: MetricQuery) -> list[object]:
    shown = {"label": query.label} if query.returned else {"visible": False}
    if query.stat is None:
        return [{"expression": query.expression, "id": query.id, **shown}]
    stat = query.stat
    dimensions = chain.from_iterable(stat.dimensions.items())
    return [stat.namespace, stat.name, *dimensions, {"stat": stat.statistic, "id": query.id, **shown}]
