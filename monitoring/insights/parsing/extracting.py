"""Commands that make fields or rows out of a value; each reader begins after the command's name."""

from typing import Final

from msgspec.structs import replace

from monitoring.insights.errors import QueryError, UnspecifiedQuery
from monitoring.insights.parsing.columns import read_field, read_list
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.expressions import read_expression
from monitoring.insights.parsing.regexes import read_regex
from monitoring.insights.parsing.values import read_string, read_value
from monitoring.insights.tree import (
    Expand,
    Expression,
    Field,
    Parse,
    ParseCsv,
    ParseJson,
    ParseLogfmt,
    ParseMany,
    Regex,
    Unnest,
)

_FORMATS: Final = ("csv", "logfmt")


def read_parse(cursor: Cursor, start: int) -> Parse | ParseCsv | ParseLogfmt:
    """``parse field "glob" as names``, ``/regex with (?<name>..)/``, ``logfmt``, ``csv``; of @message.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
    """
    source = _read_source(cursor)
    if cursor.token.key == "/":
        return _read_groups(cursor, start, source)
    if cursor.accept("csv"):
        names = _read_names(cursor, "with a name for each value between commas")
        return ParseCsv(source, names, offset=start, length=cursor.last_end - start)
    if cursor.accept("logfmt"):
        cursor.expect("as", "with a name for the map")
        name = ".".join(cursor.expect_name("a name for the map"))
        return ParseLogfmt(source, name, offset=start, length=cursor.last_end - start)
    return _read_glob(cursor, start, source)


def _read_source(cursor: Cursor) -> Expression:
    alone = cursor.token.key in _FORMATS and cursor.peek().key == "as"
    if alone or cursor.token.kind == "string" or cursor.token.key == "/":
        return Field("@message", ("@message",), offset=cursor.token.start, length=0)
    return read_value(cursor, read_expression)


def _read_names(cursor: Cursor, role: str) -> tuple[str, ...]:
    cursor.expect("as", role)
    return read_list(cursor, lambda at: ".".join(at.expect_name("a name")))


def _read_glob(cursor: Cursor, start: int, source: Expression) -> Parse:
    if cursor.token.kind != "string":
        cursor.refuse(f'expects a glob such as "user=*" or a /regex/ to parse with, got {cursor.shown()}')
    glob = read_string(cursor)
    names = _read_names(cursor, "with a name for each `*` of the glob")
    stars = glob.value.count("*")
    if stars != len(names):
        message = f"the glob has {stars} `*`, and the number of names after it is {len(names)}"
        raise QueryError(f"{message}; write one name for each `*`", glob.offset, glob.length)
    return Parse(source, glob, names, offset=start, length=cursor.last_end - start)


def _read_groups(cursor: Cursor, start: int, source: Expression) -> Parse:
    pattern = read_regex(*cursor.take_regex())
    if cursor.token.key == "as":
        pattern = _rename(pattern, _read_names(cursor, "with a name for each group"))
    names = tuple(name for name in pattern.names if name is not None)
    if not names:
        message = "a regex to parse with names what it finds: (?<name>..)"
        raise QueryError(message, pattern.offset, pattern.length)
    kind = ParseMany if cursor.accept("multi") else Parse
    return kind(source, pattern, names, offset=start, length=cursor.last_end - start)


def _rename(pattern: Regex, names: tuple[str, ...]) -> Regex:
    """Groups named by ``as``, which AWS shows for regexes with a single group only."""
    if len(pattern.names) != 1 or len(names) != 1 or pattern.names[0] not in (None, names[0]):
        message = "AWS shows `as` after a regex for the name of its only group; name groups so: (?<name>..)"
        raise UnspecifiedQuery(message, pattern.offset, pattern.length)
    return replace(pattern, names=names)


def read_json(cursor: Cursor, start: int) -> ParseJson:
    """``json field=a "b.c" as d``."""
    cursor.expect("field", "and `=` before the field that has the JSON")
    cursor.expect("=", "between `field` and its name")
    source = read_field(cursor)
    if cursor.token.kind != "string":
        cursor.refuse(f'expects the path of a key such as "user.name", got {cursor.shown()}')
    path = read_string(cursor)
    cursor.expect("as", "with a name for what is found")
    name = ".".join(cursor.expect_name("a name for what is found"))
    return ParseJson(source, path, name, offset=start, length=cursor.last_end - start)


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
