"""Expression text -> tokens."""

from re import ASCII, DOTALL, VERBOSE
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.evaluator.expressions.errors import MathError, UnspecifiedMath

MAX_LENGTH: Final = 2048
"""Characters of an expression (Amazon CloudWatch API, MetricDataQuery)."""
_TOKEN: Final = regex(
    r"""(?P<blank>\s+)
    |(?P<number>\d+(?:\.\d+)?(?![\w.]))
    |(?P<word>[A-Za-z_]\w*)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/^<>()\[\],])""",
    ASCII | DOTALL | VERBOSE,
)
_NUMBER_LIKE: Final = regex(r"\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?", ASCII)
_MEANT: Final = {
    "=": "write `==`",
    "&": "write `AND`",
    "|": "write `OR`",
    "%": "write the division, such as `100 * errors / calls`",
    ";": "an alarm takes one expression; give the other a query of its own",
    "“": 'write a straight `"`',
    "”": 'write a straight `"`',
    "‘": "write a straight `'`",
    "’": "write a straight `'`",
    "×": "write `*`",
    "÷": "write `/`",
    "−": "write `-`",
}


class Token(NamedTuple):
    """A word, number, string or sign, and where it stands."""

    kind: str
    text: str
    offset: int

    @property
    def place(self) -> tuple[int, int]:
        """Offset and length; the end of the expression has length 1."""
        return self.offset, len(self.text) or 1


def read_tokens(expression: str) -> list[Token]:
    """The tokens of an expression, with one of kind ``end`` last; raises MathError."""
    if len(expression) > MAX_LENGTH:
        message = f"the expression has {len(expression):,} characters, and CloudWatch takes {MAX_LENGTH:,}"
        raise MathError(
            message, MAX_LENGTH, len(expression) - MAX_LENGTH, "give parts of it queries of their own"
        )
    tokens: list[Token] = []
    place = 0
    while place < len(expression):
        match = _TOKEN.match(expression, place)
        if match is None:
            raise _unreadable(expression, place)
        if match.lastgroup != "blank":
            tokens.append(Token(match.lastgroup or "", match[0], place))
        place = match.end()
    return [*tokens, Token("end", "", max(0, len(expression.rstrip()) - 1) if tokens else 0)]


def _unreadable(expression: str, place: int) -> MathError:
    sign = expression[place]
    if number := _NUMBER_LIKE.match(expression, place):
        message = f"AWS does not say whether `{number[0]}` is a number"
        return UnspecifiedMath(message, place, len(number[0]), "write it as `2`, `-5` or `50.25`")
    if sign in "\"'":
        return MathError(
            "the string is never closed", place, len(expression) - place, f"close it with {sign}"
        )
    if sign == "!":
        message = "AWS documents `!=`, but no `!`"
        return UnspecifiedMath(message, place, 1, "write `NOT (..)`, or compare: `.. == 0`")
    return MathError(f"metric math has no `{sign}`", place, 1, _MEANT.get(sign, "remove it"))
