"""Waiting for what happens elsewhere: asked again and again up to a deadline, never slept for luck."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Literal, TypeVar

T = TypeVar("T")

SECONDS = 60


def until(ask: Callable[[], T | Literal[False] | None], what: str, seconds: float = SECONDS) -> T:
    """The first answer that is true; AssertionError with ``what`` when there was none in time."""
    last = monotonic() + seconds
    while not (found := ask()):
        assert monotonic() < last, f"not within {seconds} s: {what}"
        sleep(0.05)
    return found
