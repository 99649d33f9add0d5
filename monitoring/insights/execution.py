"""The doors: a query over dictionaries, or over lines of NDJSON."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from time import time
from typing import Any, Final, TypedDict, Unpack

from monitoring.insights.engine.pipeline import Pipeline
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Answer, Environment, Table
from monitoring.insights.errors import QueryError
from monitoring.insights.events import Event, from_dictionaries, from_lines
from monitoring.insights.functions.context import Context
from monitoring.insights.parser import parse
from monitoring.insights.parsing.parameters import fill_parameters, original_place
from monitoring.insights.result import Result, Warnings
from monitoring.insights.tree import Call, Field, Node, Subquery
from monitoring.insights.tree.walk import walk
from monitoring.insights.values import EARLIEST_MS, LATEST_MS, to_output

_RANGE_FUNCTIONS: Final = ("querystarttime", "queryendtime", "querytimerange")
_NO_RANGE: Final = "the query was given no time range: it is all time here"


class Options(TypedDict, total=False):
    """What a run may be given besides query, events and range.

    Lookup ``tables`` by name, each a list of dictionaries; ``parameters``, the values of ``{{name}}`` in the
    query; ``now``, the epoch milliseconds that now() goes by.
    """

    tables: Mapping[str, Table] | None
    parameters: Mapping[str, str] | None
    now: int | None


def run(
    query: str,
    events: Iterable[Mapping[str, Any]],
    start: int | None = None,
    end: int | None = None,
    **options: Unpack[Options],
) -> Result:
    """Run a query over log events: dictionaries with ``timestamp`` (ms), ``message``, ``logStream``, ``log``.

    ``start`` and ``end`` are epoch milliseconds, both inclusive; an event without a time is in any range.

    Raises:
        QueryError: with a place in the query; UnsupportedQuery and UnspecifiedQuery are kinds of it.
        EventError: for what is no log event.
    """
    return Run(query, (start, end), options).over(lambda warnings: from_dictionaries(events))


def run_lines(
    query: str,
    lines: Iterable[bytes],
    start: int | None = None,
    end: int | None = None,
    **options: Unpack[Options],
) -> Result:
    """As run, over lines of NDJSON such as an open binary file: read once, never held as a whole.

    Only a query with subqueries reads the log several times, so its events are held then.
    """
    return Run(query, (start, end), options).over(lambda warnings: from_lines(lines, warnings))


# A log alarm runs its query every few minutes of the time that is simulated.
_parse_once: Final = lru_cache(256)(parse)


class Run:
    """A query that is about to run."""

    def __init__(self, query: str, span: tuple[int | None, int | None], options: Options) -> None:
        self._parameters = options.get("parameters") or {}
        self._text = query
        self._query = parse(query, self._parameters) if self._parameters else _parse_once(query)
        self._environment = Environment(_context(span, options), options.get("tables") or {})
        self._environment.ask = self._ask
        self._has_range = None not in span
        self._inside = False

    def over(self, events: Callable[[Warnings], Iterable[Event]]) -> Result:
        """The result over these events."""
        try:
            return self._run(events(self._environment.warnings))
        except QueryError as error:
            raise self._replaced(error) from None

    def _run(self, events: Iterable[Event]) -> Result:
        environment = self._environment
        nodes = list(walk(self._query))
        environment.fields = frozenset(node.name for node in nodes if isinstance(node, Field))
        self._warn_without_range(nodes)
        if any(isinstance(node, Subquery) for node in nodes):
            environment.events = events = list(events)
        pipeline = Pipeline(self._query.commands, environment)
        answer = pipeline.run(events)
        return Result(
            list(answer.columns),
            [_print(row, answer.columns, pipeline.scope.raw) for row in answer.rows],
            environment.warnings.listed(),
            pipeline.statistics(),
        )

    def _warn_without_range(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if isinstance(node, Call) and node.key in _RANGE_FUNCTIONS and not self._has_range:
                self._environment.warnings.add(_NO_RANGE, node)

    def _ask(self, query: Subquery, names: Sequence[str]) -> Answer:
        """The answer of a subquery; ``names`` are read besides what it reads itself."""
        if self._inside:
            raise QueryError("a subquery cannot hold another one", query.offset, query.length)
        self._inside = True
        pipeline = Pipeline(query.commands, self._environment, inner=True)
        pipeline.read_also(names, query)
        answer = pipeline.run(self._environment.events)
        self._inside = False
        return answer

    def _replaced(self, error: QueryError) -> QueryError:
        """The error with its place in the text as given, before parameters were filled in."""
        pieces = fill_parameters(self._text, self._parameters)[1]
        return type(error)(error.message, *original_place(pieces, error.offset, error.length))


def _context(span: tuple[int | None, int | None], options: Options) -> Context:
    start, end = span
    now = options.get("now")
    return Context(
        now_ms=round(time() * 1000) if now is None else now,
        start_ms=EARLIEST_MS if start is None else start,
        end_ms=LATEST_MS if end is None else end,
        warn=_ignore,
    )


def _ignore(text: str) -> None:
    """Every function gets a context that knows its place; nothing is said to this one."""


def _print(row: Row, columns: Sequence[str], raw: bool) -> dict[str, str]:
    shown = (*columns, "@ptr") if raw else columns
    return {name: text for name in shown if (text := to_output(row[name])) is not None}
