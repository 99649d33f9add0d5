"""What a function may know of the query it stands in."""

from msgspec import Struct


class Context(Struct, frozen=True):
    """Epoch milliseconds: when the query was started, and the first and last moment of its time range."""

    now_ms: int
    start_ms: int
    end_ms: int
