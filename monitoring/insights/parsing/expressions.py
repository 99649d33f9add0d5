"""Operators by rank: or, and, not, comparisons, + -, * / %, ^; chains are read in a loop, never by recursion.

AWS documents the operators, not their ranks; these are the usual ones. Where usual readings differ
(``a ^ b ^ c``, ``!a = b``, ``a = b = c``) the query must say what it means with brackets.
"""

from collections.abc import Callable
from typing import Final, Literal, cast

from monitoring.insights.errors import UnspecifiedQuery
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.regexes import read_regex
from monitoring.insights.parsing.values import read_string, read_value
from monitoring.insights.tree import (
    Arithmetic,
    Comparison,
    Expression,
    Logical,
    Match,
    Membership,
    Regex,
    String,
    Subquery,
    Unary,
)

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _POWER = range(1, 8)
_RANKS: Final = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "==", "!=", "<", "<=", ">", ">=", "=~", "like", "in", "not"), _COMPARE),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/%", _PRODUCT),
    "^": _POWER,
}


def read_expression(cursor: Cursor, above: int = 0) -> Expression:
    """An expression of operators that bind more strongly than a rank."""
    cursor.enter()
    start = cursor.token.start
    left = _read_prefix(cursor)
    while (rank := _RANKS.get(cursor.token.key, 0)) > above:
        left = _COMBINERS[rank](cursor, start, left)
    cursor.depth -= 1
    return left


def _read_prefix(cursor: Cursor) -> Expression:
    token = cursor.token
    if token.key == "not":
        cursor.advance()
        return _negated(cursor, token.start, read_expression(cursor, _NOT))
    if token.key == "!":
        return _read_exclamation(cursor)
    if token.key == "-":
        return _read_minus(cursor)
    return read_value(cursor, read_expression)


def _negated(cursor: Cursor, start: int, operand: Expression) -> Unary:
    return Unary("not", operand, offset=start, length=cursor.last_end - start)


def _read_exclamation(cursor: Cursor) -> Unary:
    token = cursor.advance()
    operand = read_expression(cursor, _POWER)
    if _RANKS.get(cursor.token.key, 0) >= _COMPARE:
        message = "AWS does not say what `!` before a comparison negates; use brackets: `!(a = b)`"
        raise UnspecifiedQuery(message, token.start, 1)
    return _negated(cursor, token.start, operand)


def _read_minus(cursor: Cursor) -> Unary:
    token = cursor.advance()
    operand = read_expression(cursor, _POWER)
    if cursor.token.key == "^":
        message = "AWS does not say whether -a ^ b is (-a) ^ b or -(a ^ b); use brackets"
        raise UnspecifiedQuery(message, token.start, 1)
    return Unary("-", operand, offset=token.start, length=cursor.last_end - token.start)


def _combine_words(cursor: Cursor, start: int, left: Expression) -> Logical:
    operator = cast("Literal['and', 'or']", cursor.token.key)
    operands = [left]
    while cursor.accept(operator):
        operands.append(read_expression(cursor, _RANKS[operator]))
    return Logical(operator, tuple(operands), offset=start, length=cursor.last_end - start)


def _combine_arithmetic(cursor: Cursor, start: int, left: Expression) -> Arithmetic:
    rank = _RANKS[cursor.token.key]
    operators: list[str] = []
    operands = [left]
    while _RANKS.get(cursor.token.key) == rank:
        operators.append(cursor.advance().key)
        operands.append(read_expression(cursor, rank))
    if rank == _POWER and len(operators) > 1:
        message = "AWS does not say whether a ^ b ^ c is (a ^ b) ^ c or a ^ (b ^ c); use brackets"
        raise UnspecifiedQuery(message, start, cursor.last_end - start)
    length = cursor.last_end - start
    return Arithmetic(tuple(operators), tuple(operands), offset=start, length=length)


def _combine_comparison(cursor: Cursor, start: int, left: Expression) -> Expression:
    combined = _read_comparison(cursor, start, left)
    if _RANKS.get(cursor.token.key) == _COMPARE:
        message = f"AWS does not say what a second comparison ({cursor.shown()}) compares; use brackets"
        raise UnspecifiedQuery(message, cursor.token.start, cursor.token.end - cursor.token.start)
    return combined


def _read_comparison(cursor: Cursor, start: int, left: Expression) -> Expression:
    operator = cursor.advance().key
    negated = operator == "not"
    if negated:
        operator = cursor.token.key
        if operator not in ("like", "in"):
            cursor.refuse(f"expects `like` or `in` after `not`, got {cursor.shown()}")
        cursor.advance()
    if operator == "in":
        members = _read_members(cursor)
        return Membership(left, members, negated, offset=start, length=cursor.last_end - start)
    if operator in ("like", "=~"):
        pattern = _read_pattern(cursor, operator)
        kind = cast("Literal['like', '=~']", operator)
        return Match(kind, left, pattern, negated, offset=start, length=cursor.last_end - start)
    right = read_expression(cursor, _COMPARE)
    sign = cast("Literal['=', '!=', '<', '<=', '>', '>=']", "=" if operator == "==" else operator)
    return Comparison(sign, left, right, offset=start, length=cursor.last_end - start)


def _read_pattern(cursor: Cursor, operator: str) -> String | Regex:
    if cursor.token.key == "/":
        return read_regex(*cursor.take_regex())
    if cursor.token.kind != "string":
        cursor.refuse(f'expects "text" or /regex/ after `{operator}`, got {cursor.shown()}')
    return read_string(cursor)


def _read_members(cursor: Cursor) -> tuple[Expression, ...] | Subquery:
    if cursor.token.key == "(":
        return cursor.subquery(cursor)
    opening = cursor.expect("[", "after `in`, or a subquery in round brackets")
    if cursor.token.key == "]":
        message = "AWS does not say what an empty list means; name at least one value"
        raise UnspecifiedQuery(message, opening.start, cursor.token.end - opening.start)
    members = [read_expression(cursor)]
    while cursor.accept(","):
        members.append(read_expression(cursor))
    cursor.expect("]", "after the last value of the list")
    return tuple(members)


_COMBINERS: Final[dict[int, Callable[[Cursor, int, Expression], Expression]]] = {
    _OR: _combine_words,
    _AND: _combine_words,
    _COMPARE: _combine_comparison,
    _SUM: _combine_arithmetic,
    _PRODUCT: _combine_arithmetic,
    _POWER: _combine_arithmetic,
}
