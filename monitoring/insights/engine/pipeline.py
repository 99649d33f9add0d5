"""A query's commands become stages, each from rows to rows; then they run over events."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from operator import itemgetter
from typing import Any, Final

from monitoring.insights.discovery import Discovery
from monitoring.insights.engine.appending import compile_appendcols, compile_join, compile_lookup
from monitoring.insights.engine.extracting import compile_expand, compile_unnest
from monitoring.insights.engine.filling import compile_filldown, compile_fillmissing
from monitoring.insights.engine.formats import compile_csv, compile_json, compile_logfmt
from monitoring.insights.engine.frequencies import compile_countfrequent
from monitoring.insights.engine.ordering import (
    DEFAULT_LIMIT,
    compile_dedup,
    compile_limit,
    compile_sort,
    default_order,
)
from monitoring.insights.engine.parsing import compile_multi, compile_parse
from monitoring.insights.engine.projecting import compile_display, compile_fields, compile_filter
from monitoring.insights.engine.row import SYSTEM, Row, event_row
from monitoring.insights.engine.scope import Answer, Environment, Scope, Stage
from monitoring.insights.engine.sessions import compile_sessionize
from monitoring.insights.engine.sources import compile_source
from monitoring.insights.engine.stats import compile_stats
from monitoring.insights.engine.totals import compile_accum, compile_addtotals, compile_autoregress
from monitoring.insights.events import Event
from monitoring.insights.tree import (
    Accum,
    AddTotals,
    AppendCols,
    Autoregress,
    Command,
    CountFrequent,
    Dedup,
    Display,
    Expand,
    Fields,
    FillDown,
    FillMissing,
    Filter,
    FilterIndex,
    Join,
    Limit,
    LimitAny,
    Lookup,
    Node,
    Parse,
    ParseCsv,
    ParseJson,
    ParseLogfmt,
    ParseMany,
    Sessionize,
    Sort,
    Source,
    Stats,
    Unmask,
    Unnest,
)

_COMPILERS: Final[dict[type, Callable[[Any, Scope], Stage | None]]] = {
    Accum: compile_accum,
    AddTotals: compile_addtotals,
    AppendCols: compile_appendcols,
    Autoregress: compile_autoregress,
    CountFrequent: compile_countfrequent,
    Dedup: compile_dedup,
    Display: compile_display,
    Expand: compile_expand,
    Fields: compile_fields,
    FillDown: compile_filldown,
    FillMissing: compile_fillmissing,
    Filter: compile_filter,
    FilterIndex: compile_filter,
    Join: compile_join,
    Limit: compile_limit,
    LimitAny: compile_limit,
    Lookup: compile_lookup,
    Parse: compile_parse,
    ParseCsv: compile_csv,
    ParseJson: compile_json,
    ParseLogfmt: compile_logfmt,
    ParseMany: compile_multi,
    Sessionize: compile_sessionize,
    Source: compile_source,
    Stats: compile_stats,
    Unmask: compile_fields,
    Unnest: compile_unnest,
}
# What these give depends on the order of the rows before them.
_ORDER_MATTERS: Final = (Accum, AppendCols, Autoregress, Dedup, FillDown, Limit)
_PARSES: Final = (Parse, ParseCsv, ParseJson, ParseLogfmt)
_KEEP_ROWS: Final = (Display, Fields, Lookup, *_PARSES, Unmask)
_KEEP_OR_DROP: Final = (Display, Fields, Filter, FilterIndex, *_PARSES, Source, Unmask)
_CUT: Final = f"AWS gives {DEFAULT_LIMIT:,} rows where no limit is set; there are more"


def _is_limited(commands: Sequence[Command]) -> bool:
    """Whether the rows of the result have a limit of their own."""
    for command in reversed(commands):
        if isinstance(command, Limit | Stats | CountFrequent):
            return isinstance(command, Limit)
    return False


def _most_needed(following: Sequence[Command], at_end: int | None) -> int | None:
    """How many of the sorted rows the commands after a sort look at; None for all."""
    for command in following:
        if isinstance(command, Limit):
            return None if command.from_end else command.count
        if not isinstance(command, _KEEP_ROWS) or isinstance(command, ParseMany):
            return None
    return at_end


class Pipeline:
    """A compiled query: run it once."""

    def __init__(self, commands: Sequence[Command], environment: Environment, inner: bool = False) -> None:
        self.scope = Scope(environment, inner)
        self.scanned = self.matched = self.bytes = 0
        self._limited = inner or _is_limited(commands)
        self._most = None if inner else DEFAULT_LIMIT + 1
        self._stages: list[Stage] = []
        for place, command in enumerate(commands):
            self._add(command, commands[place + 1 :])
        if self._count not in self._stages:
            self._stages.append(self._count)
        if self.scope.discovers and not self.scope.ordered:
            self._stages.append(default_order(self.scope, self._most))

    def _add(self, command: Command, following: Sequence[Command]) -> None:
        scope = self.scope
        keeps = isinstance(command, _KEEP_OR_DROP) and not isinstance(command, ParseMany)
        if not keeps and self._count not in self._stages:
            self._stages.append(self._count)
        if isinstance(command, _ORDER_MATTERS) and scope.discovers and not scope.ordered:
            most = command.count if isinstance(command, Limit) and not command.from_end else None
            self._stages.append(default_order(scope, most))
        if isinstance(command, Sort):
            stage: Stage | None = compile_sort(command, scope, _most_needed(following, self._most))
        else:
            stage = _COMPILERS[type(command)](command, scope)
        if stage is not None:
            self._stages.append(stage)

    def _count(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, counted as AWS counts matches: before they are aggregated or cut."""
        counter = count()
        yield from map(itemgetter(0), zip(rows, counter, strict=False))
        self.matched = next(counter)

    def read_also(self, names: Sequence[str], node: Node) -> None:
        """Have further fields of the events at hand."""
        if self.scope.discovers:
            for name in names:
                self.scope.reads.setdefault(name, node)

    def statistics(self) -> dict[str, int]:
        """How many events were read and matched, and how long their messages are."""
        return {
            "recordsScanned": self.scanned,
            "recordsMatched": self.matched,
            "bytesScanned": self.bytes,
        }

    def run(self, events: Iterable[Event]) -> Answer:
        """The answer for these events; raises QueryError for what only rows can tell."""
        rows: Iterable[Row] = self._rows(events)
        for stage in self._stages:
            rows = stage(rows)
        answer = self._cut(rows)
        return Answer(tuple(self.scope.shown()), answer)

    def _cut(self, rows: Iterable[Row]) -> list[Row]:
        kept: list[Row] = []
        for row in rows:
            if len(kept) == DEFAULT_LIMIT and not self._limited:
                self.scope.warn(_CUT)
                break
            kept.append(row)
        return kept

    def _rows(self, events: Iterable[Event]) -> Iterator[Row]:
        scope = self.scope
        names = [name for name in scope.reads if name not in SYSTEM]
        discovery = Discovery(names, scope.lists, self._report)
        context = scope.environment.context
        start, end = context.start_ms, context.end_ms
        for place, event in enumerate(events):
            moment = event.timestamp
            if moment is None or start <= moment <= end:
                self.scanned += 1
                self.bytes += len(event.message)
                yield event_row(event, place, discovery)

    def _report(self, name: str, text: str) -> None:
        self.scope.warn(f"`{name}` {text}", self.scope.reads[name])
