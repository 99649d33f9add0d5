"""Composite alarms over time, and their actions when a suppressor holds them back."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.composite import composite_state
from monitoring.evaluator.composite_machine import composite_changes
from monitoring.evaluator.rule import RuleError
from monitoring.evaluator.state import State
from monitoring.evaluator.suppressor import Action, Periods, StateChange, hold_actions

FOLDER = Path(__file__).with_name("cases") / "suppressor"
CASES = [
    case
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
UNTIL = 20


def changes_in(text: str) -> list[StateChange]:
    """``0 OK, 2 ALARM`` as changes."""
    pairs = [each.split() for each in text.split(",")]
    return [StateChange(int(at), State(state)) for at, state in pairs]


def shown(action: Action) -> str:
    held = f" by {action.suppressed_by}" if action.suppressed_by else ""
    return f"{action.at} {action.state}{held}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_actions_are_performed_or_held_back_as_the_case_says(case: dict[str, Any]) -> None:
    periods = Periods(case.get("wait", 2), case.get("extension", 3))
    actions = hold_actions(changes_in(case["composite"]), changes_in(case["suppressor"]), periods, UNTIL)
    assert ", ".join(map(shown, actions)) == case["actions"]


STATES = st.lists(st.sampled_from(State), min_size=1, max_size=8).map(
    lambda states: [state for at, state in enumerate(states) if at == 0 or states[at - 1] is not state]
)


@st.composite
def histories(draw: st.DrawFn) -> list[StateChange]:
    states = draw(STATES)
    gaps = draw(st.lists(st.integers(1, 4), min_size=len(states), max_size=len(states)))
    return [StateChange(sum(gaps[1 : index + 1]), state) for index, state in enumerate(states)]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(histories(), histories(), st.integers(0, 3), st.integers(0, 3))
def test_nothing_is_performed_while_the_suppressor_is_in_alarm(
    composite: list[StateChange], suppressor: list[StateChange], wait: int, extension: int
) -> None:
    performed = [
        action
        for action in hold_actions(composite, suppressor, Periods(wait, extension), 100)
        if not action.suppressed_by
    ]
    for action in performed:
        before = [change for change in suppressor if change.at < action.at]
        assert not before or before[-1].state is not State.ALARM or suppressed_ends(suppressor, action.at)
        assert [change for change in composite if change.at <= action.at][-1].state is action.state
    turns = composite[1:]
    if turns and suppressor[-1].state is not State.ALARM:
        assert performed[-1].state is turns[-1].state


def suppressed_ends(suppressor: list[StateChange], at: int) -> bool:
    return any(change.at == at and change.state is not State.ALARM for change in suppressor)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(histories())
def test_without_a_suppressor_and_periods_every_change_acts_at_once(composite: list[StateChange]) -> None:
    actions = hold_actions(composite, [], Periods(0, 0), 100)
    assert actions == [Action(at, state) for at, state in composite[1:]]


def test_a_composite_follows_its_children() -> None:
    children = {
        "errors": changes_in("0 OK, 60 ALARM, 300 OK"),
        "deployment": changes_in("0 OK, 120 ALARM, 180 OK"),
    }
    changes = list(composite_changes("ALARM(errors) AND NOT ALARM(deployment)", children, 0))
    assert [(change.at, change.before.value, change.after.value, change.child) for change in changes] == [
        (0, "INSUFFICIENT_DATA", "OK", "errors"),
        (60, "OK", "ALARM", "errors"),
        (120, "ALARM", "OK", "deployment"),
        (180, "OK", "ALARM", "deployment"),
        (300, "ALARM", "OK", "errors"),
    ]
    assert changes[1].reason == "errors transitioned to ALARM at Thursday 01 January, 1970 00:01:00 UTC"
    assert changes[1].data == {
        "triggeringAlarms": [
            {"arn": "errors", "state": {"value": "ALARM", "timestamp": "1970-01-01T00:01:00.000+0000"}}
        ]
    }


def test_a_composite_of_nothing_is_judged_once() -> None:
    (change,) = composite_changes("TRUE", {}, 30)
    assert (change.at, change.after) == (30, State.ALARM)


def test_a_child_without_a_state_at_the_start_is_named() -> None:
    with pytest.raises(RuleError, match="'b', and there is no such alarm"):
        list(composite_changes("ALARM(a) OR ALARM(b)", {"a": changes_in("0 OK"), "b": changes_in("5 OK")}, 0))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(histories(), histories())
def test_at_any_second_the_composite_is_what_its_rule_says(
    first: list[StateChange], second: list[StateChange]
) -> None:
    rule = "ALARM(a) OR (NOT OK(a) AND INSUFFICIENT_DATA(b))"
    changes = list(composite_changes(rule, {"a": first, "b": second}, 0))
    for at in range(40):
        now = {
            name: [c for c in history if c.at <= at][-1].state
            for name, history in (("a", first), ("b", second))
        }
        state = [change for change in changes if change.at <= at][-1].after
        assert (state is State.ALARM) is composite_state(rule, now)
