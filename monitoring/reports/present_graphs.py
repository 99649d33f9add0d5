"""Charts: requests by hour and by day, durations, and the graphs that `monitoring.yaml` asks for."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from monitoring.oncall.clock import local
from monitoring.reports import charts
from monitoring.reports.document import Item, Lines, Picture
from monitoring.reports.report import GraphBlock
from monitoring.reports.say import Teller, spark
from monitoring.reports.sources import Series

_MOST_BARS: Final = 48


def hours_picture(teller: Teller) -> Picture:
    """Requests by the hour of the day."""
    kinds = (charts.Kind("succeeded", charts.BLUE), charts.Kind("failed", charts.RED))
    hours = teller.report.hours
    bars = [(f"{one.hour}:00", {"succeeded": one.succeeded, "failed": one.failed}) for one in hours]
    counts = [float(one.succeeded + one.failed) for one in hours]
    peak = counts.index(max(counts))
    alt = teller.say("peak-hour", hour=peak, count=f"{counts[peak]:,.0f}")
    return Picture("hours", charts.stacked(bars, kinds), alt, spark(counts), legend(teller, kinds))


def trend_picture(teller: Teller) -> Picture:
    """Requests by day."""
    kinds = (
        charts.Kind("succeeded", charts.BLUE),
        charts.Kind("refused", charts.AMBER),
        charts.Kind("failures", charts.RED),
    )
    trend = teller.report.trend
    bars = [
        (charts.day_label(one.day), {kind.name: getattr(one, kind.name) for kind in kinds}) for one in trend
    ]
    counts = [float(one.succeeded + one.refused + one.failures) for one in trend]
    peak = counts.index(max(counts))
    alt = teller.say("peak", at=teller.day(trend[peak].day), count=f"{counts[peak]:,.0f}")
    return Picture("trend", charts.stacked(bars, kinds), alt, spark(counts), legend(teller, kinds))


def durations_picture(teller: Teller) -> Picture:
    """The p95 of successes by day."""
    trend = teller.report.trend
    values = [(charts.day_label(one.day), one.p95 / 1000 or None) for one in trend]
    known = [one.p95 for one in trend if one.p95] or [0.0]
    alt = _range(teller, known, "ms", teller.say("every-day"))
    return Picture("p95", charts.by_day(values, "ms"), alt, spark([value or 0 for _, value in values]))


def legend(teller: Teller, kinds: tuple[charts.Kind, ...]) -> tuple[tuple[str, str], ...]:
    """Labels with colours."""
    return tuple((teller.say(f"kind-{kind.name}"), kind.color) for kind in kinds)


def graph_items(teller: Teller, block: GraphBlock) -> Iterator[Item]:
    """A metric over the period: sums as a bar a day, everything else as a line."""
    if block.series is None:
        return
    if not block.series.points:
        yield Lines((teller.say("graph-empty"),))
    elif block.is_daily:
        yield _bars(teller, block, block.series)
    else:
        yield _line(teller, block, block.series)


def _bars(teller: Teller, block: GraphBlock, series: Series) -> Picture:
    daily: dict[date, float] = defaultdict(float)
    for at, value in series.points:
        daily[local(at, teller.report.period.timezone).date()] += value
    values = [daily.get(day, 0.0) for day in teller.report.period.days]
    labels = map(charts.day_label, teller.report.period.days)
    bars = [(label, {"known": value}) for label, value in zip(labels, values, strict=True)]
    spec = charts.stacked(bars, (charts.Kind("known", charts.BLUE),), block.unit)
    alt = _range(teller, values, block.unit, teller.say("every-day"))
    return Picture(f"graph-{block.metric}", spec, alt, spark(values))


def _line(teller: Teller, block: GraphBlock, series: Series) -> Picture:
    values = [value for _, value in series.points]
    alt = _range(teller, values, block.unit, teller.span(series.period * 1000))
    zone = teller.report.period.timezone
    moments = [(local(at, zone).replace(tzinfo=None), value) for at, value in series.points]
    spec = charts.over_time(moments, series.period, block.unit)
    return Picture(f"graph-{block.metric}", spec, alt, spark(_thinned(values)))


def _range(teller: Teller, values: list[float], unit: str, every: str) -> str:
    low, high, last = (teller.amount(value, unit) for value in (min(values), max(values), values[-1]))
    return teller.say("graph-range", lowest=low, highest=high, last=last, every=every)


def _thinned(values: list[float]) -> list[float]:
    """The highest of each of so many stretches as fit on a line."""
    size = -(-len(values) // _MOST_BARS)
    return [max(values[at : at + size]) for at in range(0, len(values), size)]
