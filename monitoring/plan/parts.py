"""Values inside resources: statistics and math, and what a dashboard is made of."""

from msgspec import Struct


class Part(Struct, frozen=True, rename="camel", kw_only=True, omit_defaults=True):
    """A value inside a resource."""


class MetricStat(Part, frozen=True, kw_only=True):
    """A statistic of a metric."""

    namespace: str
    name: str
    dimensions: dict[str, str]
    statistic: str
    period: int


class MetricQuery(Part, frozen=True, kw_only=True):
    """One line of a metric-math alarm or graph: a statistic or an expression, exactly one returned."""

    id: str
    stat: MetricStat | None = None
    expression: str = ""
    label: str = ""
    returned: bool = False


class Line(Part, frozen=True, kw_only=True):
    """A threshold drawn into a graph."""

    label: str
    value: float
    severity: str


class Graph(Part, frozen=True, kw_only=True):
    """A graph of one or more metrics; ``queries`` holds the returned ones and what they need."""

    title: str
    unit: str
    period: int
    queries: tuple[MetricQuery, ...]
    lines: tuple[Line, ...] = ()


class QueryTable(Part, frozen=True, kw_only=True):
    """A saved query's rows on a dashboard."""

    title: str
    text: str
    log_groups: tuple[str, ...]


class DashboardSection(Part, frozen=True, kw_only=True):
    """A chapter of a dashboard; ``alarms`` are physical names, ``note`` is Markdown."""

    title: str
    note: str = ""
    graphs: tuple[Graph, ...] = ()
    alarms: tuple[str, ...] = ()
    tables: tuple[QueryTable, ...] = ()
