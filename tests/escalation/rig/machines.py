"""Runs a state machine on a virtual clock: the part of the Amazon States Language that ours uses, JSONPath.

Source: the specification (states-language.net/spec.html) and "Handling errors in Step Functions workflows" in
the AWS Step Functions Developer Guide. What is not known here stops the test, never the execution quietly.
Jitter is left out: a retry waits as long as it may.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.escalation.rig.paths import Missing, fill, pick, put

Handler = Callable[[dict[str, Any]], Any]
"""A service integration: arguments -> result; raises TaskFailed."""

LARGEST = 256 * 1024
"""Bytes of a payload (Step Functions quotas)."""
MOST_EVENTS = 25_000
"""Events of a history (Step Functions quotas)."""


class TaskFailed(Exception):
    """A task reports an error by name."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(error, cause)
        self.error, self.cause = error, cause


class ExecutionFailed(Exception):
    """``States.Runtime``: nothing can catch it."""


class Visit(NamedTuple):
    """A state that was entered, and when (epoch milliseconds)."""

    at: int
    state: str


class Execution:
    """One execution; ``status`` is Step Functions' word."""

    def __init__(self, definition: dict[str, Any], name: str, given: dict[str, Any], now: int) -> None:
        self.definition, self.name = definition, name
        self.data: Any = json.loads(json.dumps(given))
        self.state: str = definition["StartAt"]
        self.wakes, self.began = now, now
        self.status, self.error = "RUNNING", ""
        self.visits: list[Visit] = []
        self.events = 1
        self._tries: dict[int, int] = {}
        self._waited = False

    def step(self, handlers: dict[str, Handler]) -> None:
        """Do what is due at ``wakes``: one state, or one try of it."""
        if self.wakes - self.began > self.definition["TimeoutSeconds"] * 1000:
            self._end("TIMED_OUT", "States.Timeout")
            return
        state = self.definition["States"][self.state]
        if not self._tries and not self._waited:
            self.visits.append(Visit(self.wakes, self.state))
            self._count(1)
        try:
            self._run(state, handlers)
        except (ExecutionFailed, Missing) as problem:
            self._end("FAILED", f"States.Runtime: {problem}")

    def _run(self, state: dict[str, Any], handlers: dict[str, Handler]) -> None:
        match state["Type"]:
            case "Task":
                self._task(state, handlers)
            case "Choice":
                self._choose(state)
            case "Wait":
                self._wait(state)
            case "Succeed":
                self._end("SUCCEEDED", "")
            case "Fail":
                self._end("FAILED", state["Error"])
            case other:
                raise AssertionError(f"this rig knows no state of the type {other}")

    def _task(self, state: dict[str, Any], handlers: dict[str, Handler]) -> None:
        self._count(3)
        try:
            arguments = fill(state["Parameters"], self.data, self._context())
            result = self._sized(handlers[state["Resource"]](arguments))
        except TaskFailed as failure:
            self._fail(state, failure)
            return
        if "ResultSelector" in state:
            result = fill(state["ResultSelector"], result, self._context())
        self._leave(put(self.data, state.get("ResultPath", "$"), result), state["Next"])

    def _fail(self, state: dict[str, Any], failure: TaskFailed) -> None:
        for index, retrier in enumerate(state.get("Retry", ())):
            if _matches(retrier["ErrorEquals"], failure.error):
                tries = self._tries.get(index, 0)
                if tries >= retrier["MaxAttempts"]:
                    break
                self._tries[index] = tries + 1
                delay = retrier["IntervalSeconds"] * retrier["BackoffRate"] ** tries
                self.wakes += round(min(delay, retrier["MaxDelaySeconds"]) * 1000)
                return
        output = {"Error": failure.error, "Cause": failure.cause}
        for catcher in state.get("Catch", ()):
            if _matches(catcher["ErrorEquals"], failure.error):
                self._leave(put(self.data, catcher.get("ResultPath", "$"), output), catcher["Next"])
                return
        self._end("FAILED", failure.error)

    def _choose(self, state: dict[str, Any]) -> None:
        chosen = next((rule["Next"] for rule in state["Choices"] if self._holds(rule)), state.get("Default"))
        if chosen is None:
            self._end("FAILED", "States.NoChoiceMatched")
            return
        self._leave(self.data, chosen)

    def _holds(self, rule: dict[str, Any]) -> bool:
        if "Not" in rule:
            return not self._holds(rule["Not"])
        if "And" in rule:
            return all(map(self._holds, rule["And"]))
        (test,) = set(rule) - {"Variable", "Next"}
        try:
            value = pick(rule["Variable"], self.data, self._context())
        except Missing:
            if test == "IsPresent":
                return not rule[test]
            raise
        answers: dict[str, bool] = {
            "IsPresent": bool(rule[test]),
            "IsNumeric": isinstance(value, int | float) and not isinstance(value, bool),
            "StringEquals": isinstance(value, str) and value == rule[test],
        }
        return answers[test]

    def _wait(self, state: dict[str, Any]) -> None:
        if self._waited:
            self._waited = False
            self._leave(self.data, state["Next"])
            return
        self._waited = True
        if "Seconds" in state:
            self.wakes += state["Seconds"] * 1000
            return
        seconds = pick(state["SecondsPath"], self.data, self._context())
        if not isinstance(seconds, int) or not 0 <= seconds <= 99_999_999:
            raise ExecutionFailed(f"{seconds!r} are no seconds to wait")
        self.wakes += seconds * 1000

    def _leave(self, data: Any, following: str) -> None:
        self.data, self.state = self._sized(data), following
        self._tries = {}
        self._count(1)

    def _sized(self, data: Any) -> Any:
        text = json.dumps(data)
        if len(text.encode()) > LARGEST:
            raise ExecutionFailed("States.DataLimitExceeded")
        return json.loads(text)

    def _count(self, events: int) -> None:
        self.events += events
        if self.events > MOST_EVENTS:
            self._end("FAILED", "the history is full")

    def _end(self, status: str, error: str) -> None:
        if self.status == "RUNNING":
            self.status, self.error = status, error

    def _context(self) -> dict[str, Any]:
        return {"Execution": {"Name": self.name, "Id": f"arn:execution:{self.name}"}}


def _matches(names: list[str], error: str) -> bool:
    """``States.TaskFailed`` is every error but a timeout; ``States.ALL`` is every one that can be caught."""
    return (
        error in names
        or "States.ALL" in names
        or ("States.TaskFailed" in names and error != "States.Timeout")
    )
