"""The on-call chain, one case a kind; loaded only where a plan holds some of it."""

from typing import assert_never

from monitoring.constructs.clockwork import event_rule, schedule, schedule_group
from monitoring.constructs.functions import function, function_url, listener
from monitoring.constructs.keeping import bucket, queue, table
from monitoring.constructs.site import Site
from monitoring.constructs.workflow import state_machine
from monitoring.plan.running import (
    Bucket,
    EventRule,
    Function,
    FunctionUrl,
    Listener,
    Queue,
    Running,
    Schedule,
    ScheduleGroup,
    StateMachine,
    Table,
)


def add(site: Site, resource: Running) -> None:  # noqa: C901, PLR0912 - one case a kind
    """What a planned resource of the chain becomes."""
    match resource:
        case Queue():
            queue(site, resource)
        case Table():
            table(site, resource)
        case Bucket():
            bucket(site, resource)
        case Function():
            function(site, resource)
        case FunctionUrl():
            function_url(site, resource)
        case Listener():
            listener(site, resource)
        case StateMachine():
            state_machine(site, resource)
        case EventRule():
            event_rule(site, resource)
        case ScheduleGroup():
            schedule_group(site, resource)
        case Schedule():
            schedule(site, resource)
        case _:
            assert_never(resource)
