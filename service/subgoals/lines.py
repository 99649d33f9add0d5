"""The telemetry models: every line that the service writes, as types.

The type checker holds the code to them, `contract` writes `service/log-contract.json` from them, and the
tests validate what is really written against the JSON Schema that is made from them.
"""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from service.subgoals.errors import Code


class Line(TypedDict):
    """What every line has; ISO 8601 in UTC, and API Gateway's id of the request."""

    timestamp: str
    requestId: str


class KnownLine(Line):
    """A line of a request whose caller is known: the `sub` of the token."""

    userId: str


class StepLine(KnownLine):
    """A step that took time: milliseconds."""

    duration: float


class GoalMetadata(TypedDict):
    """Which goal."""

    goalId: str


class SuccessMetadata(TypedDict):
    """What a request made and what it cost, in US dollars."""

    goalId: str
    subGoalCount: int
    tokensUsed: int
    estimatedCost: float


class ErrorMetadata(TypedDict):
    """What a request that failed has cost all the same (T13)."""

    goalId: NotRequired[str]
    tokensUsed: int
    estimatedCost: float


class ModelError(TypedDict):
    """Why a model call failed."""

    code: Literal["BedrockError"]
    message: str
    retryable: bool


class DatabaseError(TypedDict):
    """Why a database step failed."""

    name: Literal["DatabaseError"]
    message: str
    stack: NotRequired[str]
    retryable: bool


class RequestError(TypedDict):
    """Why a request failed."""

    code: Code
    message: str
    retryable: bool
    stack: NotRequired[str]


class Warned(TypedDict):
    """Which rules an answer broke."""

    message: str


class Start(KnownLine):
    """The request is accepted."""

    level: Literal["INFO"]
    action: Literal["subgoal_generation_start"]
    metadata: NotRequired[GoalMetadata]


class Authorized(KnownLine):
    """The goal belongs to the caller."""

    level: Literal["INFO"]
    action: Literal["authorization_check_success"]
    metadata: GoalMetadata


class ModelCalled(StepLine):
    """The model answered."""

    level: Literal["INFO"]
    action: Literal["bedrock_invoke_model"]


class ModelFailed(StepLine):
    """The model did not answer."""

    level: Literal["ERROR"]
    action: Literal["bedrock_invoke_model"]
    error: ModelError


class DatabaseRead(StepLine):
    """A read, or the claim of an idempotency key."""

    level: Literal["INFO"]
    action: Literal["database_read"]


class DatabaseReadFailed(StepLine):
    """A read that failed."""

    level: Literal["ERROR"]
    action: Literal["database_read"]
    error: DatabaseError


class DatabaseSaved(StepLine):
    """A write."""

    level: Literal["INFO"]
    action: Literal["database_save"]


class DatabaseSaveFailed(StepLine):
    """A write that failed."""

    level: Literal["ERROR"]
    action: Literal["database_save"]
    error: DatabaseError


class QualityWarning(KnownLine):
    """The model's answer broke a rule."""

    level: Literal["WARN"]
    action: Literal["quality_validation_warning"]
    error: Warned


class Success(StepLine):
    """The last line of a request that succeeded."""

    level: Literal["INFO"]
    action: Literal["subgoal_generation_success"]
    metadata: SuccessMetadata


class Failure(Line):
    """The last line of a request that failed; the caller may be unknown."""

    userId: NotRequired[str]
    level: Literal["ERROR"]
    action: Literal["subgoal_generation_error"]
    duration: float
    metadata: ErrorMetadata
    error: RequestError


class MetricLine(Line):
    """What both lines of metrics have (`_aws`, which CloudWatch takes for itself, is left out)."""

    userId: NotRequired[str]
    Service: str
    Environment: str


class Metrics(MetricLine):
    """The embedded metrics of a request; those of model and database when it has used them."""

    Requests: float
    Successes: float
    Failures: float
    ClientErrors: float
    ModelCalls: NotRequired[float]
    ModelErrors: NotRequired[float]
    ModelDuration: NotRequired[float]
    DatabaseDuration: NotRequired[float]
    Duration: float
    TokensUsed: float
    EstimatedCost: float


class FailureMetric(MetricLine):
    """The embedded metric of failures by code."""

    ErrorCode: Code
    Failures: float


AnyLine: TypeAlias = (
    Start
    | Authorized
    | ModelCalled
    | ModelFailed
    | DatabaseRead
    | DatabaseReadFailed
    | DatabaseSaved
    | DatabaseSaveFailed
    | QualityWarning
    | Success
    | Failure
)
METRIC_LINES: tuple[type, ...] = (Metrics, FailureMetric)
