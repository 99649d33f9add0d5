"""What the service is deployed with: plain values and physical names. Whoever deploys it fills them in.

Sizes are in MB or bytes, times in the unit that the name says, money in USD.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceNames:
    """The names that others (alarms, queries, people) use; everything else is named after ``prefix``."""

    service: str
    environment: str
    prefix: str
    stack: str
    function: str
    health_function: str
    migrations_function: str
    api: str
    stage: str
    cluster: str
    function_logs: str
    health_logs: str
    migrations_logs: str
    access_logs: str
    api_parameter: str
    """The SSM parameter that says which id the API got; what watches the public address reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A web page that may call the API: its address, or the SSM parameter that holds it."""

    address: str = ""
    parameter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiFacts:
    """The REST API; WAF blocks above ``blocked_above`` requests of an address in a window, 0: never."""

    method: str
    path: str
    integration_timeout_ms: int
    rate_per_second: float
    burst: int
    origins: tuple[Origin, ...] = ()
    blocked_above: int = 0
    blocked_window: int = 300
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionFacts:
    """The function behind the API."""

    memory_mb: int
    timeout_s: int
    deadline_ms: int
    concurrency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """The model and what a thousand tokens cost."""

    id: str
    regions: tuple[str, ...]
    input_usd_per_1000: str
    output_usd_per_1000: str
    prices_as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """Aurora PostgreSQL Serverless v2."""

    min_acu: float
    max_acu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """How long logs are kept, in days."""

    retention_days: int
    archive_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """One environment of the service. ``protected`` ones survive mistakes: nothing of theirs is deleted."""

    names: ServiceNames
    region: str
    protected: bool
    function: FunctionFacts
    api: ApiFacts
    model: ModelFacts
    database: DatabaseFacts
    logs: LogFacts
    sizes: Mapping[str, int]
    """Largest sizes: title, description, background, constraints in characters, body in bytes."""
    tags: Mapping[str, str]
