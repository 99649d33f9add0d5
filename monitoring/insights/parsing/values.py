"""What stands between operators: fields, texts, numbers, calls, brackets."""

from collections.abc import Callable
from math import isfinite
from typing import Final

from monitoring.insights.errors import UnspecifiedQuery
from monitoring.insights.lexer import Token, field_parts, string_value
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.names import check_call
from monitoring.insights.parsing.periods import period_of
from monitoring.insights.parsing.regexes import read_regex
from monitoring.insights.signatures import AGGREGATE_KEYS
from monitoring.insights.tree import Access, Boolean, Call, Expression, Field, Number, String

Reader = Callable[[Cursor], Expression]

_OPERATOR_WORDS: Final = frozenset(("and", "or", "in", "like", "as", "by"))
_EXACT_DIGITS: Final = 100
_WANTED: Final = "a field, a value or a function"
_MISPLACED: Final = {
    "/": "a regex stands after `like`, `not like` or `=~`, or in `parse`",
    "[": "a list stands after `in` or `not in`",
    "+": "AWS has no sign `+`; leave it out",
}


def read_value(cursor: Cursor, read_expression: Reader) -> Expression:
    """One operand; read_expression reads what stands in brackets."""
    token = cursor.token
    if token.kind == "word":
        return _read_word(cursor, read_expression)
    if token.kind == "number":
        return read_number(cursor)
    if token.kind == "string":
        return read_string(cursor)
    if token.key == "(":
        return _read_group(cursor, read_expression)
    return cursor.refuse(_MISPLACED.get(token.key) or f"expects {_WANTED}, got {cursor.shown()}")


def read_number(cursor: Cursor) -> Number:
    """A number without a sign."""
    token = cursor.advance()
    length = token.end - token.start
    if token.text.isdigit() and length <= _EXACT_DIGITS:
        return Number(int(token.text), token.text, offset=token.start, length=length)
    value = float(token.text)
    if not isfinite(value):
        raise UnspecifiedQuery("AWS does not say what so large a number is", token.start, length)
    return Number(value, token.text, offset=token.start, length=length)


def read_string(cursor: Cursor) -> String:
    """A text in quotes."""
    token = cursor.advance()
    return String(string_value(token), offset=token.start, length=token.end - token.start)


def _read_group(cursor: Cursor, read_expression: Reader) -> Expression:
    cursor.advance()
    inner = read_expression(cursor)
    cursor.expect(")", "after what stands in brackets")
    return inner


def _read_word(cursor: Cursor, read_expression: Reader) -> Expression:
    token = cursor.token
    if token.key in _OPERATOR_WORDS:
        cursor.refuse(f"expects {_WANTED}, got {cursor.shown()}, which is an operator")
    _refuse_ambiguous(token)
    cursor.advance()
    if cursor.token.key == "(":
        return _read_call(cursor, token, read_expression)
    if token.key in ("true", "false"):
        return Boolean(token.key == "true", offset=token.start, length=token.end - token.start)
    return _read_field(cursor, token)


def _refuse_ambiguous(token: Token) -> None:
    if token.text[0] not in "0123456789.":
        return
    kind = ""
    if period_of(token) is not None:
        kind = "a period outside a function"
    elif _has_exponent(token.text):
        kind = "a number with an exponent"
    elif token.text.count(".") > 1 and token.text.replace(".", "").isdigit():
        kind = "an address without quotes"
    if kind:
        message = f"`{token.text}` looks like {kind}, which AWS does not show"
        message = f"{message}; a field of this name needs backticks"
        raise UnspecifiedQuery(message, token.start, token.end - token.start)


def _has_exponent(text: str) -> bool:
    base, letter, exponent = text.lower().partition("e")
    return bool(letter) and base.replace(".", "").isdigit() and (not exponent or exponent.isdigit())


def _read_field(cursor: Cursor, token: Token) -> Field | Access:
    parts = field_parts(token)
    field = Field(".".join(parts), parts, offset=token.start, length=token.end - token.start)
    if cursor.token.key != "[" or cursor.token.start != cursor.last_end:
        return field
    keys: list[str | int] = []
    while cursor.token.start == cursor.last_end:
        if cursor.token.key == "[":
            keys.append(_read_index(cursor))
        elif cursor.token.text.startswith("."):
            keys.extend(_read_keys(cursor))
        else:
            break
    return Access(field, tuple(keys), offset=token.start, length=cursor.last_end - token.start)


def _read_index(cursor: Cursor) -> int:
    cursor.advance()
    if not (cursor.token.kind == "number" and cursor.token.text.isdigit() and len(cursor.token.text) < 10):
        cursor.refuse(f"expects the place of an item, counted from 0, got {cursor.shown()}")
    index = int(cursor.advance().text)
    cursor.expect("]", "after the place of an item")
    return index


def _read_keys(cursor: Cursor) -> tuple[str, ...]:
    token = cursor.token._replace(text=cursor.token.text[1:], start=cursor.token.start + 1)
    parts = field_parts(token)
    cursor.advance()
    return parts


def _read_call(cursor: Cursor, name: Token, read_expression: Reader) -> Call | Field:
    if not name.key:
        message = f"AWS shows functions without backticks only; write {name.text.replace('`', '')}"
        raise UnspecifiedQuery(message, name.start, name.end - name.start)
    forbids = cursor.forbids
    aggregate = name.key in AGGREGATE_KEYS
    if aggregate:
        cursor.forbids = f"within `{name.text}`"
    call = _read_arguments(cursor, name, read_expression)
    cursor.forbids = forbids
    if (not aggregate or forbids) and (column := _column_of(cursor, call)):
        return column
    check_call(call, forbids if aggregate else "")
    return call


def _read_arguments(cursor: Cursor, name: Token, read_expression: Reader) -> Call:
    cursor.advance()
    arguments: list[Expression] = []
    star = cursor.accept("*")
    if not star and cursor.token.key != ")":
        arguments.append(_read_argument(cursor, read_expression))
        while cursor.accept(","):
            arguments.append(_read_argument(cursor, read_expression))
    cursor.expect(")", f"after the arguments of {name.text}")
    length = cursor.last_end - name.start
    return Call(name.text, name.key, tuple(arguments), star, offset=name.start, length=length)


def _column_of(cursor: Cursor, call: Call) -> Field | None:
    """The column of the last stats that is named by this very call (documented: SUM(Fault) after stats)."""
    name = cursor.outputs.get(call_key(cursor.text, call)) if cursor.outputs else None
    return None if name is None else Field(name, (name,), offset=call.offset, length=call.length)


def call_key(text: str, call: Call) -> str:
    """The text of a call without blanks, its name in lower case."""
    start = call.offset + len(call.name)
    return call.key + "".join(text[start : call.offset + call.length].split())


def _read_argument(cursor: Cursor, read_expression: Reader) -> Expression:
    if cursor.token.key == "/":
        return read_regex(*cursor.take_regex())
    period = period_of(cursor.token)
    if period is None:
        return read_expression(cursor)
    cursor.advance()
    return period
