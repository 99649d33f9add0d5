"""The work of one request: accept it, see whose goal it is, ask the model, save, and write the answer."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from service.subgoals.asking import Asker
from service.subgoals.clock import Clock, timestamp
from service.subgoals.errors import Detail, OutcomeUnknown, ServiceError
from service.subgoals.goal import Goal, PastDeadline, read_goal
from service.subgoals.goals import Save, Saved, SavedSubGoal, describe, new_id
from service.subgoals.injection import find_injection
from service.subgoals.keys import Claim, Hold, Standing, new_claim
from service.subgoals.quality import COUNT, SubGoal
from service.subgoals.request import Event, caller, idempotency_key, read_body
from service.subgoals.response import write
from service.subgoals.settings import Settings
from service.subgoals.store import Store
from service.subgoals.telemetry import Telemetry

_FIRST_WAIT: Final = 0.1
_LONGEST_WAIT: Final = 2.0


class Generation:
    """One request; nothing is kept between two."""

    def __init__(
        self, settings: Settings, clock: Clock, asker: Asker, store: Store, telemetry: Telemetry
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._asker = asker
        self._store = store
        self._telemetry = telemetry

    def run(self, event: Event) -> str:
        """The body of the answer; ServiceError when the request fails."""
        user = self._telemetry.user = caller(event)
        key = idempotency_key(event)
        try:
            goal = self._accept(event)
        except PastDeadline as late:
            return self._first_answer(user, key, late)
        if key is None:
            if goal.id:
                self._authorize(user, goal.id, self._store.owner(goal.id))
            return self._generate(user, goal, None)
        return self._once(user, goal, self._claim(user, key, goal))

    def _accept(self, event: Event) -> Goal:
        """The goal that was sent, when nothing speaks against it."""
        fields = read_body(event, self._settings.sizes.body)
        goal = read_goal(fields, self._settings.sizes, self._clock.now())
        rule = find_injection(str(fields[name]) for name in goal.texts() if name in fields)
        if rule:
            details: tuple[Detail, ...] = ({"field": "body", "message": "使用できない表現が含まれています"},)
            raise ServiceError("VALIDATION_ERROR", f"不正な入力を検出しました ({rule})", details=details)
        self._telemetry.goal = goal.id
        self._telemetry.accept()
        return goal

    def _claim(self, user: str, key: str, goal: Goal) -> Claim:
        """A claim of the key for this request."""
        return new_claim(user, key, goal, self._settings.idempotency_hours, self._settings.deadline)

    def _first_answer(self, user: str, key: str | None, late: PastDeadline) -> str:
        """What the same request was answered while its deadline lay in the future; else it is refused."""
        if key is None:
            raise late
        claim = self._claim(user, key, late.goal)
        standing = self._settled(lambda: self._store.look(claim))
        if standing.hold is not Hold.ANSWERED or standing.answer is None:
            raise late
        self._telemetry.goal = late.goal.id
        self._telemetry.accept()
        return self._again(standing.answer)

    def _settled(self, ask: Callable[[], Standing]) -> Standing:
        """How a key stands once nobody else is at work on it."""
        standing = ask()
        wait = _FIRST_WAIT
        while standing.hold is Hold.ELSEWHERE:
            self._wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
            standing = ask()
        return standing

    def _once(self, user: str, goal: Goal, claim: Claim) -> str:
        """The first answer for the key: an earlier one's, another's that is on its way, or a new one."""
        standing = self._settled(lambda: self._store.take(claim))
        if standing.hold is Hold.OTHER_REQUEST:
            details: tuple[Detail, ...] = (
                {"field": "Idempotency-Key", "message": "別の内容のリクエストで使われています"},
            )
            raise ServiceError("VALIDATION_ERROR", "Idempotency-Keyが別のリクエストのもの", details=details)
        if standing.answer is not None:
            return self._again(standing.answer)
        if goal.id:
            self._authorize(user, goal.id, standing.owner)
        return self._claimed(user, goal, claim)

    def _wait(self, seconds: float) -> None:
        """Waits for the request that holds the key, unless the time is up."""
        if self._telemetry.remaining() < self._settings.saving + seconds:
            raise ServiceError(
                "AI_SERVICE_ERROR", "同じIdempotency-Keyのリクエストが処理中です", retryable=True
            )
        self._clock.sleep(seconds)

    def _again(self, answer: str) -> str:
        """The first answer once more; it costs nothing."""
        self._telemetry.succeed(json.loads(answer)["data"]["goalId"], COUNT)
        return answer

    def _claimed(self, user: str, goal: Goal, claim: Claim) -> str:
        """A new answer under a key, which is given back when there is none.

        It stays claimed while nobody knows whether there is one: who comes again gets the answer, if it was
        saved, and otherwise has to wait until the claim ends by itself.
        """
        try:
            return self._generate(user, goal, claim)
        except OutcomeUnknown:
            raise
        except BaseException as problem:
            database = isinstance(problem, ServiceError) and problem.code == "DATABASE_ERROR"
            with suppress(ServiceError):
                self._store.give_back(claim, quietly=database)
            raise

    def _authorize(self, user: str, goal_id: str, owner: str | None) -> None:
        """Lets only the owner of a goal go on."""
        if owner is None:
            raise ServiceError("NOT_FOUND_ERROR", "目標がありません")
        if owner != user:
            raise ServiceError("FORBIDDEN_ERROR", "目標の所有者ではありません")
        self._telemetry.authorize(goal_id)

    def _generate(self, user: str, goal: Goal, claim: Claim | None) -> str:
        """A new answer: the model first, and only then the transaction."""
        found = self._asker.ask(goal, self._telemetry)
        work = self._work(user, goal, found, claim)
        self._telemetry.goal = work.goal_id
        saved = self._store.save(work)
        if saved is Saved.GOAL_GONE:
            raise ServiceError("NOT_FOUND_ERROR", "目標が処理中に削除されました")
        if saved is Saved.CLAIM_LOST:
            raise ServiceError("AI_SERVICE_ERROR", "Idempotency-Keyが別の処理に引き継がれました")
        self._telemetry.succeed(work.goal_id, len(found))
        return work.answer

    def _work(self, user: str, goal: Goal, found: tuple[SubGoal, ...], claim: Claim | None) -> Save:
        """What is to be saved, the answer included."""
        moment = self._clock.now()
        written = timestamp(moment)
        goal_id = goal.id or new_id()
        saved = tuple(SavedSubGoal(new_id(), sub_goal) for sub_goal in found)
        answer = write(
            {
                "success": True,
                "data": {"goalId": goal_id, "subGoals": [describe(one, written) for one in saved]},
                "metadata": {
                    "generatedAt": written,
                    "tokensUsed": self._telemetry.spent.tokens.total,
                    "estimatedCost": self._telemetry.cost(),
                },
            }
        )
        return Save(goal_id, user, goal, saved, moment, claim, answer)
