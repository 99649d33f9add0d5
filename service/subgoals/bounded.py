"""Calls that may hang, made so that the caller stops waiting when its time is up."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class TimeIsUp(Exception):
    """The call went on for too long; it may still be running."""


class Bounded:
    """One thread that makes the calls; left behind, to end by itself, when a call takes too long.

    Neither a socket's read time-out nor a server's statement time-out bounds a whole call: a peer that
    sends a byte now and then, or has stopped without closing, outlasts both.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[Any] | None = None

    def run(self, call: Callable[[], T], seconds: float) -> T:
        """What the call returns or raises; TimeIsUp after some seconds."""
        answers: SimpleQueue[tuple[bool, Any]] = SimpleQueue()
        jobs = self._jobs or self._start()
        jobs.put((call, answers))
        try:
            done, value = answers.get(timeout=max(seconds, 0.001))
        except Empty:
            jobs.put(None)
            self._jobs = None
            raise TimeIsUp from None
        if done:
            return value  # type: ignore[no-any-return]
        raise value

    def _start(self) -> "SimpleQueue[Any]":
        """A new thread and the queue that it takes its calls from."""
        jobs: SimpleQueue[Any] = SimpleQueue()
        Thread(target=_work, args=(jobs,), name=self._name, daemon=True).start()
        self._jobs = jobs
        return jobs


def _work(jobs: "SimpleQueue[Any]") -> None:
    """Makes one call after the other until it is told to stop."""
    while (job := jobs.get()) is not None:
        call, answers = job
        try:
            answers.put((True, call()))
        except BaseException as problem:
            answers.put((False, problem))
        del job, call, answers
