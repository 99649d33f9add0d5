"""Tokens of Logs Insights QL, one at a time: only the parser knows where a ``/`` begins a regex."""

from re import ASCII, DOTALL
from re import compile as regex
from typing import Final, Literal, NamedTuple, TypeAlias

from monitoring.insights.errors import QueryError, UnspecifiedQuery

Kind: TypeAlias = Literal["word", "number", "string", "sign", "end"]

# What is repeated is possessive, so that no text makes the engine try twice.
_BLANK: Final = r"(?:[ \t\n\r\f\v]++|#[^\n]*+)*+"
_SKIPPED: Final = regex(_BLANK)
_TOKEN: Final = regex(
    rf"{_BLANK}(?:"
    r"(?P<word>(?:[A-Za-z0-9_@.]++|`[^`]++`)++)"
    r"""|(?P<string>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')"""
    r"|(?P<sign>==|=~|!=|<=|>=|[-+*/%^()\[\],|!:=<>]))",
    DOTALL,
)
_NUMBER: Final = regex(r"\d+(?:\.\d+)?", ASCII)
_DIGITS: Final = frozenset("0123456789")
_REGEX: Final = regex(r"/((?:[^\\/]++|\\.)*+)/", DOTALL)
_PART: Final = regex(r"`([^`]+)`|(\.)|([^`.]+)")
_ESCAPE: Final = regex(r"\\(.)", DOTALL)
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
    if match is None:
        skipped = _SKIPPED.match(text, position)
        return _end_of(text, skipped.end() if skipped else position)
    kind = match.lastgroup or "sign"
    found, start, end = match[kind], match.start(kind), match.end()
    if kind == "sign":
        return Token("sign", found, found, start, end)
    if kind == "string":
        return Token("string", found, "", start, end)
    if found[0] in _DIGITS and _NUMBER.fullmatch(found):
        return Token("number", found, "", start, end)
    return Token("word", found, "" if "`" in found else found.lower(), start, end)


def _end_of(text: str, start: int) -> Token:
    if start >= len(text):
        return Token("end", "", "", len(text), len(text))
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
    match = _REGEX.match(text, start)
    if match is None:
        raise QueryError("the regex that begins here has no end; close it with `/`", start, 1)
    return match[1], match.end()


def field_parts(token: Token) -> tuple[str, ...]:
    """The parts between the dots outside backticks: m.`user.id` has m and user.id, @`a:b` has one."""
    if "`" not in token.text and ".." not in token.text:
        parts = token.text.split(".")
    else:
        parts = [""]
        for match in _PART.finditer(token.text):
            if match[2]:
                parts.append("")
            else:
                parts[-1] += match[1] or match[3]
    if not all(parts):
        message = f"`{token.text}` has a dot with no name beside it; put names that hold dots in backticks"
        raise QueryError(message, token.start, token.end - token.start)
    return tuple(parts)


def string_value(token: Token) -> str:
    r"""What a text in quotes says: a backslash goes before a quote or a backslash."""
    body = token.text[1:-1]
    if "\\" not in body:
        return body
    for match in _ESCAPE.finditer(body):
        if match[1] not in _PLAIN_ESCAPES:
            message = (
                f"AWS does not say what {match[0]!r} means in a text; "
                "write the character itself, `\\\\` for a backslash, or a regex between slashes"
            )
            raise UnspecifiedQuery(message, token.start + 1 + match.start(), 2)
    return _ESCAPE.sub(r"\1", body)
