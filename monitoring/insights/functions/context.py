"""What a function may know of the query it stands in, and whom it tells what AWS leaves open."""

from collections.abc import Callable

from msgspec import Struct


class Context(Struct, frozen=True):
    """Epoch milliseconds: when the query was started, and the first and last moment of its time range.

    ``warn`` hears, once a row, each rule that AWS leaves open and that a value depended on.
    """

    now_ms: int
    start_ms: int
    end_ms: int
    warn: Callable[[str], None]
