"""Which delivery an event is, so that what it has claimed is still its own when it comes once more."""

from collections.abc import Mapping
from typing import Any, Final

DELIVERY: Final = "delivery"
"""The key under which `monitoring redrive` gives an event back with the id of the call that failed."""


def delivery_of(event: Any, request: str) -> str:
    """The id of the first call with an event; ``request`` is that of this one.

    Lambda keeps the id when it tries an event again itself, and makes a new one for a call from outside.
    """
    given = event.get(DELIVERY) if isinstance(event, Mapping) else None
    return given if isinstance(given, str) and given else request
