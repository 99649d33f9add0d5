"""The service: its cold start, what it adds to a request, its round trips to the database, its package."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Final, NoReturn
from zipfile import ZipFile

from benchmarks.harness import Result, in_turns, python
from service.bundle import SERVICE as PACKAGE
from service.bundle import bundle
from service.subgoals.bedrock import ModelAnswer
from service.subgoals.clock import SystemClock
from service.subgoals.cost import Tokens
from service.subgoals.database import Database as Steps
from service.subgoals.goals import Saved
from service.subgoals.service import Parts
from service.subgoals.service import Service as Inner
from service.subgoals.settings import read_settings
from service.subgoals.turn import Turn
from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database, migrate
from tests.service.rig.postgres import Postgres
from tests.service.rig.proxy import CountingProxy
from tests.service.rig.service import Service, event, request, settings

STARTS: Final = 15
REQUESTS: Final = 200
ROUNDS: Final = 11
GOOD: Final = json.dumps(request())
OVERHEAD_MS: Final = 0.3
TRIPS_NEW, TRIPS_UPDATE = 2, 3


def measure(folder: Path) -> Iterator[Result]:
    """All of them; PostgreSQL and the model are on loopback."""
    with ExitStack() as stack:
        server = Postgres()
        stack.callback(server.remove)
        database = migrate(server.start())
        model = stack.enter_context(Bedrock())
        yield cold_start(folder, settings(server.port, model.url))
        yield from round_trips(stack, database, model)
    yield warm_overhead(folder)
    yield package_size()


def cold_start(folder: Path, env: dict[str, str]) -> Result:
    """A fresh process up to its first answer, against the same that imports everything."""
    file = folder / "event.json"
    file.write_text(json.dumps(event(GOOD)), encoding="utf-8")
    works = [python("-m", "benchmarks.service_first", file, *how, env=env) for how in ([], ["everything"])]
    ours, reference = in_turns(works, STARTS)
    return Result("service-cold-start", ours, reference, 0.65)


class QuickModel:
    """A model that takes no time."""

    def converse(self, _request: dict[str, Any], _seconds: float) -> ModelAnswer:
        """Eight sub-goals."""
        return ModelAnswer({"subGoals": answers.items()}, Tokens(answers.INPUT_TOKENS, answers.OUTPUT_TOKENS))


class QuickDatabase(Steps):
    """A database that takes no time: every step has done what it should."""

    def run(self, _step: Callable[[Any], Any], _turn: Turn) -> Any:
        """Saved."""
        return Saved.DONE


def unreachable() -> NoReturn:
    """No connection is made."""
    raise AssertionError


def warm_overhead(folder: Path) -> Result:
    """Milliseconds of one request in which neither model nor database take any, against what is allowed.

    Time of the processor, because there is nothing to compare with that would be as slow on a busy machine.
    """
    found = read_settings(settings(1, "http://127.0.0.1:1"))
    database = QuickDatabase(unreachable)
    given = event(GOOD)
    with (folder / "lines").open("w", encoding="utf-8") as lines, redirect_stdout(lines):
        inner = Inner(Parts(found, SystemClock(), QuickModel(), database))

        def work() -> float:
            start = process_time()
            for _ in range(REQUESTS):
                assert inner.respond(given, None)["statusCode"] == 200
            return (process_time() - start) * 1000 / REQUESTS

        work()
        taken = median(work() for _ in range(ROUNDS))
    return Result("service-warm-overhead", taken, OVERHEAD_MS, 1)


def round_trips(stack: ExitStack, database: Database, model: Bedrock) -> Iterator[Result]:
    """Round trips on a warm connection, counted on the wire, against what is allowed."""
    proxy = stack.enter_context(CountingProxy(database.server.port))
    service = Service(database.server, model, DATABASE_PORT=str(proxy.port))
    goal = service.generate().goal_id
    proxy.trips = 0
    service.generate()
    yield Result("service-trips-new-goal", proxy.trips, TRIPS_NEW, 1, "")
    proxy.trips = 0
    service.generate(goalId=goal)
    yield Result("service-trips-update", proxy.trips, TRIPS_UPDATE, 1, "")


def package_size() -> Result:
    """Megabytes of the package as Lambda unpacks it, against what is allowed."""
    with ZipFile(bundle()) as package:
        unpacked = sum(entry.file_size for entry in package.infolist())
    return Result("service-package", unpacked / 1e6, PACKAGE.most_bytes / 1e6, 1, "MB")
