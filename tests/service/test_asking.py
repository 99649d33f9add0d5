"""Asking the model by a clock that the test turns: tries, pauses, and never beyond the budget."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest

from service.subgoals.asking import Asker
from service.subgoals.bedrock import TIMED_OUT, ModelAnswer, ModelFailure, Reason
from service.subgoals.clock import Budget
from service.subgoals.cost import Tokens
from service.subgoals.errors import ServiceError
from service.subgoals.goal import Goal
from service.subgoals.output import Output
from service.subgoals.quality import SubGoal
from service.subgoals.settings import read_settings
from service.subgoals.telemetry import Sink, Telemetry

ENV = {
    **dict.fromkeys(("SERVICE_NAME", "ENVIRONMENT", "AWS_REGION", "MODEL_ID", "MODEL_PRICE_DATE"), "x"),
    **dict.fromkeys(("DATABASE_HOST", "DATABASE_NAME", "DATABASE_USER"), "x"),
    **dict.fromkeys(("MODEL_PRICE_INPUT_USD_PER_1000", "MODEL_PRICE_OUTPUT_USD_PER_1000"), "1"),
    **{f"SIZE_{name}": "100" for name in ("TITLE", "DESCRIPTION", "BACKGROUND", "CONSTRAINTS", "BODY_BYTES")},
    "FUNCTION_DEADLINE_MS": "58000",
}
SETTINGS = read_settings(ENV)
GOAL = Goal(None, "題", "説明", datetime(2027, 1, 1, tzinfo=UTC), "背景", "")
BUSY = Reason("モデルの呼び出しが制限されました", True)
REFUSED = Reason("モデルの呼び出しが拒否されました", False)


class Turned:
    """A clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 12, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Scripted:
    """A model that answers as it is told, each time after some seconds."""

    def __init__(self, clock: Turned) -> None:
        self.clock = clock
        self.script: list[tuple[float, object]] = []
        self.given: list[float] = []

    def then(self, answer: object, after: float = 1.0, times: int = 1) -> Self:
        self.script += [(after, answer)] * times
        return self

    def converse(self, request: dict[str, Any], seconds: float) -> ModelAnswer:
        assert request["modelId"] == "x"
        self.given.append(seconds)
        after, answer = self.script.pop(0)
        self.clock.sleep(min(after, seconds))
        if after > seconds:
            raise ModelFailure(TIMED_OUT)
        if isinstance(answer, Reason):
            raise ModelFailure(answer)
        return ModelAnswer(answer, Tokens(800, 1000))


class Ask:
    """A question, and what it has used up."""

    def __init__(self) -> None:
        self.clock = Turned()
        self.model = Scripted(self.clock)
        budget = Budget(self.clock, SETTINGS.deadline)
        self.telemetry = Telemetry(Sink(Output("asking"), self.clock, SETTINGS), "r", budget)

    def run(self) -> tuple[SubGoal, ...]:
        return Asker(self.model, self.clock, SETTINGS).ask(GOAL, self.telemetry)

    def ends_in(self) -> ServiceError:
        with pytest.raises(ServiceError) as caught:
            self.run()
        return caught.value


@pytest.fixture
def ask() -> Ask:
    return Ask()


def answer(count: int = 8, title: Callable[[int], str] = "題{}".format) -> dict[str, Any]:
    items = [
        {"title": title(number), "description": "あ" * 60, "background": "背", "position": number}
        for number in range(count)
    ]
    return {"subGoals": items}


@pytest.mark.parametrize(("left", "calls"), [(2.01, 1), (1.99, 0), (0.0, 0), (-3.0, 0)])
def test_no_call_is_paid_for_that_has_no_time(ask: Ask, left: float, calls: int) -> None:
    """Reading, or waiting for somebody else's key, has taken all but ``left``."""
    ask.clock.sleep(SETTINGS.deadline - SETTINGS.saving - left)
    ask.model.then(answer(), after=60)
    error = ask.ends_in()
    assert (error.code, error.retryable, len(ask.model.given)) == ("AI_SERVICE_ERROR", True, calls)
    assert ask.telemetry.spent.calls == calls


def test_a_good_answer_is_asked_for_once(ask: Ask) -> None:
    ask.model.then(answer())
    assert len(ask.run()) == 8
    assert ask.model.given == [55.5]


def test_a_passing_failure_is_tried_again_a_little_later(ask: Ask) -> None:
    ask.model.then(BUSY, after=0, times=2).then(answer(), after=0)
    assert ask.run()
    assert (ask.telemetry.spent.calls, ask.telemetry.spent.failed_calls) == (3, 2)
    assert 0.6 <= ask.clock.seconds <= 1.2


def test_the_third_failure_ends_the_request_as_its_cause_says(ask: Ask) -> None:
    ask.model.then(BUSY, times=3)
    error = ask.ends_in()
    assert (error.code, error.retryable) == ("AI_SERVICE_ERROR", True)


def test_a_refused_call_is_not_repeated(ask: Ask) -> None:
    ask.model.then(REFUSED)
    error = ask.ends_in()
    assert (error.code, error.retryable, len(ask.model.given)) == ("AI_SERVICE_ERROR", False, 1)


def test_a_hanging_model_ends_above_55_and_before_58_seconds(ask: Ask) -> None:
    ask.model.then(answer(), after=1000)
    error = ask.ends_in()
    assert (error.code, error.retryable) == ("AI_SERVICE_ERROR", True)
    assert 55 < ask.clock.seconds < 58


def test_a_retry_gets_what_is_left(ask: Ask) -> None:
    ask.model.then(BUSY, after=30).then(answer(), after=20)
    assert ask.run()
    assert 24 < ask.model.given[1] < 25.5


def test_without_time_for_another_call_the_failure_is_the_end(ask: Ask) -> None:
    ask.model.then(BUSY, after=54)
    assert ask.ends_in().code == "AI_SERVICE_ERROR"
    assert len(ask.model.given) == 1


def test_a_poor_answer_is_asked_for_again_once(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    ask.model.then(answer(7)).then(answer())
    assert ask.run()
    warnings = [
        line for line in map(json.loads, capsys.readouterr().out.splitlines()) if line["level"] == "WARN"
    ]
    assert [line["action"] for line in warnings] == ["quality_validation_warning"]


def test_two_poor_answers_end_the_request_and_both_are_paid(ask: Ask) -> None:
    ask.model.then(answer(7), times=2)
    error = ask.ends_in()
    assert (error.code, error.retryable) == ("QUALITY_ERROR", True)
    assert ask.telemetry.spent.tokens.total == 3600


def test_a_poor_answer_is_the_end_when_no_time_is_left(ask: Ask) -> None:
    ask.model.then(answer(7), after=54)
    assert ask.ends_in().code == "QUALITY_ERROR"
    assert len(ask.model.given) == 1


def test_equal_titles_are_a_warning_and_no_second_call(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    ask.model.then(answer(title=lambda _: "同じ"))
    assert ask.run()
    assert "quality_validation_warning" in capsys.readouterr().out
