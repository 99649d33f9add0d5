"""Options written ``name=value`` before the rest of a command."""

from collections.abc import Collection

from monitoring.insights.errors import QueryError
from monitoring.insights.lexer import Token
from monitoring.insights.parsing.cursor import Cursor
from monitoring.insights.parsing.words import nearest


def read_options(cursor: Cursor, allowed: Collection[str]) -> dict[str, Token]:
    """The options at the start of a command: the word after ``=``, by the option's name in lower case."""
    options: dict[str, Token] = {}
    while cursor.token.kind == "word" and cursor.peek().key == "=":
        name = cursor.advance()
        cursor.advance()
        if name.key not in allowed:
            hint = nearest(name.key, allowed)
            message = f"there is no option `{name.text}` here; {hint}"
            raise QueryError(message, name.start, name.end - name.start)
        if name.key in options:
            message = f"the option `{name.text}` is given twice; remove one"
            raise QueryError(message, name.start, name.end - name.start)
        if cursor.token.kind not in ("word", "number"):
            cursor.refuse(f"expects a value for `{name.text}`, got {cursor.shown()}")
        options[name.key] = cursor.advance()
    return options


def as_boolean(token: Token | None, default: bool) -> bool:
    """What an option with true or false says."""
    if token is None:
        return default
    if token.key not in ("true", "false"):
        message = f"expects `true` or `false`, got `{token.text}`"
        raise QueryError(message, token.start, token.end - token.start)
    return token.key == "true"


def as_count(token: Token, most: int) -> int:
    """What an option with a whole number from 1 says."""
    if not (token.text.isdigit() and len(token.text) < 10 and 1 <= int(token.text) <= most):
        got = f"`{token.text}`" if token.text else "the end of the query"
        message = f"expects a whole number from 1 to {most:,}, got {got}"
        raise QueryError(message, token.start, token.end - token.start)
    return int(token.text)
