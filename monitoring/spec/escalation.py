"""The chapters `contacts` and `escalation`: who can be reached how, and who hears of what when."""

from typing import Annotated, Literal

from msgspec import Meta, field

from monitoring.spec.base import Entry, Model, Name, Text
from monitoring.spec.facts import Parameter
from monitoring.spec.quantity import Duration, Refused


class Contact(Entry, frozen=True, kw_only=True):
    """A way to reach people. The address stands in an SSM parameter, a secret one in Secrets Manager."""

    kind: Annotated[
        Literal["slack", "email", "sms", "https", "aws-support"], Meta(description="how it is reached")
    ]
    address: Annotated[str | Parameter, Meta(description="`parameter: /path`; `{environment}` is filled in")]
    rings: Annotated[bool, Meta(description="wakes somebody; hears of critical alarms only")] = False


class EscalationLevel(Entry, frozen=True, kw_only=True):
    """A team: what it is for and how it is reached."""

    for_: Annotated[Text, Meta(description="the problems it is for")] = field(name="for", default="")
    contacts: Annotated[tuple[str, ...], Meta(description="how the team is reached")]


class Route(Entry, frozen=True, kw_only=True):
    """Who hears first, and who next unless somebody acknowledges."""

    start: Annotated[str, Meta(description="the level that hears first")]
    then: Annotated[
        dict[str, Duration],
        Meta(description="level: how long after the first message, unless somebody acknowledged"),
    ] = {}
    remind: Annotated[
        Duration | None, Meta(description="said again while it lasts and nobody acknowledged")
    ] = None
    acknowledged_for: Annotated[Duration | None, Meta(description="an acknowledgement's longest life")] = None


class QuietHours(Model, frozen=True, kw_only=True):
    """Local hours in which warnings are held until morning; criticals never."""

    from_: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["22:00"])] = field(name="from")
    until: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["22:00"])]
    holds: Annotated[
        tuple[Literal["investigate", "warning"], ...],
        Meta(description="severities that wait for the morning"),
    ] = ("warning",)

    def __post_init__(self) -> None:
        if self.from_ == self.until:
            raise Refused("quiet hours end when they begin", "write another `until`, or leave them out")


class Escalation(Model, frozen=True, kw_only=True):
    """Levels, routes and quiet hours."""

    wakes: Annotated[bool, Meta(description="false: nothing rings in this environment")] = True
    levels: dict[Name, EscalationLevel]
    routes: dict[Name, Route]
    quiet_hours: QuietHours | None = None
    announce: Annotated[
        tuple[str, ...],
        Meta(description="contacts that hear when the service is stopped and when it is back: users, status"),
    ] = ()
