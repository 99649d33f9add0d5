"""Tokens of Logs Insights QL, one at a time: only the parser knows where a ``/`` begins a regex."""

from re import DOTALL
from re import compile as regex
from typing import Final, Literal, NamedTuple, TypeAlias

from monitoring.insights.errors import QueryError, UnspecifiedQuery

Kind: TypeAlias = Literal["word", "number", "string", "sign", "end"]

# What is repeated is possessive, so that no text makes the engine try twice. Expressions cost a millisecond
# each to compile, so this is the only one: checking a file starts often.
_TOKEN: Final = regex(
    r"(?:[ \t\n\r\f\v]++|#[^\n]*+)*+(?:"
    r"(?P<word>(?:[A-Za-z0-9_@.]++|`[^`]++`)++)"
    r"""|(?P<string>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')"""
    r"|(?P<sign>==|=~|!=|<=|>=|[-+*/%^()\[\],|!:=<>])"
    r"|(?P<rest>.?))",
    DOTALL,
)
_DIGITS: Final = "0123456789"
_PLAIN_ESCAPES: Final = frozenset("\\\"'")
_HINTS: Final = {
    "&": "both conditions are joined by `and`",
    "`": "a name in backticks ends with a backtick, on the same side of any other",
    '"': "a text ends with the quote it begins with",
    "'": "a text ends with the quote it begins with",
    "{": "a parameter is written {{name}}",
    "$": "a field whose name has a `$` stands in backticks",
    "\u201c": "texts have straight quotes",
    "\u2018": "texts have straight quotes",
    ";": "commands are joined by `|`",
}


class Token(NamedTuple):
    """A token and its place; ``key`` is a word in lower case or a sign, to compare with, else empty."""

    kind: Kind
    text: str
    key: str
    start: int
    end: int


def next_token(text: str, position: int) -> Token:
    """The first token at or after a position; blanks and comments (``#`` to the line's end) are skipped."""
    match = _TOKEN.match(text, position)
    assert match is not None  # `rest` matches anything
    assert match.lastgroup is not None
    kind = match.lastgroup
    found, start, end = match[kind], match.start(kind), match.end()
    if kind == "sign":
        return Token("sign", found, found, start, end)
    if kind == "string":
        return Token("string", found, "", start, end)
    if kind == "rest":
        return _end_of(text, start)
    if found[0] in _DIGITS and _is_number(found):
        return Token("number", found, "", start, end)
    return Token("word", found, "" if "`" in found else found.lower(), start, end)


def _is_number(word: str) -> bool:
    whole, dot, fraction = word.partition(".")
    return whole.isdigit() and (not dot or fraction.isdigit())


def _end_of(text: str, start: int) -> Token:
    if start >= len(text):
        return Token("end", "", "", start, start)
    character = text[start]
    if character.isalnum():
        message = (
            f"AWS does not say whether {character!r} may stand in a bare name; put the name in backticks"
        )
        raise UnspecifiedQuery(message, start, 1)
    unclosed = character in "`\"'"
    what = f"the {character} that begins here has no end" if unclosed else f"{_name(character)} means nothing"
    hint = _HINTS.get(character, "put a text in quotes, a field with such a character in backticks")
    raise QueryError(f"{what}; {hint}", start, 1)


def _name(character: str) -> str:
    return f"`{character}`" if character.isascii() and character.isprintable() else f"U+{ord(character):04X}"


def regex_at(text: str, start: int) -> tuple[str, int]:
    """The text from the ``/`` at a position to the next ``/`` that no backslash escapes, and its end."""
    end = start
    while (end := text.find("/", end + 1)) > 0:
        before = text[start + 1 : end]
        if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            return before, end + 1
    raise QueryError("the regex that begins here has no end; close it with `/`", start, 1)


def field_parts(token: Token) -> tuple[str, ...]:
    """The parts between the dots outside backticks: m.`user.id` has m and user.id, @`a:b` has one."""
    parts = [""]
    for place, piece in enumerate(token.text.split("`")):
        inner = [piece] if place % 2 else piece.split(".")
        parts[-1] += inner[0]
        parts += inner[1:]
    if not all(parts):
        message = f"`{token.text}` has a dot with no name beside it; put names that hold dots in backticks"
        raise QueryError(message, token.start, token.end - token.start)
    return tuple(parts)


def string_value(token: Token) -> str:
    r"""What a text in quotes says: a backslash goes before a quote or a backslash."""
    body = token.text[1:-1]
    if "\\" not in body:
        return body
    pieces: list[str] = []
    last = 0
    while (found := body.find("\\", last)) >= 0:
        if body[found + 1] not in _PLAIN_ESCAPES:
            message = (
                f"AWS does not say what {body[found : found + 2]!r} means in a text; "
                "write the character itself, `\\\\` for a backslash, or a regex between slashes"
            )
            raise UnspecifiedQuery(message, token.start + 1 + found, 2)
        pieces += [body[last:found], body[found + 1]]
        last = found + 2
    return "".join([*pieces, body[last:]])
