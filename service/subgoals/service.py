"""Requests from event to answer, whatever happens in between."""

from typing import Final, NamedTuple

from service.subgoals.asking import Asker
from service.subgoals.bedrock import Model
from service.subgoals.clock import Budget, Clock
from service.subgoals.database import Database
from service.subgoals.errors import ServiceError, stack_of, unexpected
from service.subgoals.generation import Generation
from service.subgoals.output import Output
from service.subgoals.request import Event, header, request_id
from service.subgoals.response import Response, answer, cors_headers, failure, preflight
from service.subgoals.settings import Settings
from service.subgoals.store import Store
from service.subgoals.telemetry import Sink, Telemetry

# Seconds before Lambda ends the function, should that come before the service's own deadline.
_BEFORE_THE_END: Final = 0.5


class Parts(NamedTuple):
    """What a service is made of; tests hand in their own clock and model."""

    settings: Settings
    clock: Clock
    model: Model
    database: Database


class Service:
    """Answers requests, one at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._asker = Asker(parts.model, parts.clock, parts.settings)
        self._sink = Sink(Output(parts.settings.service), parts.clock, parts.settings)

    def respond(self, event: Event, context: object) -> Response:
        """The answer to a request of API Gateway's."""
        settings = self._parts.settings
        cors = cors_headers(header(event, "origin"), settings.origins)
        if event.get("httpMethod") == "OPTIONS":
            return preflight(cors)
        budget = Budget(self._parts.clock, _seconds(settings.deadline, context))
        telemetry = Telemetry(self._sink, request_id(event, context), budget)
        try:
            return answer(200, self._generation(budget, telemetry).run(event), cors)
        except Exception as problem:
            error = problem if isinstance(problem, ServiceError) else unexpected(problem)
            telemetry.fail(error, stack_of(problem))
            return failure(error, cors)

    def _generation(self, budget: Budget, telemetry: Telemetry) -> Generation:
        """The work of one request."""
        parts = self._parts
        store = Store(parts.database, parts.clock, budget, telemetry)
        return Generation(parts.settings, parts.clock, self._asker, store, telemetry)


def _seconds(deadline: float, context: object) -> float:
    """The time a request has: the service's own deadline, or less when the function has less left."""
    left = getattr(context, "get_remaining_time_in_millis", None)
    return min(deadline, left() / 1000 - _BEFORE_THE_END) if callable(left) else deadline
