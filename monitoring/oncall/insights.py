"""Queries of Logs Insights, all at once, within a deadline."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from re import Match
from re import compile as regex
from typing import Any, Literal, NamedTuple, TypeAlias

from monitoring.oncall.clock import Clock

Status: TypeAlias = Literal["done", "late", "failed"]

_PARAMETER = regex(r"\{\{([A-Za-z][A-Za-z0-9_]*)\}\}")
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.1, 0.5, 1.4
_RUNNING = ("Scheduled", "Running", "Unknown")


class Ask(NamedTuple):
    """A query over log groups between two moments (epoch milliseconds)."""

    text: str
    log_groups: tuple[str, ...]
    start: int
    end: int


class Answer(NamedTuple):
    """Rows in the order of the query; ``why`` is AWS's word for a failure."""

    status: Status
    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    why: str = ""


class Insights:
    """Asks Logs Insights; ``client`` is botocore's of CloudWatch Logs."""

    def __init__(self, client: Any, clock: Clock) -> None:
        self._client, self._clock = client, clock

    def ask_all(self, asks: Sequence[Ask], seconds: float) -> list[Answer]:
        """The answers in the order of the questions; none takes longer than ``seconds``, none raises."""
        if not asks:
            return []
        until = self._clock.monotonic() + seconds
        with ThreadPoolExecutor(len(asks)) as pool:
            return list(pool.map(lambda ask: self.ask(ask, until), asks))

    def ask(self, ask: Ask, until: float) -> Answer:
        """One answer before a moment of the monotonic clock."""
        try:
            return self._wait(self._start(ask), until)
        except Exception as error:  # a message without rows is better than none
            return Answer("failed", why=error_word(error))

    def _start(self, ask: Ask) -> str:
        answer = self._client.start_query(
            logGroupNames=list(ask.log_groups),
            queryString=ask.text,
            startTime=ask.start // 1000,
            endTime=ask.end // 1000,
        )
        query: str = answer["queryId"]
        return query

    def _wait(self, query: str, until: float) -> Answer:
        pause = _FIRST_PAUSE
        while True:
            answer = self._client.get_query_results(queryId=query)
            if answer["status"] == "Complete":
                return _read(answer["results"])
            if answer["status"] not in _RUNNING:
                return Answer("failed", why=answer["status"])
            if self._clock.monotonic() + pause > until:
                with suppress(Exception):  # it ends by itself; this frees its place sooner
                    self._client.stop_query(queryId=query)
                return Answer("late")
            self._clock.sleep(pause)
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)


def bind(text: str, values: Mapping[str, str]) -> str:
    """The query with its parameters filled in; a value cannot leave the quotes it stands in."""

    def fill(match: Match[str]) -> str:
        value = "".join(character if character.isprintable() else " " for character in values[match[1]])
        return value.replace("\\", "\\\\").replace('"', '\\"')

    return _PARAMETER.sub(fill, text)


def error_word(error: Exception) -> str:
    """AWS's code for an error, else its type."""
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return str(code or type(error).__name__)


def _read(results: Sequence[Sequence[Mapping[str, str]]]) -> Answer:
    rows = tuple(dict(_cells(row)) for row in results)
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return Answer("done", columns, rows)


def _cells(row: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """``@ptr`` only leads to the event."""
    yield from ((cell["field"], cell.get("value", "")) for cell in row if cell.get("field") != "@ptr")
