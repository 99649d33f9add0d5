"""What can be seen of a metric-math expression without evaluating it."""

from collections.abc import Iterator
from math import ceil, floor
from re import compile as regex
from typing import NamedTuple

_TOKEN = regex(r"[A-Za-z_][A-Za-z0-9_]*|\d+(?:\.\d+)?|[<>=!]=|&&|\|\||\S")
_LEAST = regex(r"(>=|>)\s*(\d+(?:\.\d+)?)")
_CONDITIONAL = regex(r"\bIF\s*\(|[<>]|==|!=|\bAND\b|\bOR\b|&&|\|\|")
_OPEN, _CLOSE = "([", ")]"


class Divisor(NamedTuple):
    """What an expression divides by: the words in it, its text, and where the text stands."""

    words: tuple[str, ...]
    text: str
    offset: int


class _Token(NamedTuple):
    text: str
    start: int
    end: int


def words(expression: str) -> tuple[str, ...]:
    """The ids and function names of an expression, in order of appearance."""
    return tuple(dict.fromkeys(token.text for token in _tokens(expression) if _is_word(token.text)))


def is_conditional(expression: str) -> bool:
    """Whether the expression decides something, instead of only reckoning."""
    return _CONDITIONAL.search(expression) is not None


def least_counts(expression: str) -> tuple[int, ...]:
    """The whole numbers that something in the expression must reach: 3 for ``x >= 3`` and for ``x > 2``."""
    found = _LEAST.findall(expression)
    return tuple(ceil(float(number)) if sign == ">=" else floor(float(number)) + 1 for sign, number in found)


def divisors(expression: str) -> Iterator[Divisor]:
    """Everything the expression divides by, numbers aside."""
    tokens = _tokens(expression)
    for index, token in enumerate(tokens):
        if token.text == "/" and index + 1 < len(tokens):
            operand = tokens[index + 1 : _operand_end(tokens, index + 1)]
            text = expression[operand[0].start : operand[-1].end]
            found = tuple(part.text for part in operand if _is_word(part.text))
            if found:
                yield Divisor(found, text, operand[0].start)


def guards(expression: str, divisor: Divisor) -> bool:
    """Whether the expression keeps a divisor away from 0: a condition on it, or a least value in it."""
    tested = any(word in divisor.words for condition in _conditions(expression) for word in words(condition))
    return tested or _has_floor(divisor)


def _has_floor(divisor: Divisor) -> bool:
    filled = regex(r"\bFILL\s*\([^()]*,\s*(?!0+(?:\.0*)?\s*\))[\d.]+\s*\)").search(divisor.text)
    added = regex(r"\+\s*(?!0+(?:\.0*)?\b)\d").search(divisor.text)
    return bool(filled or added)


def _conditions(expression: str) -> Iterator[str]:
    """The first argument of every IF."""
    tokens = _tokens(expression)
    for index, token in enumerate(tokens[:-1]):
        if token.text == "IF" and tokens[index + 1].text == "(":
            yield expression[tokens[index + 1].end : _argument_end(tokens, index + 2, len(expression))]


def _argument_end(tokens: list[_Token], index: int, end: int) -> int:
    depth = 0
    for token in tokens[index:]:
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth < 0 or (depth == 0 and token.text == ","):
            return token.start
    return end


def _operand_end(tokens: list[_Token], index: int) -> int:
    """The index after the operand that begins at ``index``: a word, a call, or something in brackets."""
    if _is_word(tokens[index].text) and index + 1 < len(tokens) and tokens[index + 1].text == "(":
        index += 1
    depth = 0
    for place in range(index, len(tokens)):
        depth += (tokens[place].text in _OPEN) - (tokens[place].text in _CLOSE)
        if depth <= 0:
            return place + 1
    return len(tokens)


def _tokens(expression: str) -> list[_Token]:
    return [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(expression)]


def _is_word(text: str) -> bool:
    return text[0].isalpha() or text[0] == "_"
