"""What a warm service adds to a request: model and database take no time, all that is ours runs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from timeit import timeit
from types import SimpleNamespace
from typing import Any, Final

from psycopg.pq import ConnStatus

from benchmarks.harness import Clock, Result
from service.subgoals.bedrock import BedrockModel
from service.subgoals.clock import SystemClock
from service.subgoals.database import Database
from service.subgoals.goal import Goal
from service.subgoals.prompt import converse_request
from service.subgoals.service import Parts, Service
from service.subgoals.settings import read_settings
from tests.service.rig import answers
from tests.service.rig.service import event, request, settings

REQUESTS: Final = 200
ROUNDS: Final = 25
OVERHEAD_MS: Final = 0.3
# What the loop below takes where 0.3 ms was promised: CPython 3.11 on a core that has 3 GHz to itself.
YARDSTICK_MS: Final = 0.010
GIVEN: Final = event(json.dumps(request()))


class QuickClient:
    """A client of Bedrock's whose model takes no time."""

    def __init__(self) -> None:
        goal = Goal(None, "", "", SystemClock().now(), "", "")
        self._said = json.loads(answers.tool_call(converse_request("", goal), answers.items()))

    def converse(self, **_ask: Any) -> Any:
        """Eight sub-goals."""
        return self._said


class QuickConnection:
    """A connection to a database that takes no time: every statement has found one row."""

    rowcount = 1
    pgconn = SimpleNamespace(consume_input=lambda: None, status=ConnStatus.OK)

    def execute(self, *_: object) -> "QuickConnection":
        """Done."""
        return self

    def fetchone(self) -> tuple[str]:
        """The row."""
        return ("",)

    @contextmanager
    def pipeline(self) -> Iterator[None]:
        """One round trip."""
        yield


def measure_warm(folder: Path) -> Iterator[Result]:
    """Milliseconds of one request by the clock on the wall, and of the processor, against what is allowed.

    Both pass through the threads that bound model and database in time. What else the machine does only adds:
    the quietest round counts, and in it the median request. A slower core is allowed more, as much as a loop
    that takes 0.010 ms elsewhere takes longer on it in its own quietest round.
    """
    found = read_settings(settings(1, "http://127.0.0.1:1"))
    database = Database(QuickConnection)  # type: ignore[arg-type]
    with (folder / "lines").open("w", encoding="utf-8") as lines, redirect_stdout(lines):
        service = Service(Parts(found, SystemClock(), BedrockModel(QuickClient()), database))
        rows = [
            _rounds("service-warm-overhead", service, perf_counter),
            _rounds("service-warm-processor", service, process_time),
        ]
    yield from rows


def _rounds(name: str, service: Service, clock: Clock) -> Result:
    """The quietest of some rounds, and what it is allowed."""
    requests, loops = zip(*((_round(service, clock), _loop(clock)) for _ in range(ROUNDS)), strict=True)
    return Result(name, min(requests), OVERHEAD_MS * max(1.0, min(loops) / YARDSTICK_MS), 1)


def _round(service: Service, clock: Clock) -> float:
    """Milliseconds of the median request of a round."""
    times = []
    for _ in range(REQUESTS):
        start = clock()
        assert service.respond(GIVEN, None)["statusCode"] == 200
        times.append((clock() - start) * 1000)
    return median(times)


def _loop(clock: Clock) -> float:
    """Milliseconds of the loop that tells how fast the core is."""
    return timeit("sum(range(1000))", timer=clock, number=REQUESTS) / REQUESTS * 1000
