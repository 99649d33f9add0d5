"""What one request tells: its log lines, and at its end its metrics, each once."""

from typing import Final, Literal, NamedTuple

from service.subgoals.clock import Budget, Clock, timestamp
from service.subgoals.cost import Tokens, estimate_cost
from service.subgoals.errors import CLIENT_CODES, ServiceError
from service.subgoals.lines import AnyLine, ErrorMetadata, Failure, KnownLine, Start, StepLine
from service.subgoals.output import Output
from service.subgoals.settings import Settings


class Sink(NamedTuple):
    """Where the lines of a function go and what marks them."""

    output: Output
    clock: Clock
    settings: Settings


class Spent:
    """What a request has used up so far: milliseconds, calls, steps of the database and tokens."""

    def __init__(self) -> None:
        self.model = 0.0
        self.database = 0.0
        self.steps = 0
        self.calls = 0
        self.failed_calls = 0
        self.tokens = Tokens()


_COUNT: Final = "Count"
_TIME: Final = "Milliseconds"


def _used(spent: Spent) -> dict[str, tuple[str, float]]:
    """The metrics of what a request has used; zeros for the rest would dilute averages and percentiles."""
    values: dict[str, tuple[str, float]] = {}
    if spent.calls:
        values |= {
            "ModelCalls": (_COUNT, float(spent.calls)),
            "ModelErrors": (_COUNT, float(spent.failed_calls)),
            "ModelDuration": (_TIME, spent.model),
        }
    if spent.steps:
        values["DatabaseDuration"] = (_TIME, spent.database)
    return values


class Telemetry:
    """One request's; ``user`` and ``goal`` are filled in when they are known."""

    def __init__(self, sink: Sink, request: str, budget: Budget) -> None:
        self._sink = sink
        self._request = request
        self._budget = budget
        self.user: str | None = None
        self.goal: str | None = None
        self.accepted = False
        self.spent = Spent()

    def write(self, line: AnyLine) -> None:
        """Writes a line."""
        self._sink.output.write(line)

    def known(self) -> KnownLine:
        """The fields of a line whose caller is known."""
        return {"timestamp": self._now(), "requestId": self._request, "userId": self.user or "unknown"}

    def step(self, duration: float) -> StepLine:
        """The fields of a line about a step that took some milliseconds."""
        return {**self.known(), "duration": duration}

    def cost(self) -> float:
        """What the model has cost so far, in US dollars."""
        return estimate_cost(self.spent.tokens, self._sink.settings.prices)

    def remaining(self) -> float:
        """Seconds that the request has left."""
        return self._budget.remaining()

    def accept(self) -> None:
        """The first line: nothing speaks against the request."""
        self.accepted = True
        line: Start = {
            "timestamp": self._now(),
            "requestId": self._request,
            "userId": self.user or "unknown",
            "level": "INFO",
            "action": "subgoal_generation_start",
        }
        if self.goal:
            line["metadata"] = {"goalId": self.goal}
        self.write(line)

    def authorize(self, goal: str) -> None:
        """The goal belongs to the caller."""
        action: Literal["authorization_check_success"] = "authorization_check_success"
        self.write({**self.known(), "level": "INFO", "action": action, "metadata": {"goalId": goal}})

    def succeed(self, goal: str, count: int) -> None:
        """The last line and the metrics of a request that succeeded."""
        duration = self._budget.elapsed()
        self.write(
            {
                **self.step(duration),
                "level": "INFO",
                "action": "subgoal_generation_success",
                "metadata": {
                    "goalId": goal,
                    "subGoalCount": count,
                    "tokensUsed": self.spent.tokens.total,
                    "estimatedCost": self.cost(),
                },
            }
        )
        self._count(duration, None)

    def fail(self, error: ServiceError, stack: str) -> None:
        """The last line and the metrics of a request that failed."""
        duration = self._budget.elapsed()
        metadata: ErrorMetadata = {"tokensUsed": self.spent.tokens.total, "estimatedCost": self.cost()}
        if self.goal:
            metadata["goalId"] = self.goal
        line: Failure = {
            "timestamp": self._now(),
            "requestId": self._request,
            "level": "ERROR",
            "action": "subgoal_generation_error",
            "duration": duration,
            "metadata": metadata,
            "error": {
                "code": error.code,
                "message": error.reason,
                "retryable": error.retryable,
                "stack": stack,
            },
        }
        if self.user:
            line["userId"] = self.user
        self.write(line)
        self._count(duration, error)

    def _count(self, duration: float, error: ServiceError | None) -> None:
        """The metrics of a request: successes and failures both, so that rates exist (T2)."""
        spent = self.spent
        client = error is not None and error.code in CLIENT_CODES
        failed = error is not None and not client
        values = {
            "Requests": (_COUNT, float(self.accepted or failed)),
            "Successes": (_COUNT, float(error is None)),
            "Failures": (_COUNT, float(failed)),
            "ClientErrors": (_COUNT, float(client)),
            "Duration": (_TIME, duration),
            "TokensUsed": (_COUNT, float(spent.tokens.total)),
            "EstimatedCost": ("None", self.cost()),
        }
        self._emit({}, values | _used(spent))
        if error is not None and failed:
            self._emit({"ErrorCode": error.code}, {"Failures": (_COUNT, 1.0)})

    def _emit(self, more: dict[str, str], values: dict[str, tuple[str, float]]) -> None:
        """Writes metrics with the dimensions that all of them have, and some more."""
        settings = self._sink.settings
        dimensions = {"Service": settings.service, "Environment": settings.environment, **more}
        properties = {"timestamp": self._now(), "requestId": self._request}
        if self.user:
            properties["userId"] = self.user
        self._sink.output.write_metrics(dimensions, properties, values)

    def _now(self) -> str:
        """The time of a line."""
        return timestamp(self._sink.clock.now())
