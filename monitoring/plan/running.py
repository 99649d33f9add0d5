"""What runs once an alarm goes off: functions, what calls them, and what they keep.

ARNs are written for ``Fn::Sub``: CloudFormation fills in the account, the region, and what it names itself.
``{{resolve:ssm:..}}`` stands for the value of a parameter. Times are seconds unless the name says days.
"""

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from monitoring.finding import Path
from monitoring.plan.parts import Part

Package: TypeAlias = Literal["oncall", "reports"]
"""The zip files that hold the functions' code."""


class Resource(Struct, frozen=True, rename="camel", kw_only=True, tag_field="kind"):
    """Anything that is created. ``stack`` counts the stacks of an environment from 0."""

    logical_id: str
    origin: Path
    guide: tuple[str, ...] = ()
    stack: int = 0


class Statement(Part, frozen=True, kw_only=True):
    """A right. ``via`` are the services through which alone a key may be used.

    ``because`` says why ``resources`` hold a wildcard.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    via: tuple[str, ...] = ()
    because: str = ""


class Function(Resource, frozen=True, tag="Function", kw_only=True):
    """A Lambda function; ``part`` names it in ids, ``package`` holds the code of its ``handler``.

    Its rights are ``statements`` beside its own log.

    ``reads_catalogue``: the catalogue's file as well, which lies where only the stack knows.

    ``failed_queue`` takes events that failed ``retries`` times more; without it they are forgotten.
    ``reserved`` executions at most run at once, and are kept for it; 0: it shares the account's.
    """

    part: str
    name: str
    description: str
    package: Package
    handler: str
    memory_mb: int
    timeout: int
    reserved: int
    environment: dict[str, str]
    reads_catalogue: bool
    statements: tuple[Statement, ...]
    failed_queue: str
    retries: int
    longest_wait: int
    retention_days: int


class FunctionUrl(Resource, frozen=True, tag="FunctionUrl", kw_only=True):
    """A public address of a function, which itself checks who calls."""

    function: str


class Queue(Resource, frozen=True, tag="Queue", kw_only=True):
    """What could not be delivered or worked on; ``topics`` and ``rules`` put their own failures in."""

    name: str
    topics: tuple[str, ...]
    rules: tuple[str, ...]
    kept_days: int


class Listener(Resource, frozen=True, tag="Listener", kw_only=True):
    """A topic calls a function; what does not reach it goes into the queue."""

    topic: str
    function: str
    failed_queue: str


class Table(Resource, frozen=True, tag="Table", kw_only=True):
    """State that expires, with point-in-time recovery; ``index`` finds items by ``index_keys``."""

    name: str
    keys: tuple[str, str]
    expires: str
    index: str
    index_keys: tuple[str, str]
    index_numbers: tuple[str, ...]


class Bucket(Resource, frozen=True, tag="Bucket", kw_only=True):
    """Private, encrypted, over TLS only; CloudFormation names it. Objects are deleted after their time."""

    kept_days: int


class StateMachine(Resource, frozen=True, tag="StateMachine", kw_only=True):
    """A standard workflow; ``substitutions`` fill its ``${..}``, ``statements`` are its rights."""

    name: str
    definition: dict[str, Any]
    substitutions: dict[str, str]
    statements: tuple[Statement, ...]
    retention_days: int


class ScheduleGroup(Resource, frozen=True, tag="ScheduleGroup", kw_only=True):
    """Schedules of one environment, and the role with which they call functions and fill queues."""

    name: str
    functions: tuple[str, ...]
    queues: tuple[str, ...]


class Schedule(Resource, frozen=True, tag="Schedule", kw_only=True):
    """Calls a function at times of a zone; ``failed_queue`` takes what could not be handed to Lambda."""

    name: str
    group: str
    description: str
    expression: str
    timezone: str
    function: str
    input: dict[str, Any]
    failed_queue: str
    retries: int
    longest_wait: int


class EventRule(Resource, frozen=True, tag="EventRule", kw_only=True):
    """Events of the account's own bus that are published to a topic as they are."""

    name: str
    description: str
    pattern: dict[str, Any]
    topic: str
    failed_queue: str


Running: TypeAlias = (
    Function
    | FunctionUrl
    | Queue
    | Listener
    | Table
    | Bucket
    | StateMachine
    | ScheduleGroup
    | Schedule
    | EventRule
)
"""Everything of this module that a plan may hold."""
