"""Graphs of metrics, with the thresholds of the alarms that watch them drawn as lines."""

from collections.abc import Iterator
from re import Match
from re import compile as regex

from monitoring.plan.common import Context
from monitoring.plan.parts import (
    Graph,
    Line,
    MetricQuery,
)
from monitoring.plan.stats import measure
from monitoring.plan.words import SEVERITIES, compared
from monitoring.spec.base import say
from monitoring.spec.dashboards import Graph as SpecGraph
from monitoring.spec.metrics import Metric
from monitoring.spec.resolve import AlarmRule
from monitoring.spec.texts import render

_PERIOD = 300
_WORD = regex(r"\b[a-z][A-Za-z0-9_]*\b")


def graph(context: Context, drawn: str | SpecGraph, rules: list[AlarmRule]) -> Graph:
    """A graph of the spec; ``rules`` are the alarms of its section."""
    spec = context.spec
    metrics = (drawn,) if isinstance(drawn, str) else drawn.metrics
    first = spec.metrics[metrics[0]]
    watching = [rule for rule in rules if rule.metric in metrics]
    period = _period(first, watching)
    return Graph(
        title=_title(context, metrics[0]) if isinstance(drawn, str) else render(spec, drawn.title),
        unit=_unit(first),
        period=period,
        queries=tuple(
            query for index, name in enumerate(metrics) for query in _series(context, index, name, period)
        ),
        lines=tuple(dict.fromkeys(_lines(context, watching, period))),
    )


def _period(metric: Metric, rules: list[AlarmRule]) -> int:
    """The shortest period at which an alarm judges the metric, so that line and graph mean the same."""
    if metric.period is not None:
        return metric.period.seconds
    return min((rule.over for rule in rules), default=_PERIOD)


def _unit(metric: Metric) -> str:
    return "%" if metric.unit == "ratio" else metric.unit


def _series(context: Context, index: int, name: str, period: int) -> Iterator[MetricQuery]:
    """The queries of one line of a graph; ids carry the line's number, so that lines do not meet."""
    metric = context.spec.metrics[name]
    watched = measure(context.spec, context.names, name, period)
    label = _title(context, name)
    if metric.unit == "ratio" and watched.stat is not None:
        yield MetricQuery(id=f"share{index}", stat=watched.stat)
        yield MetricQuery(id=f"line{index}", expression=f"100 * share{index}", label=label, returned=True)
    elif watched.stat is not None:
        yield MetricQuery(id=f"line{index}", stat=watched.stat, label=label, returned=True)
    else:
        yield from _expression(watched.queries, index, label)


def _expression(queries: tuple[MetricQuery, ...], index: int, label: str) -> Iterator[MetricQuery]:
    ids = {query.id: f"line{index}" if query.returned else f"{query.id}_{index}" for query in queries}

    def renamed(word: Match[str]) -> str:
        return ids.get(word[0], word[0])

    for query in queries:
        yield MetricQuery(
            id=ids[query.id],
            stat=query.stat,
            expression=_WORD.sub(renamed, query.expression),
            label=label if query.returned else "",
            returned=query.returned,
        )


def _lines(context: Context, rules: list[AlarmRule], period: int) -> Iterator[Line]:
    for rule in rules:
        metric = context.spec.metrics[rule.metric]
        if rule.over == period or not _adds_up(metric):
            words = f"{SEVERITIES[context.spec.locale][rule.severity]}: {compared(rule, context.spec.locale)}"
            value = rule.threshold.to(_unit(metric))
            yield Line(label=words, value=value, severity=rule.severity)


def _adds_up(metric: Metric) -> bool:
    """Whether a longer period makes larger values, so that a threshold means something at its own only."""
    return (
        metric.statistic == "Sum"
        or metric.count_logs is not None
        or (metric.math is not None and metric.unit == "count")
    )


def _title(context: Context, metric: str) -> str:
    return say(context.spec.metrics[metric].title, context.spec.locale) or metric
