"""The chapter `dashboards`: sections of graphs, alarm states and query results."""

from typing import Annotated

from msgspec import Meta

from monitoring.spec.base import Entry, Model, Text


class Graph(Model, frozen=True, kw_only=True):
    """Several metrics in one graph."""

    title: Annotated[Text, Meta(description="above the graph")]
    metrics: Annotated[tuple[str, ...], Meta(description="drawn together")]


class Section(Entry, frozen=True, kw_only=True):
    """A chapter of a dashboard."""

    note: Annotated[Text, Meta(description="text above the graphs")] = ""
    graphs: Annotated[
        tuple[str | Graph, ...], Meta(description="metrics, each alone or several in one graph")
    ] = ()
    alarms: Annotated[
        tuple[str, ...], Meta(description="alarms whose thresholds are drawn into the graphs")
    ] = ()
    queries: Annotated[tuple[str, ...], Meta(description="saved queries shown as tables")] = ()
    runbooks: Annotated[tuple[str, ...], Meta(description="linked beside the graphs")] = ()
