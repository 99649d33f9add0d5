"""``sessionize``: rows that belong together in time."""

from collections.abc import Iterable, Iterator
from typing import Final

from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.errors import QueryError
from monitoring.insights.times import Period as Duration
from monitoring.insights.tree import Sessionize
from monitoring.insights.values import to_text

_DEFAULT_SPAN: Final = 30 * 60_000
_IDENTIFIERS: Final = "AWS does not say what a session identifier is; numbers by their start here"


def compile_sessionize(sessionize: Sessionize, scope: Scope) -> Stage:
    """A session ends when nothing with the same fields comes for longer than maxspan (documented)."""
    if not (scope.discovers or "@timestamp" in scope.made):
        message = "sessionize needs @timestamp, which the commands before do not give"
        raise QueryError(message, sessionize.offset, sessionize.length)
    reads = [compile_expression(field, scope) for field in sessionize.fields]
    span = _span(sessionize)
    scope.make(sessionize.name)
    scope.show([sessionize.name])
    scope.warn(_IDENTIFIERS, sessionize)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        given = list(rows)
        last: dict[tuple[str | None, ...], tuple[int, int]] = {}
        count = 0
        for row in sorted(given, key=_moment):
            identity = tuple([to_text(read(row)) for read in reads])
            moment = _moment(row)
            before, session = last.get(identity, (None, 0))
            if before is None or moment - before > span:
                count += 1
                session = count
            last[identity] = (moment, session)
            row[sessionize.name] = session
        yield from given

    return run


def _span(sessionize: Sessionize) -> int:
    if sessionize.span is None:
        return _DEFAULT_SPAN
    length = Duration(sessionize.span.count, sessionize.span.unit).milliseconds
    if length is None:
        message = "maxspan takes a period of fixed length, such as 1h"
        raise QueryError(message, sessionize.span.offset, sessionize.span.length)
    return length


def _moment(row: Row) -> int:
    moment = row["@timestamp"]
    return moment if isinstance(moment, int) else 0
