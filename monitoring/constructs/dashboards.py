"""Dashboards, with cdk-monitoring-constructs: it places the widgets and writes the body."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from re import compile as regex
from typing import cast
from unicodedata import east_asian_width

from aws_cdk import CfnElement, Duration
from aws_cdk.aws_cloudwatch import (
    GraphWidget,
    HorizontalAnnotation,
    IMetric,
    IWidget,
    LogQueryWidget,
    MathExpression,
    Metric,
    Row,
    YAxisProps,
)
from cdk_monitoring_constructs import (
    AlarmSummaryMatrixWidget,
    DefaultDashboardFactory,
    HeaderLevel,
    HeaderWidget,
    MonitoringFacade,
)
from constructs import Construct

from monitoring.constructs.dimensions import dimensions
from monitoring.plan.parts import (
    DashboardSection,
    Graph,
    Line,
    MetricQuery,
    QueryTable,
)
from monitoring.plan.resources import (
    Dashboard,
)

COLOURS = {"investigate": "#7f7f7f", "warning": "#ff9900", "critical": "#d13212"}
ALARMS_PER_WIDGET = 100
"""What an alarm widget takes (CloudWatch: "Dashboard body structure and syntax")."""
_FULL = 24
_GRAPH_HEIGHT = 6
_ALARMS_IN_A_ROW = 6
_CELLS_IN_A_LINE = 180
_ADDRESS = regex(r"\]\([^)]*\)")
_IDENTIFIER = regex(r"\b[a-z][A-Za-z0-9_]*")

Text = Callable[[str], str]


class Painter:
    """Makes the dashboards of a region; ``arn`` turns alarm names into ARNs, ``fill`` fills in notes."""

    def __init__(self, region: str, arn: Text, fill: Text) -> None:
        self._region, self._arn, self._fill = region, arn, fill
        self._periods: dict[int, Duration] = {}

    def dashboard(self, scope: Construct, planned: Dashboard) -> None:
        """A dashboard whose logical id says nothing of what is on it."""
        factory = DefaultDashboardFactory(
            scope, f"{planned.logical_id}Factory", dashboard_name_prefix=planned.name
        )
        facade = MonitoringFacade(scope, planned.logical_id, dashboard_factory=factory)
        for widget in self._widgets(planned):
            facade.add_widget(widget)
        board = cast(Construct, factory.dashboard)
        cast(CfnElement, board.node.default_child).override_logical_id(planned.logical_id)

    def _widgets(self, planned: Dashboard) -> Iterator[IWidget]:
        yield from self._states(planned.alarms, planned.title)
        for section in planned.sections:
            yield from self._section(section)

    def _section(self, section: DashboardSection) -> Iterator[IWidget]:
        note = self._fill(section.note) or None
        yield _as_widget(HeaderWidget(section.title, HeaderLevel.MEDIUM, note, _lines(section.note)))
        yield from self._states(section.alarms)
        if section.graphs:
            width = graph_width(len(section.graphs))
            yield _as_widget(Row(*(self._graph(graph, width) for graph in section.graphs)))
        if section.tables:
            width = _FULL if len(section.tables) == 1 else _FULL // 2
            yield _as_widget(Row(*(self._table(table, width) for table in section.tables)))

    def _states(self, alarms: Sequence[str], title: str | None = None) -> Iterator[IWidget]:
        for start in range(0, len(alarms), ALARMS_PER_WIDGET):
            shown = alarms[start : start + ALARMS_PER_WIDGET]
            widget = AlarmSummaryMatrixWidget(
                alarm_arns=[self._arn(name) for name in shown],
                title=title,
                height=1 + ceil(len(shown) / _ALARMS_IN_A_ROW),
            )
            yield _as_widget(widget)

    def _graph(self, graph: Graph, width: int) -> IWidget:
        widget = GraphWidget(
            title=graph.title,
            region=self._region,
            width=width,
            height=_GRAPH_HEIGHT,
            left=[self._metric(query, graph) for query in graph.queries if query.returned],
            left_annotations=[_annotation(line) for line in graph.lines],
            left_y_axis=YAxisProps(min=0, label=_axis_label(graph), show_units=False),
        )
        return _as_widget(widget)

    def _metric(self, query: MetricQuery, graph: Graph) -> IMetric:
        """A statistic, or an expression with the queries of the graph that it names."""
        period = self._period(graph.period)
        if query.stat is None:
            named = _IDENTIFIER.findall(query.expression)
            inputs = {other.id: self._metric(other, graph) for other in graph.queries if other.id in named}
            math = MathExpression(
                expression=query.expression, using_metrics=inputs, label=query.label or None, period=period
            )
            return cast(IMetric, math)
        stat = query.stat
        metric = Metric(
            namespace=stat.namespace,
            metric_name=stat.name,
            dimensions_map=dimensions(stat.dimensions),
            statistic=stat.statistic,
            period=period,
            label=_label(query, graph),
        )
        return cast(IMetric, metric)

    def _period(self, seconds: int) -> Duration:
        if seconds not in self._periods:
            self._periods[seconds] = Duration.seconds(seconds)
        return self._periods[seconds]

    def _table(self, table: QueryTable, width: int) -> IWidget:
        widget = LogQueryWidget(
            title=table.title,
            region=self._region,
            width=width,
            height=_GRAPH_HEIGHT,
            log_group_names=list(table.log_groups),
            query_string=table.text,
        )
        return _as_widget(widget)


def graph_width(count: int) -> int:
    """The width of each of ``count`` graphs: as wide as rows without gaps allow, at least a third."""
    return {1: _FULL, 2: _FULL // 2, 4: _FULL // 2}.get(count, _FULL // 3)


def _annotation(line: Line) -> HorizontalAnnotation:
    return HorizontalAnnotation(value=line.value, label=line.label, color=COLOURS[line.severity])


def _label(query: MetricQuery, graph: Graph) -> str | None:
    """The label of a statistic. The CDK draws equal ones once, as it meets them first: maybe as an input."""
    labels = (other.label for other in graph.queries if other.stat == query.stat)
    return next(filter(None, labels), None)


def _axis_label(graph: Graph) -> str | None:
    return None if graph.unit == "count" else graph.unit


def _lines(markdown: str) -> int:
    """The height that a note needs, a grid cell for two lines; addresses of links are not seen."""
    seen = _ADDRESS.sub("]", markdown)
    return ceil(sum(1 + _cells(line) // _CELLS_IN_A_LINE for line in seen.splitlines()) / 2)


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _as_widget(widget: object) -> IWidget:
    # jsii's classes do not say that they implement their interfaces in a way that mypy sees.
    return cast(IWidget, widget)
