"""Rules of composite alarms against cases: a rule, the states, and the answer or the error with its place."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.composite import composite_state
from monitoring.evaluator.rule import (
    AtLeast,
    Chain,
    Child,
    Constant,
    Node,
    Not,
    RuleError,
    UnspecifiedRule,
    format_rule,
)
from monitoring.evaluator.rule_parser import parse_rule
from monitoring.evaluator.state import State

FOLDER = Path(__file__).with_name("cases") / "composite"
FILES = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.yaml")}
KINDS = ("is", "error", "unspecified")
CASES = [(name, data["states"], case) for name, data in sorted(FILES.items()) for case in data["cases"]]


def answer(rule: str, states: dict[str, str]) -> dict[str, Any]:
    """What a rule gives, in the words of a case; ``at`` is the text from the mistake on."""
    try:
        return {"is": composite_state(rule, states)}
    except RuleError as problem:
        kind = "unspecified" if isinstance(problem, UnspecifiedRule) else "error"
        return {kind: problem.message, "at": rule[problem.offset :], "ends": problem.offset + problem.length}


@pytest.mark.parametrize(
    ("file", "states", "case"), CASES, ids=[f"{name} {case['rule']}" for name, _, case in CASES]
)
def test_a_rule_gives_what_its_case_says(file: str, states: dict[str, str], case: dict[str, Any]) -> None:
    got = answer(case["rule"], states)
    if "at" in case:
        found = got["at"]
        assert found.startswith(case["at"]) if case["at"] else not found
    assert [got.get(key) for key in KINDS] == [case.get(key) for key in KINDS]


def test_an_error_at_the_end_stands_behind_the_rule() -> None:
    with pytest.raises(RuleError) as problem:
        parse_rule("ALARM(a) AND ")
    assert problem.value.offset == len("ALARM(a) AND ")


def test_a_rule_has_at_most_500_elements() -> None:
    rule = " OR ".join(["TRUE"] * 500)
    assert composite_state(rule, {})
    with pytest.raises(RuleError, match="more than 500 elements") as problem:
        composite_state(f"{rule} OR FALSE", {})
    assert problem.value.offset == len(rule) + len(" OR ")


def test_a_state_that_does_not_exist_is_named() -> None:
    with pytest.raises(RuleError, match="'a' is in the state 'PENDING', and there are only OK, ALARM"):
        composite_state("ALARM(a)", {"a": "PENDING"})


def test_a_name_in_two_arns_is_not_guessed() -> None:
    states = {f"arn:aws:cloudwatch:{region}:1:alarm:a": "OK" for region in ("us-east-1", "us-east-2")}
    with pytest.raises(RuleError, match="no such alarm"):
        composite_state("ALARM(a)", states)


def test_a_hundred_children_are_allowed_and_no_more() -> None:
    names = [f"a{number}" for number in range(101)]
    states = dict.fromkeys(names, "OK")
    assert composite_state(" AND ".join(f"OK({name})" for name in names[:100] * 2), states)
    with pytest.raises(RuleError, match="names more than 100 alarms") as problem:
        composite_state(" AND ".join(f"OK({name})" for name in names), states)
    assert problem.value.offset == len(" AND ".join(f"OK({name})" for name in names)) - len("a100)")


def test_a_rule_has_at_most_10240_characters() -> None:
    assert composite_state("TRUE" + " " * 10_236, {})
    with pytest.raises(RuleError, match="has 10241 characters, AWS takes 10240") as problem:
        composite_state("TRUE" + " " * 10_237, {})
    assert (problem.value.offset, problem.value.length) == (10_240, 1)


@pytest.mark.parametrize("text", ["(" * 10_000, "NOT (" * 2_000, "(" * 5_000 + "TRUE" + ")" * 5_000])
def test_deep_nesting_is_a_named_error(text: str) -> None:
    with pytest.raises(RuleError, match="nested more than 100 deep"):
        composite_state(text, {})


def test_a_hundred_brackets_and_two_thousand_nots_are_read() -> None:
    assert composite_state("(" * 100 + "TRUE" + ")" * 100, {})
    assert not composite_state("NOT " * 2_001 + "TRUE", {})


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\\"), min_size=1, max_size=8)
CONDITIONS = st.one_of(
    st.builds(Constant, st.booleans()),
    st.builds(Child, NAMES, st.sampled_from(State)),
    st.lists(NAMES, min_size=1, max_size=4, unique=True).flatmap(
        lambda names: st.builds(
            AtLeast,
            st.integers(1, len(names)),
            st.booleans(),
            st.booleans(),
            st.sampled_from(State),
            st.just(tuple(names)),
        )
    ),
)


def chains(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """A chain of two to four nodes, or the opposite of a node that is none already."""
    operators = st.lists(st.sampled_from(["AND", "OR"]), min_size=1, max_size=3)
    chain = operators.flatmap(
        lambda words: st.builds(Chain, st.tuples(*[nodes] * (len(words) + 1)), st.just(tuple(words)))
    )
    return st.one_of(chain, st.builds(Not, nodes.filter(lambda node: not isinstance(node, Not))))


TREES: st.SearchStrategy[Node] = st.recursive(CONDITIONS, chains, max_leaves=8)
SIGNS = st.sampled_from(
    [
        *'()," \\%aé1',
        "ALARM(",
        "OK(",
        "AND ",
        " OR ",
        "NOT ",
        "TRUE",
        "AT_LEAST(",
        "1",
        "50%",
        '\\"',
        "a)",
        "b",
    ]
)


@settings(derandomize=True, max_examples=120, deadline=None)
@given(TREES)
def test_a_tree_comes_back_from_its_text(tree: Node) -> None:
    assert parse_rule(format_rule(tree)).tree == tree


@settings(derandomize=True, max_examples=120, deadline=None)
@given(TREES, st.data())
def test_a_rule_with_its_alarms_is_true_or_false_or_needs_brackets(tree: Node, data: st.DataObject) -> None:
    rule = format_rule(tree)
    states = {name: data.draw(st.sampled_from(State)) for name in parse_rule(rule).children}
    got = answer(rule, dict(states))
    assert got.get("is") in (True, False) or "add brackets" in got["unspecified"]


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(SIGNS, max_size=20).map("".join)))
def test_any_text_is_a_rule_or_a_named_error(text: str) -> None:
    got = answer(text, {"a": "ALARM", "b": "OK"})
    assert "is" in got or ((got.get("error") or got.get("unspecified")) and got["ends"] <= len(text) + 1)
