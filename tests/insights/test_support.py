"""docs/insights-support.md: every example gives what the page says, and nothing is missing."""

import pytest

from monitoring.docs.insights_examples import (
    Example,
    Rule,
    read_examples,
    run_aggregate,
    run_call,
    run_example,
)
from monitoring.insights import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.aggregates.table import AGGREGATES
from monitoring.insights.commands import COMMANDS, CommandFacts
from monitoring.insights.functions.registry import FUNCTIONS

EXAMPLES = read_examples()
RULES = [rule for rules in EXAMPLES.rules.values() for rule in rules]
QUERIES: list[Example] = [*(each for some in EXAMPLES.commands.values() for each in some), *RULES]
CALLS = [call for calls in EXAMPLES.aggregates.values() for call in calls.items()]


@pytest.mark.parametrize("example", QUERIES, ids=lambda example: example.query)
def test_an_example_gives_what_the_page_says(example: Example) -> None:
    if example.refused:
        with pytest.raises(QueryError) as problem:
            run_example(example, EXAMPLES)
        assert problem.value.message.startswith(example.refused)
        return
    result = run_example(example, EXAMPLES)
    rows = [{name: value for name, value in row.items() if name != "@ptr"} for row in result.rows]
    assert rows == list(example.rows or ())
    warnings = [warning.text for warning in result.warnings]
    assert any(text.startswith(example.warns) for text in warnings) if example.warns else not _own(warnings)


def _own(warnings: list[str]) -> list[str]:
    """Warnings other than those that another example of the page is about."""
    told = {each.warns for each in QUERIES if each.warns}
    return [text for text in warnings if not text.startswith(tuple(told))]


@pytest.mark.parametrize(("call", "given"), EXAMPLES.functions.items())
def test_a_function_gives_what_the_page_says(call: str, given: str) -> None:
    assert run_call(call) == given


@pytest.mark.parametrize(("call", "given"), CALLS)
def test_an_aggregate_gives_what_the_page_says(call: str, given: str) -> None:
    assert run_aggregate(call, EXAMPLES) == given


def test_everything_that_runs_has_an_example() -> None:
    assert EXAMPLES.commands.keys() == {facts.name for facts in COMMANDS if not facts.refused}
    shown = {call.partition("(")[0].lower() for call in EXAMPLES.functions}
    assert shown == {key for key, function in FUNCTIONS.items() if not function.refused}
    running = {aggregate.name for aggregate in AGGREGATES.values() if not aggregate.refused}
    assert EXAMPLES.aggregates.keys() == running


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.mark == "unspecified"], ids=lambda rule: rule.rule
)
def test_what_is_unspecified_warns_or_is_refused(rule: Rule) -> None:
    assert rule.warns or rule.refused


@pytest.mark.parametrize(
    "facts", [facts for facts in COMMANDS if facts.refused], ids=lambda facts: facts.name
)
def test_a_refused_command_is_refused_by_name(facts: CommandFacts) -> None:
    with pytest.raises(UnsupportedQuery, match=f"`{facts.name}`"):
        run_example(Example(query=facts.name), EXAMPLES)


def test_refusals_of_open_rules_are_of_their_own_kind() -> None:
    example = next(rule for rule in RULES if rule.refused.startswith("AWS does not say"))
    with pytest.raises(UnspecifiedQuery):
        run_example(example, EXAMPLES)
