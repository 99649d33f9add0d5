"""A graph's metrics as questions of GetMetricData, and its points.

A graph is written in the notation of widgets: ``[namespace, name, dimension, value .., {stat, id, ..}]`` or
``[{expression, id, ..}]``; those with ``visible: false`` only feed expressions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from monitoring.oncall.catalogue import Metric
from monitoring.reports.sources import Series, Wanted


def is_sum(metric: Metric) -> bool:
    """Whether its points add up to longer ones."""
    options: Mapping[str, Any] = metric.metrics[-1][-1]
    return options.get("stat") == "Sum"


def metric_queries(wanted: Wanted) -> list[dict[str, Any]]:
    """MetricDataQueries, of which one returns data: a report draws one line."""
    queries = [_query(line, wanted.period) for line in wanted.metric.metrics]
    shown = [query for query in queries if query["ReturnData"]]
    for query in shown[1:]:
        query["ReturnData"] = False
    return queries


def read_points(client: Any, wanted: Wanted) -> Series:
    """The points; ``client`` is botocore's of CloudWatch, whose errors come through."""
    points: list[tuple[int, float]] = []
    request: dict[str, Any] = {
        "MetricDataQueries": metric_queries(wanted),
        "StartTime": wanted.start // 1000,
        "EndTime": wanted.end // 1000,
        "ScanBy": "TimestampAscending",
    }
    while True:
        answer = client.get_metric_data(**request)
        for result in answer["MetricDataResults"]:
            times = (round(at.timestamp() * 1000) for at in result["Timestamps"])
            points += zip(times, result["Values"], strict=True)
        if not answer.get("NextToken"):
            return Series(wanted.metric.title, wanted.period, tuple(sorted(points)))
        request["NextToken"] = answer["NextToken"]


def _query(line: Sequence[Any], period: int) -> dict[str, Any]:
    options: Mapping[str, Any] = line[-1]
    base = {"Id": options["id"], "ReturnData": options.get("visible", True)}
    if "expression" in options:
        return {**base, "Expression": options["expression"], "Period": period}
    namespace, name, *dimensions = line[:-1]
    pairs = zip(dimensions[::2], dimensions[1::2], strict=True)
    metric = {
        "Namespace": namespace,
        "MetricName": name,
        "Dimensions": [{"Name": key, "Value": value} for key, value in pairs],
    }
    return {**base, "MetricStat": {"Metric": metric, "Period": period, "Stat": options["stat"]}}
