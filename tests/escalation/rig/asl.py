"""Mistakes in a state machine's document that CreateStateMachine refuses or that end an execution later."""

from collections.abc import Iterator
from typing import Any

_COMMON = {"Type", "Comment", "QueryLanguage"}
_FIELDS = {
    "Task": {
        "Resource", "Parameters", "ResultSelector", "ResultPath", "InputPath", "OutputPath", "TimeoutSeconds",
        "HeartbeatSeconds", "Retry", "Catch", "Next", "End",
    },
    "Choice": {"Choices", "Default", "InputPath", "OutputPath"},
    "Wait": {
        "Seconds", "SecondsPath", "Timestamp", "TimestampPath", "InputPath", "OutputPath", "Next", "End",
    },
    "Succeed": {"InputPath", "OutputPath"},
    "Fail": {"Error", "Cause", "ErrorPath", "CausePath"},
}  # fmt: skip
_TOP = {"Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"}
_LONGEST_DELAY = 31_622_400
_LONGEST_NAME = 80


def mistakes(document: dict[str, Any]) -> list[str]:
    """Every mistake, one sentence each."""
    states = document["States"]
    found = [f"unknown field {name}" for name in set(document) - _TOP]
    if document["StartAt"] not in states:
        found.append(f"StartAt names no state: {document['StartAt']}")
    for name, state in states.items():
        found += [f"{name}: {mistake}" for mistake in _state(state, states)]
        found += [f"{name}: longer than {_LONGEST_NAME}"] if len(name) > _LONGEST_NAME else []
    unreached = set(states) - _reached(document["StartAt"], states)
    return found + [f"{name}: nothing leads here" for name in sorted(unreached)]


def _state(state: dict[str, Any], states: dict[str, Any]) -> Iterator[str]:
    kind = state["Type"]
    yield from (f"unknown field {name}" for name in sorted(set(state) - _COMMON - _FIELDS[kind]))
    yield from (f"leads to {name}, which is none" for name in _following(state) if name not in states)
    if kind in ("Task", "Wait") and ("Next" in state) == ("End" in state):
        yield "has neither Next nor End, or both"
    if kind == "Wait" and len(set(state) & {"Seconds", "SecondsPath", "Timestamp", "TimestampPath"}) != 1:
        yield "waits for one thing exactly"
    if kind == "Choice" and not state["Choices"]:
        yield "has no choices"
    if kind == "Task":
        yield from _task(state)


def _task(state: dict[str, Any]) -> Iterator[str]:
    if not 1 <= state.get("TimeoutSeconds", 0) <= 99_999_999:
        yield "would wait for ever"
    for retrier in state.get("Retry", ()):
        yield from _errors(retrier, state["Retry"])
        if retrier["IntervalSeconds"] < 1 or retrier["MaxAttempts"] < 0 or retrier["BackoffRate"] < 1:
            yield "a retry that cannot be"
        if not retrier["IntervalSeconds"] < retrier["MaxDelaySeconds"] < _LONGEST_DELAY:
            yield "MaxDelaySeconds is not above IntervalSeconds"
        if retrier["JitterStrategy"] not in ("FULL", "NONE"):
            yield "an unknown jitter"
    for catcher in state.get("Catch", ()):
        yield from _errors(catcher, state["Catch"])


def _errors(one: dict[str, Any], all_of_them: list[dict[str, Any]]) -> Iterator[str]:
    names = one["ErrorEquals"]
    if not names:
        yield "an empty ErrorEquals"
    if "States.ALL" in names and (names != ["States.ALL"] or one is not all_of_them[-1]):
        yield "States.ALL stands alone and last"


def _following(state: dict[str, Any]) -> list[str]:
    """Every state that one may lead to."""
    rules = [*state.get("Choices", ()), *state.get("Catch", ())]
    return [
        *(state[name] for name in ("Next", "Default") if name in state),
        *(rule["Next"] for rule in rules),
    ]


def _reached(start: str, states: dict[str, Any]) -> set[str]:
    found, todo = set[str](), [start]
    while todo:
        name = todo.pop()
        if name in states and name not in found:
            found.add(name)
            todo += _following(states[name])
    return found
