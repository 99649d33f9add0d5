"""Commands over the rows of a series; each reader begins after the command's name."""

from typing import Final

from monitoring.insights.errors import QueryError
from monitoring.insights.lexer import Token
from monitoring.insights.parsing.columns import read_alias, read_field, read_fields, read_list
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.options import as_boolean, as_count, read_options
from monitoring.insights.parsing.periods import expect_period
from monitoring.insights.parsing.values import read_number, read_string
from monitoring.insights.tree import (
    Accum,
    AddTotals,
    Autoregress,
    CountFrequent,
    FieldPattern,
    Fill,
    FillDown,
    FillMissing,
    Number,
    Sessionize,
    String,
    Unary,
)

MAX_LAG: Final = 100_000


def read_fillmissing(cursor: Cursor, start: int) -> FillMissing:
    """``fillmissing with 0 for a, 1 for b``."""
    fills = read_list(cursor, _read_fill) if cursor.accept("with") else ()
    return FillMissing(fills, offset=start, length=cursor.last_end - start)


def _read_fill(cursor: Cursor) -> Fill:
    start = cursor.token.start
    value = _read_constant(cursor)
    cursor.expect("for", "between the value and the field it is for")
    field = read_field(cursor)
    return Fill(value, field, offset=start, length=cursor.last_end - start)


def _read_constant(cursor: Cursor) -> String | Number | Unary:
    if cursor.token.kind == "string":
        return read_string(cursor)
    start = cursor.token.start
    negative = cursor.accept("-")
    if cursor.token.kind != "number":
        cursor.refuse(f"expects a number or a text in quotes to fill with, got {cursor.shown()}")
    number = read_number(cursor)
    return Unary("-", number, offset=start, length=cursor.last_end - start) if negative else number


def read_filldown(cursor: Cursor, start: int) -> FillDown:
    """``filldown host cpu*``: names with blanks or commas between, ``*`` for any text; none means all."""
    patterns: list[FieldPattern] = []
    while cursor.token.kind in ("word", "number") or cursor.token.key == "*":
        patterns.append(_read_pattern(cursor))
        if cursor.accept(",") and cursor.token.kind != "word" and cursor.token.key != "*":
            cursor.refuse(f"expects a field's name after the comma, got {cursor.shown()}")
    return FillDown(tuple(patterns), offset=start, length=cursor.last_end - start)


def _read_pattern(cursor: Cursor) -> FieldPattern:
    """Words and stars that touch are one pattern."""
    start = cursor.token.start
    pieces = [_pattern_piece(cursor.advance())]
    while cursor.token.start == cursor.last_end and (cursor.token.kind == "word" or cursor.token.key == "*"):
        pieces.append(_pattern_piece(cursor.advance()))
    return FieldPattern("".join(pieces), offset=start, length=cursor.last_end - start)


def _pattern_piece(token: Token) -> str:
    return token.text.replace("`", "")


def read_addtotals(cursor: Cursor, start: int) -> AddTotals:
    """``addtotals fieldname=Sum row=false col=true a, b``."""
    options = read_options(cursor, ("fieldname", "row", "col"))
    fields = read_fields(cursor) if cursor.token.kind == "word" else ()
    return AddTotals(
        fields,
        options["fieldname"].text.replace("`", "") if "fieldname" in options else "Total",
        as_boolean(options.get("row"), default=True),
        as_boolean(options.get("col"), default=False),
        offset=start,
        length=cursor.last_end - start,
    )


def read_accum(cursor: Cursor, start: int) -> Accum:
    """``accum field as name``."""
    field = read_field(cursor)
    alias = read_alias(cursor)
    return Accum(field, alias, offset=start, length=cursor.last_end - start)


def read_autoregress(cursor: Cursor, start: int) -> Autoregress:
    """``autoregress field as name p=1-4``."""
    field = read_field(cursor)
    alias = read_alias(cursor)
    first = last = 1
    if "p" in (options := read_options(cursor, ("p",))):
        first = last = as_count(options["p"], MAX_LAG)
        if cursor.accept("-"):
            last = as_count(cursor.advance(), MAX_LAG)
    if last < first:
        raise QueryError(f"p={first}-{last} ends before it begins; write p={last}-{first}", start, 11)
    return Autoregress(field, alias, first, last, offset=start, length=cursor.last_end - start)


def read_count_frequent(cursor: Cursor, start: int) -> CountFrequent:
    """``countFrequent a, b``."""
    fields = read_fields(cursor)
    return CountFrequent(fields, offset=start, length=cursor.last_end - start)


def read_sessionize(cursor: Cursor, start: int) -> Sessionize:
    """``sessionize a, b maxspan 1h as name``."""
    fields = read_fields(cursor)
    span = expect_period(cursor, "a period after `maxspan`") if cursor.accept("maxspan") else None
    name = read_alias(cursor) or "session_id"
    return Sessionize(fields, span, name, offset=start, length=cursor.last_end - start)
