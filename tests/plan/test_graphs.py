"""Graphs: lines that mean what the graph shows, ids that do not meet."""

from typing import Any

from monitoring.plan.build import plan
from monitoring.plan.parts import (
    Graph,
)
from monitoring.plan.resources import (
    Dashboard,
)
from tests.support.specs import spec


def drawn(graph: object, alarms: list[str], changes: dict[str, Any] | None = None) -> Graph:
    board = {"dashboards": {"main": [{"title": "Main", "graphs": [graph], "alarms": alarms}]}}
    planned = plan(spec({**(changes or {}), **board}))
    return next(
        r.sections[0].graphs[0] for r in planned.resources if isinstance(r, Dashboard) and r.entry == "main"
    )


def test_a_count_is_drawn_at_the_period_at_which_it_is_judged() -> None:
    graph = drawn("database-errors", ["database-errors"])
    assert (graph.period, [line.value for line in graph.lines]) == (10800, [5])


def test_a_count_judged_over_two_windows_has_the_line_of_the_shorter_only() -> None:
    both = [{"at-least": 3, "over": "30 m"}, {"at-least": 4, "over": "2 h"}]
    graph = drawn(
        "failures",
        ["failed"],
        {"alarms": {"failed": {"watch": "failures", "critical": both, "route": "application"}}},
    )
    assert (graph.period, [line.value for line in graph.lines]) == (1800, [3])


def test_a_percentile_keeps_the_lines_of_all_windows() -> None:
    graph = drawn("function-duration-p95", ["duration"])
    assert (graph.period, [line.value for line in graph.lines]) == (300, [45000, 55000])


def test_a_share_of_one_is_drawn_in_percent_with_its_line() -> None:
    graph = drawn("server-errors", ["server-errors"])
    assert graph.unit == "%"
    assert [query.expression for query in graph.queries if query.returned] == ["100 * share0"]
    assert [(line.value, line.label) for line in graph.lines] == [(5, "critical: at least 5 %")]


def test_twins_with_one_threshold_share_a_line() -> None:
    rates = {"title": "Rates", "metrics": ["function-error-rate", "failure-rate"]}
    graph = drawn(rates, ["error-rate"])
    assert [line.value for line in graph.lines] == [5, 10]


def test_math_in_math_keeps_its_ids_in_a_graph() -> None:
    half = {"math": "rate / 2", "with": {"rate": "failure-rate"}, "unit": "%", "title": "Half"}
    graph = drawn({"title": "Two", "metrics": ["half", "failure-rate"]}, [], {"metrics": {"half": half}})
    ids = [query.id for query in graph.queries]
    assert len(ids) == len(set(ids))
    expressions = {query.id: query.expression for query in graph.queries if query.expression}
    assert expressions == {
        "rate_0": "100 * rate_failures_0 / rate_requests_0",
        "line0": "rate_0 / 2",
        "line1": "100 * failures_1 / requests_1",
    }
