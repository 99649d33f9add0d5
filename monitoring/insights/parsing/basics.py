"""The commands most queries are made of; each reader begins after the command's name."""

from typing import Final

from monitoring.insights.errors import QueryError, UnspecifiedQuery
from monitoring.insights.parsing.columns import read_columns, read_fields, read_list
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.expressions import read_expression
from monitoring.insights.parsing.periods import expect_period
from monitoring.insights.parsing.values import call_key
from monitoring.insights.tree import (
    Call,
    Dedup,
    Display,
    Fields,
    Filter,
    FilterIndex,
    Limit,
    LimitAny,
    Sort,
    SortKey,
    Stats,
    Unmask,
)

MAX_LIMIT: Final = 100_000


def read_fields_command(cursor: Cursor, start: int) -> Fields:
    """``fields a, f(b) as c``."""
    columns = read_columns(cursor)
    return Fields(columns, offset=start, length=cursor.last_end - start)


def read_display(cursor: Cursor, start: int) -> Display:
    """``display a, f(b) as c``."""
    columns = read_columns(cursor)
    return Display(columns, offset=start, length=cursor.last_end - start)


def read_unmask(cursor: Cursor, start: int) -> Unmask:
    """``unmask a, b``."""
    columns = read_columns(cursor)
    return Unmask(columns, offset=start, length=cursor.last_end - start)


def read_filter(cursor: Cursor, start: int) -> Filter:
    """``filter condition``."""
    condition = read_expression(cursor)
    return Filter(condition, offset=start, length=cursor.last_end - start)


def read_filter_index(cursor: Cursor, start: int) -> FilterIndex:
    """``filterIndex condition``."""
    condition = read_expression(cursor)
    return FilterIndex(condition, offset=start, length=cursor.last_end - start)


def read_stats(cursor: Cursor, start: int) -> Stats:
    """``stats aggregates by groups offset period``."""
    cursor.forbids = ""
    columns = read_columns(cursor)
    cursor.forbids = "after `by`"
    by = read_columns(cursor) if cursor.accept("by") else ()
    shift = expect_period(cursor, "a period after `offset`") if by and cursor.accept("offset") else None
    cursor.outputs = {
        call_key(cursor.text, column.expression): column.name
        for column in columns + by
        if isinstance(column.expression, Call)
    }
    return Stats(columns, by, shift, offset=start, length=cursor.last_end - start)


def read_sort(cursor: Cursor, start: int) -> Sort:
    """``sort a, b desc``; ``sort by a`` is accepted too (observed)."""
    cursor.accept("by")
    keys = read_list(cursor, _read_sort_key)
    return Sort(keys, offset=start, length=cursor.last_end - start)


def _read_sort_key(cursor: Cursor) -> SortKey:
    start = cursor.token.start
    expression = read_expression(cursor)
    if cursor.token.key == "as":
        message = "AWS does not show what `as` in sort means; name the column in `fields` or `stats`"
        raise UnspecifiedQuery(message, cursor.token.start, 2)
    descending = cursor.accept("desc")
    if not descending:
        cursor.accept("asc")
    return SortKey(expression, descending, offset=start, length=cursor.last_end - start)


def read_limit(cursor: Cursor, start: int) -> Limit:
    """``limit n``, ``head n``, ``limit any n``."""
    kind = LimitAny if cursor.accept("any") else Limit
    return kind(_read_count(cursor), offset=start, length=cursor.last_end - start)


def read_tail(cursor: Cursor, start: int) -> Limit:
    """``tail n``: the last rows."""
    count = _read_count(cursor)
    return Limit(count, from_end=True, offset=start, length=cursor.last_end - start)


def _read_count(cursor: Cursor) -> int:
    token = cursor.token
    if token.kind != "number" or not token.text.isdigit():
        cursor.refuse(f"expects a number of rows such as `limit 100`, got {cursor.shown()}")
    if not 1 <= float(token.text) <= MAX_LIMIT:
        message = f"a limit is 1 to {MAX_LIMIT:,} rows, got {cursor.shown()}"
        raise QueryError(message, token.start, token.end - token.start)
    return int(cursor.advance().text)


def read_dedup(cursor: Cursor, start: int) -> Dedup:
    """``dedup a, b``."""
    keys = read_fields(cursor)
    return Dedup(keys, offset=start, length=cursor.last_end - start)
