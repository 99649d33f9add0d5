"""Commands joined by pipes, at the top and in brackets."""

from collections.abc import Callable
from typing import Final, NoReturn, TypeAlias

from monitoring.insights.commands import REFUSED, WORDS
from monitoring.insights.errors import UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.parsing import basics, extracting, lookups, series, sources
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.rules import check_pipeline
from monitoring.insights.parsing.words import nearest
from monitoring.insights.tree import Command, Subquery

CommandReader: TypeAlias = Callable[[Cursor, int], Command]

READERS: Final[dict[str, CommandReader]] = {
    "accum": series.read_accum,
    "addtotals": series.read_addtotals,
    "appendcols": sources.read_append_cols,
    "autoregress": series.read_autoregress,
    "cidrlookup": lookups.read_cidrlookup,
    "count_frequent": series.read_count_frequent,
    "countfrequent": series.read_count_frequent,
    "dedup": basics.read_dedup,
    "display": basics.read_display,
    "expand": extracting.read_expand,
    "fields": basics.read_fields_command,
    "filldown": series.read_filldown,
    "fillmissing": series.read_fillmissing,
    "filter": basics.read_filter,
    "filterindex": basics.read_filter_index,
    "head": basics.read_limit,
    "join": sources.read_join,
    "json": extracting.read_json,
    "limit": basics.read_limit,
    "lookup": lookups.read_lookup,
    "order": basics.read_sort,
    "parse": extracting.read_parse,
    "sessionize": series.read_sessionize,
    "sort": basics.read_sort,
    "source": sources.read_source,
    "stats": basics.read_stats,
    "tail": basics.read_tail,
    "unmask": basics.read_unmask,
    "unnest": extracting.read_unnest,
    "where": basics.read_filter,
}


def read_pipeline(cursor: Cursor, closing: str = "") -> tuple[Command, ...]:
    """Commands up to the end of the query, or to the bracket that closes it."""
    if cursor.token.key == "|":
        message = "AWS does not say whether a query may begin with a pipe; begin with the command"
        raise UnspecifiedQuery(message, cursor.token.start, 1)
    commands = [_read_command(cursor)]
    while cursor.accept("|"):
        commands.append(_read_command(cursor))
    if cursor.token.key != closing or (not closing and cursor.token.kind != "end"):
        _refuse_rest(cursor, closing)
    check_pipeline(tuple(commands))
    return tuple(commands)


def read_subquery(cursor: Cursor) -> Subquery:
    """A query in brackets; it has no other within (documented on the pages of subqueries and join)."""
    start = cursor.token.start
    cursor.expect("(", "before a subquery")
    if cursor.token.key not in READERS and cursor.token.key not in REFUSED:
        cursor.refuse(f"expects a query in these brackets, got {cursor.shown()}; a list of values has `[ ]`")
    if cursor.within:
        cursor.refuse("AWS has no subquery within a subquery; run this one as a query of its own")
    outputs, forbids = cursor.outputs, cursor.forbids
    cursor.outputs, cursor.within = {}, True
    commands = read_pipeline(cursor, ")")
    cursor.outputs, cursor.forbids, cursor.within = outputs, forbids, False
    cursor.advance()
    return Subquery(commands, offset=start, length=cursor.last_end - start)


def _read_command(cursor: Cursor) -> Command:
    token = cursor.token
    if reader := READERS.get(token.key):
        cursor.advance()
        cursor.forbids = f"in `{token.text}`"
        return reader(cursor, token.start)
    if facts := REFUSED.get(token.key):
        message = f"`{facts.name}` is not simulated: {facts.refused}"
        raise UnsupportedQuery(message, token.start, token.end - token.start)
    if token.kind == "word":
        cursor.refuse(f"there is no command `{token.text}`; {nearest(token.text, WORDS)}")
    return cursor.refuse(f"expects a command such as `fields`, got {cursor.shown()}")


def _refuse_rest(cursor: Cursor, closing: str) -> NoReturn:
    wanted = f"`{closing}` or a pipe" if closing else "a pipe"
    if cursor.token.key in READERS or cursor.token.key in REFUSED:
        cursor.refuse(f"expects {wanted} before the command {cursor.shown()}")
    if not closing:
        wanted = "a pipe or the end of the command"
    cursor.refuse(f"expects {wanted}, got {cursor.shown()}")
