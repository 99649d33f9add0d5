"""The place in the text while parsing: the next token, and what every part of the parser asks for."""

from collections.abc import Callable
from typing import Final, NoReturn

from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.lexer import Token, field_parts, next_token, regex_at
from monitoring.insights.tree import Field, Subquery

MAX_DEPTH: Final = 100


class Cursor:
    """The next token and the end of the last; ``subquery`` reads a query in brackets.

    ``outputs`` are the columns of the last stats by the call that each is; ``forbids`` is empty where an
    aggregate may stand, or else the words for where it cannot; ``within`` is whether this is a subquery.
    """

    __slots__ = ("depth", "forbids", "last_end", "outputs", "subquery", "text", "token", "within")

    def __init__(self, text: str, subquery: "Callable[[Cursor], Subquery]") -> None:
        self.text = text
        self.subquery = subquery
        self.outputs: dict[str, str] = {}
        self.forbids = ""
        self.within = False
        self.depth = 0
        self.last_end = 0
        self.token = next_token(text, 0)

    def advance(self) -> Token:
        """Go on to the next token; returns the one left behind."""
        token = self.token
        self.last_end = token.end
        self.token = next_token(self.text, token.end)
        return token

    def peek(self) -> Token:
        """The token after the next."""
        return next_token(self.text, self.token.end)

    def take_regex(self) -> tuple[str, int]:
        """The regex that begins at the next token, which is a ``/``, and where its pattern begins."""
        start = self.token.start
        pattern, self.last_end = regex_at(self.text, start)
        self.token = next_token(self.text, self.last_end)
        return pattern, start + 1

    def accept(self, *keys: str) -> bool:
        """Whether the next token is one of these words or signs; it is left behind then."""
        if self.token.key not in keys or self.token.kind == "end":
            return False
        self.advance()
        return True

    def expect(self, key: str, role: str) -> Token:
        """Leave this word or sign behind, or say that it is missing; role says what it is for."""
        if self.token.key != key:
            self.refuse(f"expects `{key}` {role}, got {self.shown()}")
        return self.advance()

    def expect_name(self, role: str) -> tuple[str, ...]:
        """The parts of a name: a word, in backticks or not."""
        if self.token.kind == "string":
            message = f"AWS names no text in quotes as {role}; write a name, in backticks when it has blanks"
            raise UnspecifiedQuery(message, self.token.start, self.token.end - self.token.start)
        if self.token.kind not in ("word", "number"):
            self.refuse(f"expects {role}, got {self.shown()}")
        return field_parts(self.advance())

    def expect_field(self, role: str) -> Field:
        """A field's name."""
        start = self.token.start
        if self.token.kind == "number":
            self.refuse(
                f"expects {role}, got the number {self.token.text}; a field of this name needs backticks"
            )
        parts = self.expect_name(role)
        return Field(".".join(parts), parts, offset=start, length=self.last_end - start)

    def enter(self) -> None:
        """Go one level deeper; leave with ``self.depth -= 1``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = (
                f"nested deeper than {MAX_DEPTH} levels; compute parts in a `fields` command of their own"
            )
            raise UnsupportedQuery(message, self.token.start, self.token.end - self.token.start)

    def shown(self) -> str:
        """The next token in words, for messages."""
        if self.token.kind == "end":
            return "the end of the query"
        return f"`{self.token.text}`" if len(self.token.text) <= 40 else f"`{self.token.text[:37]}...`"

    def refuse(self, message: str) -> NoReturn:
        """Raise a QueryError at the next token."""
        raise QueryError(message, self.token.start, self.token.end - self.token.start)
