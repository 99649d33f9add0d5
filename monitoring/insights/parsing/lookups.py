"""lookup and cidrlookup; each reader begins after the command's name."""

from collections.abc import Callable

from monitoring.insights.errors import UnspecifiedQuery
from monitoring.insights.parsing.columns import read_field, read_list
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.tree import Lookup, LookupKey, LookupOutput


def read_lookup(cursor: Cursor, start: int) -> Lookup:
    """``lookup table column as field, .. OUTPUT column, ..``."""
    table = _read_table(cursor)
    keys = read_list(cursor, _read_lookup_key)
    _refuse_unshown(cursor, "outputnew")
    only_new, outputs = _read_outputs(cursor, _read_plain_output)
    return Lookup(table, keys, outputs, only_new, offset=start, length=cursor.last_end - start)


def _refuse_unshown(cursor: Cursor, key: str) -> None:
    if cursor.token.key == key:
        message = (
            f"AWS shows {cursor.shown()} in cidrlookup, not in lookup; write OUTPUT, and names with `fields`"
        )
        raise UnspecifiedQuery(message, cursor.token.start, cursor.token.end - cursor.token.start)


def read_cidrlookup(cursor: Cursor, start: int) -> Lookup:
    """``cidrlookup table field as column OUTPUT column as name, ..``."""
    table = _read_table(cursor)
    key = _read_network_key(cursor)
    only_new, outputs = _read_outputs(cursor, _read_output)
    length = cursor.last_end - start
    return Lookup(table, (key,), outputs, only_new, network=True, offset=start, length=length)


def _read_table(cursor: Cursor) -> str:
    """A table's name, which may have dashes: they make several tokens that touch."""
    start = cursor.token.start
    name = cursor.expect_name("the name of a lookup table")
    while cursor.token.start == cursor.last_end and cursor.token.key == "-":
        cursor.advance()
        cursor.expect_name("the rest of a lookup table's name")
    return cursor.text[start : cursor.last_end].replace("`", "") if name else ""


def _read_lookup_key(cursor: Cursor) -> LookupKey:
    start = cursor.token.start
    column = read_field(cursor)
    field = read_field(cursor) if cursor.accept("as") else column
    return LookupKey(column.name, field, offset=start, length=cursor.last_end - start)


def _read_network_key(cursor: Cursor) -> LookupKey:
    start = cursor.token.start
    field = read_field(cursor)
    column = read_field(cursor).name if cursor.accept("as") else ""
    return LookupKey(column, field, offset=start, length=cursor.last_end - start)


def _read_outputs(
    cursor: Cursor, read_output: Callable[[Cursor], LookupOutput]
) -> tuple[bool, tuple[LookupOutput, ...]]:
    only_new = cursor.token.key == "outputnew"
    if not cursor.accept("output", "outputnew"):
        cursor.refuse(f"expects OUTPUT and columns of the table, got {cursor.shown()}")
    return only_new, read_list(cursor, read_output)


def _read_plain_output(cursor: Cursor) -> LookupOutput:
    field = read_field(cursor)
    _refuse_unshown(cursor, "as")
    return LookupOutput(field.name, field.name, offset=field.offset, length=field.length)


def _read_output(cursor: Cursor) -> LookupOutput:
    start = cursor.token.start
    column = read_field(cursor).name
    name = read_field(cursor).name if cursor.accept("as") else column
    return LookupOutput(column, name, offset=start, length=cursor.last_end - start)
