"""Dashboards as people see them: what is on them, where, and in which language."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from monitoring.constructs.dashboards import ALARMS_PER_WIDGET, COLOURS, graph_width
from monitoring.plan.parts import (
    Graph,
    MetricQuery,
    QueryTable,
)
from monitoring.plan.resources import (
    Dashboard,
    Plan,
)
from tests.support.templates import ACCOUNT, REGION, Assembly, dashboard_body, resolve

Widget = dict[str, Any]


@pytest.fixture(params=["shipped", "every kind"])
def boards(
    request: pytest.FixtureRequest,
    shipped: dict[str, Plan],
    assembly: Assembly,
    every_kind: Plan,
    every_kind_assembly: Assembly,
) -> list[tuple[Dashboard, list[Widget]]]:
    """Planned dashboards with the widgets that came of them."""
    if request.param == "shipped":
        return [board for plan in shipped.values() for board in drawn(plan, assembly)]
    return list(drawn(every_kind, every_kind_assembly))


def drawn(plan: Plan, assembly: Assembly) -> Iterator[tuple[Dashboard, list[Widget]]]:
    template = assembly.templates[plan.stack_names[0]]
    for resource in plan.resources:
        if isinstance(resource, Dashboard):
            properties = resolve(template["Resources"][resource.logical_id]["Properties"], template)
            yield resource, dashboard_body(properties)["widgets"]


def test_all_alarm_states_stand_on_top(boards: list[tuple[Dashboard, list[Widget]]]) -> None:
    for board, widgets in boards:
        first = widgets[0]
        assert (first["type"], first["x"], first["y"], first["width"]) == ("alarm", 0, 0, 24)
        assert first["properties"]["title"] == board.title
        assert tuple(alarm_name(arn) for arn in first["properties"]["alarms"]) == board.alarms


def test_sections_follow_one_another_with_all_that_was_planned(
    boards: list[tuple[Dashboard, list[Widget]]],
) -> None:
    for board, widgets in boards:
        rest = iter(widgets[1:])
        for section in board.sections:
            text = next(rest)["properties"]["markdown"]
            assert text == f"## {section.title}" + (f"\n\n{section.note}" if section.note else "")
            if section.alarms:
                states = next(rest)["properties"]["alarms"]
                assert tuple(alarm_name(arn) for arn in states) == section.alarms
            for graph in section.graphs:
                assert_graph(graph, next(rest)["properties"])
            for table in section.tables:
                assert_table(table, next(rest)["properties"])
        assert next(rest, None) is None


def assert_graph(graph: Graph, properties: dict[str, Any]) -> None:
    assert (properties["title"], properties["region"]) == (graph.title, "ap-northeast-1")
    axis = properties["yAxis"]["left"]
    assert axis.get("label", "count") == graph.unit
    rows = [Row(row) for row in properties["metrics"]]
    assert [row.label for row in rows if row.visible] == [
        query.label for query in graph.queries if query.returned
    ]
    assert {row.says for row in rows} == {says(query, graph.period) for query in graph.queries}
    lines = [
        (line["value"], line["label"], line["color"])
        for line in properties.get("annotations", {}).get("horizontal", [])
    ]
    assert lines == [(line.value, line.label, COLOURS[line.severity]) for line in graph.lines]


class Row:
    """A line of a graph's metrics: names and values, then options; CDK leaves CloudWatch's defaults out."""

    def __init__(self, row: list[Any]) -> None:
        options = row[-1] if isinstance(row[-1], dict) else {}
        names = [part for part in row if isinstance(part, str)]
        period = options.get("period", 300)
        self.visible = options.get("visible", True)
        self.label = options.get("label")
        if "expression" in options:
            self.says: tuple[object, ...] = (options["expression"], period)
        else:
            self.says = (*names, options.get("stat", "Average"), period)


def says(query: MetricQuery, period: int) -> tuple[object, ...]:
    if query.stat is None:
        return (query.expression, period)
    dimensions = [filled(part) for pair in query.stat.dimensions.items() for part in pair]
    return (query.stat.namespace, query.stat.name, *dimensions, query.stat.statistic, period)


def filled(value: str) -> str:
    """A planned dimension with what CloudFormation fills in."""
    return value.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION)


def assert_table(table: QueryTable, properties: dict[str, Any]) -> None:
    sources = "".join(f"SOURCE '{name}' | " for name in table.log_groups)
    assert properties["title"] == table.title
    assert properties["query"] == sources + table.text
    assert properties["region"] == "ap-northeast-1"


def alarm_name(arn: str) -> str:
    start = f"arn:aws:cloudwatch:ap-northeast-1:{ACCOUNT}:alarm:"
    assert arn.startswith(start)
    return arn.removeprefix(start)


def test_widgets_neither_overlap_nor_leave_the_grid(boards: list[tuple[Dashboard, list[Widget]]]) -> None:
    for _, widgets in boards:
        for widget in widgets:
            assert widget["x"] >= 0
            assert widget["x"] + widget["width"] <= 24
            assert 1 <= widget["height"] <= 1000
        assert not [(one, other) for one, other in combinations(widgets, 2) if overlap(one, other)]


def overlap(one: Widget, other: Widget) -> bool:
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


def test_a_widget_shows_no_more_alarms_than_it_can(boards: list[tuple[Dashboard, list[Widget]]]) -> None:
    for _, widgets in boards:
        assert all(
            len(w["properties"]["alarms"]) <= ALARMS_PER_WIDGET for w in widgets if w["type"] == "alarm"
        )


@pytest.mark.parametrize(("count", "width"), [(1, 24), (2, 12), (3, 8), (4, 12), (5, 8), (7, 8)])
def test_graphs_fill_their_rows(count: int, width: int) -> None:
    assert graph_width(count) == width


def test_the_shipped_dashboard_reads_japanese(shipped: dict[str, Plan], assembly: Assembly) -> None:
    for plan in shipped.values():
        for _, widgets in drawn(plan, assembly):
            titles = [w["properties"].get("title") or w["properties"].get("markdown") for w in widgets]
            assert all(any(ord(letter) > 0x3000 for letter in title) for title in titles if title)
