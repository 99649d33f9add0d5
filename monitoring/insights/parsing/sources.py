"""Commands that bring in other data; each reader begins after the command's name."""

from typing import Final, Literal

from monitoring.insights.errors import QueryError, UnsupportedQuery
from monitoring.insights.lexer import Token
from monitoring.insights.parsing.columns import read_field, read_list
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.options import as_boolean, as_count, read_options
from monitoring.insights.parsing.values import read_string
from monitoring.insights.parsing.words import nearest
from monitoring.insights.tree import (
    AppendCols,
    Field,
    Join,
    JoinKey,
    Selector,
    Source,
)

MAX_APPENDED: Final = 100_000
_SELECTING: Final = ("loggroups", "datasource")
_SELECTORS: Final = (
    "accountIdentifier",
    "accountIdentifiers",
    "class",
    "logGroupClass",
    "namePrefix",
)


_MOST: Final = {"": 10, "accountIdentifier": 20, "accountIdentifiers": 20, "namePrefix": 5}
"""Most values of a selector, of dataSource's list without a name (AWS's page of SOURCE)."""


def read_source(cursor: Cursor, start: int) -> Source:
    """``SOURCE 'group'``, ``SOURCE logGroups(namePrefix: ['a'])``, ``SOURCE dataSource(['a.b'])``."""
    groups: list[str] = []
    by: list[Selector] = []
    while cursor.token.key != "|" and cursor.token.kind in ("word", "string"):
        if cursor.peek().key == "=":
            message = "a time range within SOURCE is not simulated; give start and end with the query"
            raise UnsupportedQuery(message, cursor.token.start, cursor.token.end - cursor.token.start)
        if cursor.token.key in _SELECTING and cursor.peek().key == "(":
            by.extend(_read_selectors(cursor))
        elif cursor.token.kind == "string":
            groups.append(read_string(cursor).value)
        else:
            groups.append(".".join(cursor.expect_name("a log group's name")))
        cursor.accept(",")
    if not groups and not by and cursor.last_end == start + len("source"):
        cursor.refuse(f"expects a log group's name or logGroups(..) after SOURCE, got {cursor.shown()}")
    return Source(tuple(groups), tuple(by), offset=start, length=cursor.last_end - start)


def _read_selectors(cursor: Cursor) -> tuple[Selector, ...]:
    kind = cursor.advance()
    cursor.advance()
    selectors: tuple[Selector, ...] = ()
    if cursor.token.key != ")":
        selectors = read_list(cursor, lambda at: _read_selector(at, kind))
    cursor.expect(")", f"after the selectors of {kind.text}")
    for selector in selectors:
        most = _MOST.get(selector.key)
        if most is not None and len(selector.values) > most:
            message = f"at most {most} values here, got {len(selector.values)}"
            raise QueryError(message, selector.offset, selector.length)
    return selectors


def _read_selector(cursor: Cursor, kind: Token) -> Selector:
    start = cursor.token.start
    key = ""
    if cursor.token.kind == "word":
        name = cursor.advance()
        key = next((known for known in _SELECTORS if known.lower() == name.key), "")
        if not key:
            message = f"there is no selector `{name.text}`; {nearest(name.text, _SELECTORS)}"
            raise QueryError(message, name.start, name.end - name.start)
        cursor.expect(":", f"after `{name.text}`")
    elif kind.key == "loggroups":
        cursor.refuse(f"expects a selector such as `namePrefix: ['a']`, got {cursor.shown()}")
    values = _read_texts(cursor)
    return Selector(key, values, offset=start, length=cursor.last_end - start)


def _read_texts(cursor: Cursor) -> tuple[str, ...]:
    cursor.expect("[", "before the texts of a list")
    texts = read_list(cursor, _read_text)
    cursor.expect("]", "after the texts of a list")
    return texts


def _read_text(cursor: Cursor) -> str:
    if cursor.token.kind != "string":
        cursor.refuse(f"expects a text in quotes, got {cursor.shown()}")
    return read_string(cursor).value


def read_join(cursor: Cursor, start: int) -> Join:
    """``join type=left left=a right=b where a.x=b.y (SOURCE 'group' | ..)``."""
    options = read_options(cursor, ("type", "left", "right"))
    for name in ("left", "right"):
        if name not in options:
            cursor.refuse(f"expects `{name}=` with a name for the {name} rows, got {cursor.shown()}")
    left, right = options["left"].text, options["right"].text
    cursor.expect("where", "before the fields that must be equal")
    keys = [_read_join_key(cursor, left, right)]
    while cursor.accept("and"):
        keys.append(_read_join_key(cursor, left, right))
    query = cursor.subquery(cursor)
    kind = _join_kind(options.get("type"))
    return Join(kind, left, right, tuple(keys), query, offset=start, length=cursor.last_end - start)


def _join_kind(token: Token | None) -> Literal["inner", "left"]:
    if token is None or token.key == "inner":
        return "inner"
    if token.key == "left":
        return "left"
    message = f"joins are `inner` or `left`, got `{token.text}`"
    raise QueryError(message, token.start, token.end - token.start)


def _read_join_key(cursor: Cursor, left: str, right: str) -> JoinKey:
    start = cursor.token.start
    first = read_field(cursor)
    if not cursor.accept("=", "=="):
        cursor.refuse(f"expects `=` between the fields of a join, got {cursor.shown()}")
    second = read_field(cursor)
    if first.parts[0] == right and second.parts[0] == left:
        first, second = second, first
    inner = [_without_alias(field, alias) for field, alias in ((first, left), (second, right))]
    return JoinKey(*inner, offset=start, length=cursor.last_end - start)


def _without_alias(field: Field, alias: str) -> Field:
    if field.parts[0] != alias or len(field.parts) < 2:
        message = f"a field of a join begins with its side's name: `{alias}.`, got `{field.name}`"
        raise QueryError(message, field.offset, field.length)
    parts = field.parts[1:]
    return Field(".".join(parts), parts, offset=field.offset, length=field.length)


def read_append_cols(cursor: Cursor, start: int) -> AppendCols:
    """``appendcols override=true max=100 (SOURCE 'group' | ..)``."""
    options = read_options(cursor, ("override", "max"))
    query = cursor.subquery(cursor)
    override = as_boolean(options.get("override"), default=False)
    maximum = as_count(options["max"], MAX_APPENDED) if "max" in options else 10_000
    return AppendCols(query, override, maximum, offset=start, length=cursor.last_end - start)
