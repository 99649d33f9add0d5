"""Somebody takes an incident in hand: by a button or by command, the first one wins."""

from typing import Literal, NamedTuple, TypeAlias

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import HOUR
from monitoring.oncall.incident import Incident
from monitoring.oncall.store import Store

Outcome: TypeAlias = Literal["taken", "already", "over"]

UNLESS_SAID = 4 * HOUR
"""How long an acknowledgement lives where the route does not say: none lives for ever."""


class Acknowledged(NamedTuple):
    """``already``: the incident says who was first and until when; ``over``: it has ended, or never was."""

    outcome: Outcome
    incident: Incident | None


def acknowledge(store: Store, incident: tuple[str, str], by: str, now: int, lasts: int) -> Acknowledged:
    """Acknowledge the incident of a (key, id) for ``lasts`` milliseconds.

    An id that is no longer the open incident's is over: a button of last night does not take tonight's. With
    an empty id it is whichever is open. The same person again makes it last longer.
    """
    key, identity = incident
    outcome: list[Outcome] = []

    def change(before: Incident | None) -> Incident | None:
        outcome.append(_outcome(before, identity, by, now))
        if before is None or outcome[-1] != "taken":
            return None
        return before._replace(acknowledged_by=by, acknowledged_at=now, acknowledged_until=now + lasts)

    left = store.update(key, change)
    return Acknowledged(outcome[-1], left)


def _outcome(before: Incident | None, identity: str, by: str, now: int) -> Outcome:
    if before is None or not before.is_open or (identity and before.id != identity):
        return "over"
    return "already" if before.is_acknowledged(now) and before.acknowledged_by != by else "taken"


def lasting(catalogue: Catalogue, route: str) -> int:
    """How long an acknowledgement of a route's incident lives at the longest, in milliseconds."""
    found = catalogue.route(route)
    seconds = found.acknowledged_for if found else None
    return UNLESS_SAID if seconds is None else seconds * 1000
