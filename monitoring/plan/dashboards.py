"""Dashboards: alarm states on top, then a section a chapter with thresholds drawn as lines."""

from collections.abc import Iterable, Iterator
from re import escape, sub

from monitoring.plan.common import Context
from monitoring.plan.log_alarms import log_groups
from monitoring.plan.metric_alarms import in_unit
from monitoring.plan.names import alarm_id, logical_id
from monitoring.plan.notifications import resolved
from monitoring.plan.resources import (
    AnyAlarm,
    Dashboard,
    DashboardSection,
    Graph,
    Line,
    MetricQuery,
    QueryTable,
)
from monitoring.plan.stats import measure
from monitoring.plan.words import SEVERITIES, condition
from monitoring.spec.base import guide_ids, say
from monitoring.spec.dashboards import Graph as SpecGraph
from monitoring.spec.dashboards import Section
from monitoring.spec.facts import Parameter
from monitoring.spec.metrics import Metric
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.runbooks import Runbook
from monitoring.spec.texts import render

_PERIOD = 300


def dashboards(context: Context, alarms: Iterable[AnyAlarm]) -> Iterator[Dashboard]:
    """The dashboards of a spec; ``alarms`` are the planned ones, shown by state on each."""
    names = {alarm.logical_id: alarm.name for alarm in alarms}
    for name, sections in context.spec.dashboards.items():
        yield Dashboard(
            logical_id=logical_id("Dashboard", name),
            origin=("dashboards", name),
            guide=tuple(dict.fromkeys(item for section in sections for item in guide_ids(section))),
            name=context.names.dashboard(name),
            entry=name,
            title=f"{say(context.spec.service.title, context.spec.locale)} ({context.names.environment})",
            alarms=tuple(names.values()),
            sections=tuple(_section(context, section, names) for section in sections),
        )


def _section(context: Context, section: Section, names: dict[str, str]) -> DashboardSection:
    rules = [rule for rule in alarm_rules(context.spec) if rule.entry in section.alarms]
    return DashboardSection(
        title=render(context.spec, section.title),
        note=_note(context, section, rules),
        graphs=tuple(_graph(context, graph, rules) for graph in section.graphs),
        alarms=tuple(names[alarm_id(rule)] for rule in rules if alarm_id(rule) in names),
        tables=tuple(_table(context, name) for name in section.queries),
    )


def _graph(context: Context, graph: str | SpecGraph, rules: list[AlarmRule]) -> Graph:
    spec = context.spec
    metrics = (graph,) if isinstance(graph, str) else graph.metrics
    first = spec.metrics[metrics[0]]
    period = first.period.seconds if first.period else _PERIOD
    title = _title(context, metrics[0]) if isinstance(graph, str) else render(spec, graph.title)
    return Graph(
        title=title,
        unit=first.unit,
        period=period,
        queries=tuple(
            query for index, name in enumerate(metrics) for query in _series(context, index, name, period)
        ),
        lines=tuple(_lines(context, metrics, rules)),
    )


def _series(context: Context, index: int, name: str, period: int) -> Iterator[MetricQuery]:
    """The queries of one line of a graph; ids carry the line's number, so that lines do not meet."""
    metric = context.spec.metrics[name]
    label = _title(context, name)
    if metric.math is None:
        stat = measure(context.spec, context.names, name, period).stat
        yield MetricQuery(id=f"line{index}", stat=stat, label=label, returned=True)
        return
    prefixed = _prefixed_inputs(metric, index)
    *inputs, result = measure(context.spec, context.names, name, period).queries
    for query in inputs:
        yield MetricQuery(
            id=prefixed.get(query.id, f"{query.id}_{index}"), stat=query.stat, expression=query.expression
        )
    expression = result.expression
    for short, long in prefixed.items():
        expression = _replace_id(expression, short, long)
    yield MetricQuery(id=f"line{index}", expression=expression, label=label, returned=True)


def _prefixed_inputs(metric: Metric, index: int) -> dict[str, str]:
    return {short: f"{short}_{index}" for short in metric.with_}


def _replace_id(expression: str, short: str, long: str) -> str:
    return sub(rf"\b{escape(short)}\b", long, expression)


def _lines(context: Context, metrics: tuple[str, ...], rules: list[AlarmRule]) -> Iterator[Line]:
    for rule in rules:
        if rule.metric in metrics:
            metric = context.spec.metrics[rule.metric]
            label = f"{SEVERITIES[context.spec.locale][rule.severity]}: {condition(context.spec, rule)}"
            yield Line(label=label, value=in_unit(rule, metric.unit), severity=rule.severity)


def _table(context: Context, name: str) -> QueryTable:
    query = context.spec.queries[name]
    return QueryTable(
        title=say(query.title, context.spec.locale) or name,
        text=query.text,
        log_groups=log_groups(context, query.log_names),
    )


def _title(context: Context, metric: str) -> str:
    return say(context.spec.metrics[metric].title, context.spec.locale) or metric


def _note(context: Context, section: Section, rules: list[AlarmRule]) -> str:
    spec = context.spec
    parts = [render(spec, section.note)] if section.note else []
    names = dict.fromkeys([*section.runbooks, *(rule.alarm.runbook for rule in rules if rule.alarm.runbook)])
    links = [
        f"[{_runbook_title(context, spec.runbooks[name], name)}]({runbook_link(context, name)})"
        for name in names
    ]
    if links:
        parts.append(("手順書: " if spec.locale == "ja" else "Runbooks: ") + " · ".join(links))
    return "\n\n".join(parts)


def _runbook_title(context: Context, runbook: Runbook, name: str) -> str:
    return render(context.spec, runbook.title) or name


def runbook_link(context: Context, name: str) -> str:
    """The address of a runbook in the guide; CloudFormation fills in the guide's own."""
    guide = context.spec.facts.links.guide
    base = resolved(context, guide) if isinstance(guide, Parameter) else guide
    return f"{base}#{name}"
