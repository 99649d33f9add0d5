"""A query that CloudWatch itself runs: started, watched, and stopped when nobody waits for it any more."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

Client: TypeAlias = Any
_PAUSES: Final = (0.3, 0.5, 1.0, 2.0)  # seconds between two looks; the last one repeats
_WAITING: Final = ("Scheduled", "Running", "Unknown")


class RemoteFailure(Exception):
    """CloudWatch ended the query without a result; the message says how."""


class Progress(NamedTuple):
    """What CloudWatch has read so far."""

    status: str
    records: float
    bytes: float


class Answer(NamedTuple):
    """Rows as CloudWatch shows them, without ``@ptr``; ``statistics`` as GetQueryResults returns it."""

    columns: list[str]
    rows: list[dict[str, str]]
    statistics: dict[str, float]


class Asked(NamedTuple):
    """What is asked: times are milliseconds since 1970."""

    text: str
    log_groups: Sequence[str]
    start: int
    end: int


def run_remotely(
    client: Client, asked: Asked, pause: Callable[[float], object], report: Callable[[Progress], object]
) -> Answer:
    """Start a query and wait for its end; whatever interrupts the wait also stops the query.

    ``pause`` waits some seconds; ``report`` hears of the progress. Raises RemoteFailure when the query fails,
    is cancelled by somebody else or runs into CloudWatch's time-out of 60 minutes.
    """
    started = client.start_query(
        logGroupNames=list(asked.log_groups),
        startTime=asked.start // 1000,
        endTime=-(-asked.end // 1000),  # StartQuery takes seconds; its end is inclusive
        queryString=asked.text,
    )
    query = started["queryId"]
    try:
        return _wait(client, query, pause, report)
    except BaseException:
        with suppress(ClientError, BotoCoreError):  # it may have ended by itself
            client.stop_query(queryId=query)
        raise


def _wait(
    client: Client, query: str, pause: Callable[[float], object], report: Callable[[Progress], object]
) -> Answer:
    looks = 0
    while True:
        found = client.get_query_results(queryId=query)
        statistics = found.get("statistics", {})
        status = found["status"]
        report(Progress(status, statistics.get("recordsScanned", 0.0), statistics.get("bytesScanned", 0.0)))
        if status == "Complete":
            return _to_answer(found, _all_results(client, query, found))
        if status not in _WAITING:
            raise RemoteFailure(f"CloudWatch ended the query: {status}")
        pause(_PAUSES[min(looks, len(_PAUSES) - 1)])
        looks += 1


def _all_results(client: Client, query: str, found: dict[str, Any]) -> list[list[dict[str, str]]]:
    """The rows of every page; one holds 10,000."""
    results = list(found["results"])
    while token := found.get("nextToken"):
        found = client.get_query_results(queryId=query, nextToken=token)
        results += found["results"]
    return results


def _to_answer(found: dict[str, Any], results: list[list[dict[str, str]]]) -> Answer:
    rows = [{cell["field"]: cell["value"] for cell in row if "value" in cell} for row in results]
    for row in rows:
        row.pop("@ptr", None)
    # A row leaves out what it lacks, so the columns are what any row has, in the order of their coming.
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return Answer(columns, rows, dict(found.get("statistics", {})))
