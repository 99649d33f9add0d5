"""Says every five minutes that the on-call chain is alive, and counts what of it is not.

`Heartbeat` comes only when the chain could do its work now: the catalogue is read, the state table answers,
the alarms can be listed. Its absence is an alarm. `StuckAlarms` and `FailedQueries` count alarms that cannot
go off.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Final

from monitoring.oncall.aws import Clients
from monitoring.oncall.clock import Clock, SystemClock
from monitoring.oncall.holds import STOPPED
from monitoring.oncall.journal import Journal
from monitoring.oncall.settings import Settings, read_settings
from monitoring.oncall.sources import CatalogueSource
from monitoring.probe.alarms import failing_queries, list_alarms, stuck_alarms

HEARTBEAT, STUCK, FAILED = "Heartbeat", "StuckAlarms", "FailedQueries"
_MOST_NAMED: Final = 20


def handle(event: Mapping[str, Any], context: Any) -> None:
    """Lambda's entry; what comes in does not matter."""
    clock = SystemClock()
    settings = read_settings(os.environ)
    beat(settings, Clients(), Journal(settings, clock), clock)


def beat(settings: Settings, clients: Clients, journal: Journal, clock: Clock) -> bool:
    """Look at everything, whatever fails on the way; True when all of it could be looked at."""
    looks: dict[str, Callable[[], object]] = {
        "catalogue": CatalogueSource(clients, settings.catalogue_parameter, clock).read,
        "state": lambda: _read_state(settings, clients),
        "alarms": lambda: _count_alarms(settings, clients, journal, clock),
    }
    seen = [_try(journal, part, look) for part, look in looks.items()]
    if all(seen):
        journal.count(HEARTBEAT)
    return all(seen)


def _try(journal: Journal, part: str, look: Callable[[], object]) -> bool:
    try:
        look()
    except Exception as error:  # the other parts are looked at all the same
        journal.fail("heartbeat", error, part=part)
        return False
    return True


def _read_state(settings: Settings, clients: Clients) -> None:
    key = {name: {"S": value} for name, value in zip(("pk", "sk"), STOPPED, strict=True)}
    clients("dynamodb").get_item(TableName=settings.state_table, Key=key)


def _count_alarms(settings: Settings, clients: Clients, journal: Journal, clock: Clock) -> None:
    alarms = list_alarms(clients("cloudwatch"), f"{settings.service}-{settings.environment}-")
    stuck = stuck_alarms(alarms, clock.now())
    journal.count(STUCK, len(stuck))
    failing = failing_queries(alarms, clients("logs"), clock.now())
    journal.count(FAILED, len(failing))
    if stuck or failing:
        journal.warn("heartbeat", stuck=stuck[:_MOST_NAMED], failing=failing[:_MOST_NAMED])
