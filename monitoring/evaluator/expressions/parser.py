"""Tokens -> tree. Where AWS leaves open what belongs together, brackets are asked for."""

from typing import Final

from monitoring.evaluator.expressions.errors import MathError, UnspecifiedMath, UnsupportedMath
from monitoring.evaluator.expressions.lexer import Token, read_tokens
from monitoring.evaluator.expressions.tree import Array, Binary, Call, Id, Number, Text, Tree, Unary, Word

MAX_DEPTH: Final = 50
_LEVELS: Final = {
    **dict.fromkeys(("OR", "AND"), 1),
    **dict.fromkeys(("==", "!=", "<=", ">=", "<", ">"), 2),
    **dict.fromkeys("+-", 3),
    **dict.fromkeys("*/", 4),
    "^": 5,
}
_WORDS_FOR: Final = {"&&": "AND", "||": "OR"}
_OPEN: Final = {")": "(", "]": "["}
_BRACKETS: Final = "put brackets around what belongs together"


def parse(expression: str) -> Tree:
    """The tree of an expression.

    Names of functions, kinds of arguments and ids are not judged here: see ``kinds.find_problems``.

    Raises MathError for what is no expression, UnsupportedMath for a Metrics Insights query, and
    UnspecifiedMath where AWS does not say what belongs together, as in ``a ^ b ^ c``.

    Source: Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics". That ``*``
    comes before ``+``, ``+`` before comparisons and those before AND follows from its examples.
    """
    parser = _Parser(read_tokens(expression))
    if parser.next.kind == "end":
        raise MathError("the expression is empty", 0, 1, "write one, such as `100 * errors / calls`")
    if parser.next.text.upper() == "SELECT":
        message = "a Metrics Insights query is answered by CloudWatch only"
        raise UnsupportedMath(message, *parser.next.place, "name the metrics, and use their ids")
    tree = parser.read_binary(1)
    if parser.next.kind != "end":
        raise _leftover(parser.next)
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0
        self._open: list[Token] = []

    @property
    def next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self.next
        self._place += token.kind != "end"
        return token

    def _operator(self) -> str:
        """The operator that comes next, or nothing."""
        text = _WORDS_FOR.get(self.next.text, self.next.text)
        return text if text in _LEVELS and self.next.kind in ("sign", "word") else ""

    def read_binary(self, level: int) -> Tree:
        """Operands joined by operators of this level or above."""
        if level > 5:
            return self._read_operand()
        tree = self.read_binary(level + 1)
        before = ""
        while (sign := self._operator()) and _LEVELS[sign] == level:
            self._refuse_open_order(before, sign)
            token, before = self._take(), sign
            tree = Binary(*token.place, sign, tree, self.read_binary(level + 1))
        return tree

    def _refuse_open_order(self, before: str, sign: str) -> None:
        level = _LEVELS[sign]
        if before and (level in (2, 5) or (level == 1 and before != sign)):
            message = f"AWS does not say how `{sign}` after `{before}` is read"
            raise UnspecifiedMath(message, *self.next.place, _BRACKETS)

    def _read_operand(self) -> Tree:
        token = self.next
        if token.text == "-":
            return self._read_minus(self._take())
        if token.text == "NOT":
            return self._read_not(self._take())
        return self._read_primary(self._take())

    def _read_minus(self, token: Token) -> Tree:
        operand = self._nested(token)
        if self._operator() == "^":
            message = "AWS does not say whether `-` or `^` comes first"
            raise UnspecifiedMath(message, *token.place, "write `-(x ^ y)` or `(-x) ^ y`")
        return Unary(*token.place, "-", operand)

    def _read_not(self, token: Token) -> Tree:
        operand = self._nested(token)
        if _LEVELS.get(self._operator(), 0) > 1:
            message = f"AWS does not say whether `NOT` or `{self._operator()}` comes first"
            raise UnspecifiedMath(message, *token.place, "write `NOT (..)`")
        return Unary(*token.place, "NOT", operand)

    def _nested(self, token: Token) -> Tree:
        self._go_deeper(token)
        operand = self._read_operand()
        self._depth -= 1
        return operand

    def _go_deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"the expression is nested deeper than {MAX_DEPTH}"
            raise MathError(message, *token.place, "give a part of it a query of its own")

    def _read_primary(self, token: Token) -> Tree:
        match token.kind:
            case "number":
                return Number(*token.place, token.text)
            case "text":
                return Text(*token.place, token.text[1:-1])
            case "word" if token.text not in ("AND", "OR"):
                return self._read_word(token)
        if token.text == "(":
            return self._read_brackets(token)
        if token.text == "[":
            return Array(*token.place, self._read_list(token, "]"))
        raise self._unexpected(token)

    def _read_word(self, token: Token) -> Tree:
        if self.next.text == "(":
            return Call(*token.place, token.text, self._read_list(self._take(), ")"))
        if token.text[0].islower() and token.text not in ("true", "false"):
            return Id(*token.place, token.text)
        return Word(*token.place, token.text)

    def _read_brackets(self, token: Token) -> Tree:
        self._go_deeper(token)
        self._open.append(token)
        tree = self.read_binary(1)
        self._close(token, ")")
        return tree

    def _read_list(self, token: Token, close: str) -> tuple[Tree, ...]:
        self._go_deeper(token)
        self._open.append(token)
        items: list[Tree] = []
        while items or self.next.text != close:
            items.append(self.read_binary(1))
            if self.next.text != ",":
                break
            self._take()
        self._close(token, close)
        return tuple(items)

    def _close(self, opened: Token, close: str) -> None:
        if self.next.text != close:
            raise self._unclosed(opened, close)
        self._take()
        self._open.pop()
        self._depth -= 1

    def _unclosed(self, opened: Token, close: str) -> MathError:
        token = self.next
        if token.kind == "end":
            return _never_closed(opened)
        if token.text in _OPEN:
            fix = "remove it, or open its bracket"
            return MathError(f"`{token.text}` closes nothing", *token.place, fix)
        if token.text == "," and close == ")":
            return MathError("`,` separates arguments of functions only", *token.place, "remove it")
        return _leftover(token)

    def _unexpected(self, token: Token) -> MathError:
        if token.kind == "end" and self._open:
            return _never_closed(self._open[-1])
        before = self._tokens[self._place - 2] if self._place > 1 else None
        if token.kind == "end":
            end = self._tokens[-2]
            return MathError(
                f"something is missing after `{end.text}`", *end.place, "complete the expression"
            )
        if token.text in _OPEN and (not self._open or self._open[-1].text != _OPEN[token.text]):
            fix = "remove it, or open its bracket"
            return MathError(f"`{token.text}` closes nothing", *token.place, fix)
        if before is None:
            return MathError(f"nothing stands before `{token.text}`", *token.place, "complete the expression")
        message = f"something is missing between `{before.text}` and `{token.text}`"
        return MathError(message, *token.place, "complete the expression")


def _never_closed(token: Token) -> MathError:
    return MathError(f"`{token.text}` is never closed", *token.place, "close it, or remove it")


def _leftover(token: Token) -> MathError:
    if token.text in _OPEN:
        return MathError(f"`{token.text}` closes nothing", *token.place, "remove it, or open its bracket")
    if token.kind == "word" and token.text.upper() in ("AND", "OR", "NOT"):
        return MathError(f"metric math has no `{token.text}`", *token.place, f"write `{token.text.upper()}`")
    if token.text == ",":
        return MathError("`,` separates arguments of functions only", *token.place, "remove it")
    message = f"an operator is missing before `{token.text}`"
    return MathError(message, *token.place, "write one, such as `+` or `AND`")
