"""The service: its cold start, what it adds to a request, its round trips to the database, its package."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from benchmarks.harness import Result, in_turns, python
from benchmarks.service_warm import measure_warm
from service.bundle import SERVICE as PACKAGE
from service.bundle import bundle
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database, migrate
from tests.service.rig.postgres import Postgres
from tests.service.rig.proxy import CountingProxy
from tests.service.rig.service import Service, event, request, settings

STARTS: Final = 15
GOOD: Final = json.dumps(request())
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
    yield from measure_warm(folder)
    yield package_size()


def cold_start(folder: Path, env: dict[str, str]) -> Result:
    """A fresh process up to its first answer, against the same that imports everything."""
    file = folder / "event.json"
    file.write_text(json.dumps(event(GOOD)), encoding="utf-8")
    works = [python("-m", "benchmarks.service_first", file, *how, env=env) for how in ([], ["everything"])]
    ours, reference = in_turns(works, STARTS)
    return Result("service-cold-start", ours, reference, 0.65)


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
