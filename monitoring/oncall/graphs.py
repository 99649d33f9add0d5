"""Graphs as pictures, drawn by CloudWatch (GetMetricWidgetImage)."""

import json
from typing import Any, NamedTuple

from monitoring.oncall.catalogue import Metric
from monitoring.oncall.clock import HOUR, iso, local

_WIDTH, _HEIGHT = 800, 300
_BEFORE = 3 * HOUR
_RED = "#d13212"


class Drawing(NamedTuple):
    """A graph up to a moment, with the threshold in the metric's unit and the moment of the alarm."""

    metric: Metric
    region: str
    timezone: str
    changed: int
    until: int
    threshold: float | None = None
    period: int | None = None


def draw(client: Any, drawing: Drawing) -> bytes:
    """The picture as PNG; ``client`` is botocore's of CloudWatch, whose errors come through."""
    answer = client.get_metric_widget_image(MetricWidget=json.dumps(widget(drawing), ensure_ascii=False))
    image: bytes = answer["MetricWidgetImage"]
    return image


def widget(drawing: Drawing) -> dict[str, object]:
    """What to draw (CloudWatch API Reference: "Metric widget structure and syntax")."""
    return {
        "title": drawing.metric.title,
        "view": "timeSeries",
        "stacked": False,
        "region": drawing.region,
        "width": _WIDTH,
        "height": _HEIGHT,
        "start": iso(drawing.changed - _BEFORE),
        "end": iso(max(drawing.until, drawing.changed)),
        "timezone": f"{local(drawing.changed, drawing.timezone):%z}",
        "period": drawing.period or drawing.metric.period,
        "metrics": list(drawing.metric.metrics),
        "yAxis": {"left": {"min": 0}},
        "annotations": _annotations(drawing),
    }


def _annotations(drawing: Drawing) -> dict[str, object]:
    vertical: dict[str, object] = {"vertical": [{"value": iso(drawing.changed), "color": _RED}]}
    if drawing.threshold is None:
        return vertical
    drawn = drawing.threshold * (100 if drawing.metric.unit == "ratio" else 1)
    return {"horizontal": [{"value": drawn, "color": _RED}], **vertical}
