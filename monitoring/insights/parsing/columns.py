"""Lists of columns, aliases and field names, which most commands are made of."""

from collections.abc import Callable
from typing import TypeVar

from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.expressions import read_expression
from monitoring.insights.tree import Column, Field

T = TypeVar("T")


def read_list(cursor: Cursor, read_item: Callable[[Cursor], T]) -> tuple[T, ...]:
    """One or more items with commas between them."""
    items = [read_item(cursor)]
    while cursor.accept(","):
        items.append(read_item(cursor))
    return tuple(items)


def read_columns(cursor: Cursor) -> tuple[Column, ...]:
    """Expressions, each with an alias or not."""
    return read_list(cursor, read_column)


def read_column(cursor: Cursor) -> Column:
    """An expression; without an alias a field names its column, anything else the text it is written as.

    Source: ``bin(30m)`` and ``avg(@duration)`` as names are observed in AWS's output.
    """
    start = cursor.token.start
    expression = read_expression(cursor)
    name = expression.name if isinstance(expression, Field) else cursor.text[start : cursor.last_end]
    alias = read_alias(cursor)
    return Column(expression, alias or name, alias, offset=start, length=cursor.last_end - start)


def read_alias(cursor: Cursor) -> str | None:
    """``as name``, when it is there."""
    return ".".join(cursor.expect_name("a name after `as`")) if cursor.accept("as") else None


def read_field(cursor: Cursor) -> Field:
    """The name of a field."""
    return cursor.expect_field("a field's name")


def read_fields(cursor: Cursor) -> tuple[Field, ...]:
    """Names of fields with commas between them."""
    return read_list(cursor, read_field)
