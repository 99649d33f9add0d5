"""Charts in Vega-Lite, as data, and how they are drawn.

Only digits and Latin letters stand in a chart, which every font has; titles and legends are the page's.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeAlias

Spec: TypeAlias = Mapping[str, Any]
Draw: TypeAlias = Callable[[Spec], str]

BLUE, AMBER, RED, PALE = "#2f6db5", "#c78500", "#b3261e", "#86addb"
"""Apart from each other also for people who do not see red and green (`test_charts.py` holds them to it)."""
_WIDTH, _HEIGHT = 440, 130
_MOST_LABELS, _PADDING = 8, 7
_FONT: Final = "system-ui, 'Hiragino Sans', 'Yu Gothic', 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif"
_CONFIG: Final = {
    "font": _FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "labelColor": "#555",
        "domainColor": "#999",
        "tickColor": "#999",
        "gridColor": "#e5e5e5",
        "title": None,
    },
    "axisY": {"tickCount": 3, "ticks": False, "domain": False},
}
_SIGNS: Final = {"USD": ("$", ""), "ms": ("", " s"), "count": ("", "")}
"""What stands before and after a number of a unit; durations are drawn in seconds."""
_LINE: Final = {"type": "line", "invalid": "break-paths-show-domains"}
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"


class Kind(NamedTuple):
    """A part of stacked bars: its name in the data and its colour."""

    name: str
    color: str


def stacked(bars: Iterable[tuple[str, Mapping[str, float]]], kinds: Sequence[Kind], unit: str = "") -> Spec:
    """Bars of several kinds on top of each other, one a label; values in a metric's unit."""
    found = list(bars)
    labels = [label for label, _ in found]
    values = [
        {"at": label, "kind": kind.name, "value": parts.get(kind.name, 0), "order": order}
        for label, parts in found
        for order, kind in enumerate(kinds)
    ]
    top = max((sum(parts.values()) for _, parts in found), default=0)
    color = {"domain": [kind.name for kind in kinds], "range": [kind.color for kind in kinds]}
    encoding = {
        "x": _labels(labels),
        "y": {"field": "value", "type": "quantitative", "stack": "zero", "axis": _numbers(top, unit)},
        "color": {"field": "kind", "type": "nominal", "scale": color, "legend": None},
        "order": {"field": "order", "type": "quantitative"},
    }
    return _spec(values, {"type": "bar"}, encoding)


def by_day(values: Iterable[tuple[str, float | None]], unit: str = "") -> Spec:
    """A line with a point a day; days without a value are gaps. Durations (``ms``) come in seconds."""
    found = list(values)
    rows = [{"at": label, "value": value} for label, value in found]
    encoding = {
        "x": _labels([label for label, _ in found]),
        "y": {"field": "value", "type": "quantitative", "axis": _numbers(_top(found), unit)},
    }
    mark = {**_LINE, "color": BLUE, "point": {"filled": True, "color": BLUE}}
    return _spec(rows, mark, encoding)


def over_time(points: Sequence[tuple[datetime, float]], period: int, unit: str = "") -> Spec:
    """A line over local time; it breaks where points are missing. ``period`` in seconds."""
    scale = 0.001 if unit == "ms" else 1.0
    rows: list[dict[str, object]] = []
    for at, (moment, value) in enumerate(points):
        if at and moment - points[at - 1][0] > timedelta(seconds=1.5 * period):
            rows.append({"at": _iso(moment - timedelta(seconds=period)), "value": None})
        rows.append({"at": _iso(moment), "value": value * scale})
    top = max((value * scale for _, value in points), default=0)
    is_short = bool(points) and points[-1][0] - points[0][0] <= timedelta(days=2)
    form = "%H:%M" if is_short else "%m/%d"
    axis: dict[str, object] = {
        "format": form,
        "labelAngle": 0,
        "labelFlush": False,
        "labelPadding": _PADDING,
        "grid": False,
    }
    if not is_short:
        axis["values"] = [_utc(day) for day in _midnights(points)]
    encoding = {
        # Local times are drawn as if they were UTC, so that the machine's own zone does not matter.
        "x": {"field": "at", "type": "temporal", "scale": {"type": "utc"}, "axis": axis},
        "y": {"field": "value", "type": "quantitative", "axis": _numbers(top, unit), "scale": {"zero": True}},
    }
    mark = {**_LINE, "color": BLUE, "strokeWidth": 1.5}
    return _spec(rows, mark, encoding, {"parse": {"at": "utc:'%Y-%m-%dT%H:%M'"}})


def day_label(day: date) -> str:
    """``11/20``."""
    return f"{day:%m/%d}"


def draw(spec: Spec) -> str:
    """The chart as SVG that scales with its page."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    return svg


def draw_png(spec: Spec) -> bytes:
    """The chart as a picture on white, for Slack."""
    import vl_convert

    shown = {**spec, "config": {**spec["config"], "background": "white", "font": "sans-serif"}}
    png: bytes = vl_convert.vegalite_to_png(json.dumps(shown), scale=2)
    return png


def _midnights(points: Sequence[tuple[datetime, float]]) -> list[date]:
    """So many days that their labels do not touch."""
    first, last = points[0][0].date(), points[-1][0].date()
    every = max(1, -(-((last - first).days + 1) // _MOST_LABELS))
    return [first + timedelta(days=at) for at in range(0, (last - first).days + 1, every)]


def _utc(day: date) -> dict[str, object]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _top(values: Iterable[tuple[str, float | None]]) -> float:
    return max((value for _, value in values if value is not None), default=0)


def _labels(labels: Sequence[str]) -> dict[str, object]:
    """So many labels that they do not touch."""
    every = -(-len(labels) // _MOST_LABELS) or 1
    axis = {"labelAngle": 0, "labelPadding": _PADDING, "ticks": False, "values": list(labels[::every])}
    return {"field": "at", "type": "ordinal", "sort": None, "axis": axis, "scale": {"domain": list(labels)}}


def _numbers(top: float, unit: str) -> dict[str, object]:
    """12k above a thousand; 0.002 and not 2m below one; whole numbers have no decimals."""
    before, after = _SIGNS.get(unit, ("", f" {unit}" if unit else ""))
    # With a prefix for thousands, nothing would be 0k.
    shown = f"datum.value ? {json.dumps(before)} + datum.label + {json.dumps(after)} : '0'"
    axis: dict[str, object] = {"format": "~s" if top >= 1 else "~r", "labelExpr": shown}
    return {**axis, "tickMinStep": 1} if top >= 3 else axis


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def _spec(
    rows: Sequence[Mapping[str, object]],
    mark: Mapping[str, object],
    encoding: Mapping[str, object],
    form: Mapping[str, object] | None = None,
) -> Spec:
    data: dict[str, object] = {"values": list(rows), **({"format": dict(form)} if form else {})}
    return {
        "$schema": SCHEMA,
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": data,
        "mark": dict(mark),
        "encoding": dict(encoding),
        "config": _CONFIG,
    }
