"""Asking the model: again after a passing failure, again after a poor answer, and never beyond the budget."""

from random import random
from typing import Any, Final

from service.subgoals.bedrock import Model, ModelAnswer, ModelFailure
from service.subgoals.clock import Clock, milliseconds
from service.subgoals.errors import ServiceError
from service.subgoals.goal import Goal
from service.subgoals.prompt import converse_request
from service.subgoals.quality import Judgement, SubGoal, judge
from service.subgoals.settings import Settings
from service.subgoals.telemetry import Telemetry

# Seconds: with less than this, a model call is not worth its price.
_LEAST: Final = 2.0
_CALLS: Final = 3
_ANSWERS: Final = 2
_FIRST_PAUSE: Final = 0.2
NO_TIME: Final = "モデルを呼び出す時間が残っていません"


class Asker:
    """Gets sub-goals that keep the quality rules, or ends the request."""

    def __init__(self, model: Model, clock: Clock, settings: Settings) -> None:
        self._model = model
        self._clock = clock
        self._settings = settings

    def ask(self, goal: Goal, telemetry: Telemetry) -> tuple[SubGoal, ...]:
        """Eight sub-goals; AI_SERVICE_ERROR when the model fails, QUALITY_ERROR when its answers do."""
        if self._left(telemetry) < _LEAST:
            raise ServiceError("AI_SERVICE_ERROR", NO_TIME)
        broken: tuple[str, ...] = ()
        for number in range(_ANSWERS):
            if number and self._left(telemetry) < _LEAST:
                break
            judgement = self._judged(goal, broken, telemetry)
            if not judgement.broken:
                return judgement.sub_goals
            broken = judgement.broken
        raise ServiceError("QUALITY_ERROR", f"品質の規則に合いません: {'、'.join(broken)}")

    def _judged(self, goal: Goal, broken: tuple[str, ...], telemetry: Telemetry) -> Judgement:
        """The judgement on one answer; what it breaks or should not have is a line of the log."""
        answer = self._answer(converse_request(self._settings.model, goal, broken), telemetry)
        judgement = judge(answer.content)
        found = judgement.broken + judgement.warnings
        if found:
            telemetry.write(
                {
                    **telemetry.known(),
                    "level": "WARN",
                    "action": "quality_validation_warning",
                    "error": {"message": "、".join(found)},
                }
            )
        return judgement

    def _answer(self, request: dict[str, Any], telemetry: Telemetry) -> ModelAnswer:
        """The model's answer; calls again after failures that may pass, a little later each time."""
        for number in range(1, _CALLS + 1):
            try:
                return self._call(request, self._left(telemetry), telemetry)
            except ModelFailure as failure:
                pause = _FIRST_PAUSE * 2**number * (0.5 + random() / 2)
                last = number == _CALLS or not failure.reason.retryable
                if last or self._left(telemetry) < _LEAST + pause:
                    reason = failure.reason
                    raise ServiceError("AI_SERVICE_ERROR", reason.text, retryable=reason.retryable) from None
            self._clock.sleep(pause)
        raise AssertionError  # the last call has returned or raised

    def _left(self, telemetry: Telemetry) -> float:
        """Seconds for the model: what is left of the budget without what saving needs."""
        return telemetry.remaining() - self._settings.saving

    def _call(self, request: dict[str, Any], seconds: float, telemetry: Telemetry) -> ModelAnswer:
        """One call and its line."""
        begin = self._clock.monotonic()
        spent = telemetry.spent
        spent.calls += 1
        try:
            answer = self._model.converse(request, seconds)
        except ModelFailure as failure:
            spent.failed_calls += 1
            self._tell(self._took(begin, telemetry), telemetry, failure)
            raise
        spent.tokens = spent.tokens.plus(answer.tokens)
        self._tell(self._took(begin, telemetry), telemetry, None)
        return answer

    def _took(self, begin: float, telemetry: Telemetry) -> float:
        """Milliseconds since the beginning, added to what the request has spent."""
        duration = milliseconds(self._clock.monotonic() - begin)
        telemetry.spent.model += duration
        return duration

    def _tell(self, duration: float, telemetry: Telemetry, failure: ModelFailure | None) -> None:
        """The line of a model call."""
        step = telemetry.step(duration)
        if failure is None:
            telemetry.write({**step, "level": "INFO", "action": "bedrock_invoke_model"})
            return
        reason = failure.reason
        telemetry.write(
            {
                **step,
                "level": "ERROR",
                "action": "bedrock_invoke_model",
                "error": {"code": "BedrockError", "message": reason.text, "retryable": reason.retryable},
            }
        )
