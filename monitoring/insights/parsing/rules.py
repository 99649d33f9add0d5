"""What AWS says about commands in each other's company."""

from itertools import pairwise
from typing import Final

from monitoring.insights.errors import QueryError, UnspecifiedQuery
from monitoring.insights.parsing.scopes import check_scopes
from monitoring.insights.tree import (
    Call,
    Column,
    Command,
    Dedup,
    Field,
    Fields,
    Join,
    Limit,
    Sort,
    Source,
    Stats,
)
from monitoring.insights.tree.walk import walk

MAX_STATS: Final = 10


def check_pipeline(commands: tuple[Command, ...]) -> None:
    """Check the commands of a query or subquery; raises QueryError at the first breach."""
    _check_sources(commands)
    _check_stats(commands)
    _check_dedup(commands)
    _check_aliases(commands)
    _check_joins(commands)
    check_scopes(commands)


def _check_joins(commands: tuple[Command, ...]) -> None:
    joins = [command for command in commands if isinstance(command, Join)]
    if len(joins) > 1:
        raise QueryError("a query has at most one join", joins[1].offset, joins[1].length)


def _check_sources(commands: tuple[Command, ...]) -> None:
    elsewhere = False
    for command in commands:
        if isinstance(command, Source) and elsewhere:
            message = "AWS shows SOURCE as a query's first command only; move it to the front"
            raise UnspecifiedQuery(message, command.offset, command.length)
        elsewhere = elsewhere or not isinstance(command, Source)


def _check_stats(commands: tuple[Command, ...]) -> None:
    """Several stats: at most 10, sort and limit after the last, bins of a @timestamp that is passed on."""
    places = [place for place, command in enumerate(commands) if isinstance(command, Stats)]
    if len(places) > MAX_STATS:
        extra = commands[places[MAX_STATS]]
        raise QueryError(f"a query has at most {MAX_STATS} stats commands", extra.offset, extra.length)
    if len(places) > 1:
        for command in commands[: places[-1]]:
            _refuse_ordering(command)
    for earlier, later in pairwise(places):
        _check_bins(commands[earlier], commands[earlier + 1 : later + 1])


def _refuse_ordering(command: Command) -> None:
    if isinstance(command, (Sort, Limit)):
        word = "sort" if isinstance(command, Sort) else "limit"
        message = f"with several stats commands, `{word}` stands after the last of them"
        raise QueryError(message, command.offset, command.length)


def _check_bins(stats: Command, following: tuple[Command, ...]) -> None:
    passed = stats.columns + stats.by if isinstance(stats, Stats) else ()
    if any(column.name == "@timestamp" for column in passed):
        return
    for command in following:
        for node in walk(command):
            if isinstance(node, Call) and node.key == "bin" and not _reads_other_field(node):
                message = "bin() reads @timestamp, which the stats command before does not pass on"
                raise QueryError(f"{message}; name a column so: `as @timestamp`", node.offset, node.length)


def _reads_other_field(call: Call) -> bool:
    first = call.arguments[0] if call.arguments else None
    return isinstance(first, Field) and first.name != "@timestamp"


def _check_dedup(commands: tuple[Command, ...]) -> None:
    after = False
    for command in commands:
        if after and not isinstance(command, Limit):
            message = "after dedup only limit may follow; move this command before dedup"
            raise QueryError(message, command.offset, command.length)
        after = after or isinstance(command, Dedup)


def _check_aliases(commands: tuple[Command, ...]) -> None:
    """A name that `fields` has projected cannot get another meaning (observed: MalformedQueryException)."""
    projected: set[str] = set()
    for command in commands:
        if isinstance(command, Stats):
            projected = set()
        elif isinstance(command, Fields):
            _check_columns(command.columns, projected)
            projected |= {column.name for column in command.columns}


def _check_columns(columns: tuple[Column, ...], projected: set[str]) -> None:
    own: set[str] = set()
    for column in columns:
        if column.alias is not None and column.alias in projected:
            message = (
                f"`{column.alias}` is projected by a `fields` before, so `as {column.alias}` is malformed"
            )
            raise QueryError(f"{message}; choose another name", column.offset, column.length)
        if column.alias is not None and column.alias in own:
            message = f"AWS does not say which `{column.alias}` of this command counts; choose another name"
            raise UnspecifiedQuery(message, column.offset, column.length)
        own.add(column.name)
