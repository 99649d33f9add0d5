"""What is deployed, and what thresholds are relative to; one value a line so that one line changes it."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from monitoring.spec.base import Model
from monitoring.spec.quantity import Capacity, Data, Duration, Money, Rate, Threshold


class Parameter(Model, frozen=True, kw_only=True):
    """A value that an SSM parameter holds; resolved at deployment."""

    parameter: Annotated[str, Meta(pattern=r"^/[A-Za-z0-9_./{}-]{1,900}$", examples=["/shop/pager"])]


class FunctionFacts(Model, frozen=True, kw_only=True):
    """The Lambda function."""

    memory: Annotated[Data, Meta(description="memory; CPU grows with it")]
    timeout: Annotated[Duration, Meta(description="Lambda ends the function after this time")]
    deadline: Annotated[Duration, Meta(description="the service's own budget for a request, saving included")]
    reserved_concurrency: Annotated[
        int, Meta(ge=1, le=100_000, description="executions at once: kept for it, and its most")
    ]


class ApiFacts(Model, frozen=True, kw_only=True):
    """The REST API in front of it."""

    integration_timeout: Annotated[Duration, Meta(description="above 29 s it needs a quota request")]
    rate_limit: Annotated[Rate, Meta(description="requests let through in the long run")]
    burst_limit: Annotated[int, Meta(ge=1, le=1_000_000, description="requests let through at once")]
    origins: Annotated[tuple[str | Parameter, ...], Meta(description="web pages that may call it")] = ()
    blocked_above: Annotated[
        Rate | None, Meta(description="requests of one address before WAF blocks it")
    ] = None


class Prices(Model, frozen=True, kw_only=True):
    """What a thousand tokens cost, and when somebody looked."""

    as_of: Annotated[str, Meta(description="the day on which somebody looked, in quotes")]
    input_per_1000_tokens: Annotated[Money, Meta(description="of what the model reads")]
    output_per_1000_tokens: Annotated[Money, Meta(description="of what the model writes")]


class ModelFacts(Model, frozen=True, kw_only=True):
    """The Bedrock model."""

    id: Annotated[str, Meta(description="the model, or its inference profile")]
    regions: Annotated[tuple[str, ...], Meta(description="where it may be called")]
    prices: Prices


class DatabaseFacts(Model, frozen=True, kw_only=True):
    """Aurora PostgreSQL Serverless v2."""

    min_capacity: Annotated[Capacity, Meta(description="when nothing happens")]
    max_capacity: Annotated[Capacity, Meta(description="when much happens")]
    connection_budget: Annotated[Threshold, Meta(description="connections that the service may hold in all")]


class LogFacts(Model, frozen=True, kw_only=True):
    """How long logs are kept."""

    retention: Annotated[Duration, Meta(description="in CloudWatch Logs")]
    archive: Annotated[Duration, Meta(description="in S3, counted from the event")]


class TrafficFacts(Model, frozen=True, kw_only=True):
    """How many requests come; times to detect are worked out from both."""

    usual: Annotated[Rate, Meta(description="requests by day")]
    quiet: Annotated[Rate, Meta(description="requests by night")]


class BudgetFacts(Model, frozen=True, kw_only=True):
    """What the model may cost."""

    monthly: Annotated[Money, Meta(description="most that the model may cost a month")]


class LinkFacts(Model, frozen=True, kw_only=True):
    """Addresses of things outside AWS."""

    guide: str | Parameter
    repository: str | Parameter
    status_page: str | Parameter


Characters: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000)]


class SizeFacts(Model, frozen=True, kw_only=True):
    """Largest sizes of a request."""

    title: Annotated[Characters, Meta(description="characters")]
    description: Annotated[Characters, Meta(description="characters")]
    background: Annotated[Characters, Meta(description="characters")]
    constraints: Annotated[Characters, Meta(description="characters")]
    body: Annotated[Data, Meta(description="the whole request")]


class Facts(Model, frozen=True, kw_only=True):
    """All facts of one environment."""

    function: FunctionFacts
    api: ApiFacts
    model: ModelFacts
    database: DatabaseFacts
    logs: LogFacts
    traffic: TrafficFacts
    budget: BudgetFacts
    links: LinkFacts
    sizes: SizeFacts
