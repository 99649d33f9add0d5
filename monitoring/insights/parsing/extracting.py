"""Commands that make fields or rows out of a value; each reader begins after the command's name."""

from monitoring.insights.errors import QueryError, UnspecifiedQuery
from monitoring.insights.parsing.columns import read_field, read_list
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.expressions import read_expression
from monitoring.insights.parsing.regexes import read_regex
from monitoring.insights.parsing.values import read_string, read_value
from monitoring.insights.tree import Expand, Expression, Field, Parse, Regex, String, Unnest


def read_parse(cursor: Cursor, start: int) -> Parse:
    """``parse field "glob" as names`` or ``parse field /regex with (?<name>..)/``; the field is @message."""
    source = _read_source(cursor)
    if cursor.token.key == "/":
        pattern = read_regex(*cursor.take_regex())
        names = _group_names(cursor, pattern)
        return Parse(source, pattern, names, offset=start, length=cursor.last_end - start)
    if cursor.token.kind != "string":
        cursor.refuse(f'expects a glob such as "user=*" or a /regex/ to parse with, got {cursor.shown()}')
    glob = read_string(cursor)
    cursor.expect("as", "with a name for each `*` of the glob")
    names = read_list(cursor, lambda at: ".".join(at.expect_name("a name for a `*` of the glob")))
    _require_names(glob, names)
    return Parse(source, glob, names, offset=start, length=cursor.last_end - start)


def _read_source(cursor: Cursor) -> Expression:
    if cursor.token.kind == "string" or cursor.token.key == "/":
        return Field("@message", ("@message",), offset=cursor.token.start, length=0)
    return read_value(cursor, read_expression)


def _group_names(cursor: Cursor, pattern: Regex) -> tuple[str, ...]:
    names = tuple(name for name in pattern.names if name is not None)
    if not names:
        message = "a regex to parse with names what it finds: (?<name>..)"
        raise QueryError(message, pattern.offset, pattern.length)
    if cursor.token.key == "as":
        message = "AWS does not say what `as` means after a regex; its groups have names: (?<name>..)"
        raise UnspecifiedQuery(message, cursor.token.start, 2)
    return names


def _require_names(glob: String, names: tuple[str, ...]) -> None:
    stars = glob.value.count("*")
    if stars != len(names):
        message = f"the glob has {stars} `*`, and the number of names after it is {len(names)}"
        message = f"{message}; AWS does not say what that gives, so write one name for each `*`"
        raise UnspecifiedQuery(message, glob.offset, glob.length)


def read_unnest(cursor: Cursor, start: int) -> Unnest:
    """``unnest list into name``."""
    source = read_value(cursor, read_expression)
    cursor.expect("into", "with a name for the items")
    name = ".".join(cursor.expect_name("a name for the items"))
    return Unnest(source, name, offset=start, length=cursor.last_end - start)


def read_expand(cursor: Cursor, start: int) -> Expand:
    """``expand field``."""
    field = read_field(cursor)
    return Expand(field, offset=start, length=cursor.last_end - start)
