"""Which deliveries an event has been, so that what they have claimed is its own when it comes once more.

Lambda keeps an event's id when it tries again itself, and makes a new one for a call from outside. So what
`monitoring redrive` gives back says under which ids it failed, beside the event's own fields: SNS and
EventBridge Scheduler make those themselves, and nobody who may only publish can set them.
"""

from collections.abc import Mapping
from typing import Any, Final

DELIVERY: Final = "delivery"
_MOST: Final = 20


def redriven(payload: Any, request: str) -> Any:
    """The payload of a failed event with the id that it failed under, after those of earlier times."""
    if not isinstance(payload, Mapping) or not request:
        return payload
    return {**payload, DELIVERY: [*former_deliveries(payload), request][-_MOST:]}


def former_deliveries(event: Any) -> tuple[str, ...]:
    """The ids that an event has failed under; none for one that comes for the first time."""
    found = event.get(DELIVERY) if isinstance(event, Mapping) else None
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def as_it_was(event: Any) -> Any:
    """The event before it was redriven."""
    if not former_deliveries(event):
        return event
    return {name: value for name, value in event.items() if name != DELIVERY}
