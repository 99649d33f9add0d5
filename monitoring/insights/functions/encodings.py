"""String functions between notations: URL, Base64, hexadecimal, and replacement by a regex."""

from binascii import Error as BadBase64
from binascii import a2b_base64, b2a_base64
from functools import lru_cache, partial
from re import ASCII
from re import compile as regex
from typing import Any, Final

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.errors import FunctionError
from monitoring.insights.functions.function import define
from monitoring.insights.functions.hashes import to_bytes
from monitoring.insights.values import LARGEST, Value, to_number, to_text

URL_SPECIAL: Final = "AWS does not say how urlencode treats blanks and !'()*~; all but ~ in % notation here"
URL_PLUS: Final = "AWS does not say whether urldecode makes a blank of +; it stays here"
URL_BROKEN: Final = "AWS does not say what urldecode makes of broken % notation; it stays as it is"
NOT_BASE64: Final = "AWS does not say what base64decode gives for what is no Base64 text; taken as missing"
NOT_HEX: Final = "AWS does not say what hexToAscii and hexToDec give for other text; taken as missing"
DOLLAR: Final = (
    "AWS does not say whether $ in a replacement refers to a group; taken literally, \\1 is RE2's way"
)
_HEX: Final = regex(r"(-?)(?:0[xX])?([0-9a-fA-F]+)").fullmatch
_BROKEN: Final = regex(r"%(?![0-9a-fA-F]{2})", ASCII).search
_SPECIAL: Final = regex(r"[ !'()*~]").search
_TEMPLATE: Final = regex(r"([^\\]+)|\\([0-9\\])")


def encode_url(context: Context, value: Value) -> Value:
    """The text in % notation."""
    from urllib.parse import quote_from_bytes

    text = to_text(value)
    if text is None:
        return None
    if _SPECIAL(text):
        context.warn(URL_SPECIAL)
    return quote_from_bytes(to_bytes(text), safe="")


def decode_url(context: Context, value: Value) -> Value:
    """The text that % notation stands for."""
    from urllib.parse import unquote

    text = to_text(value)
    if text is None:
        return None
    if "+" in text:
        context.warn(URL_PLUS)
    if _BROKEN(text):
        context.warn(URL_BROKEN)
    return unquote(text)


def encode_base64(value: Value) -> Value:
    """The text's UTF-8 bytes in Base64."""
    text = to_text(value)
    return None if text is None else b2a_base64(to_bytes(text), newline=False).decode()


def decode_base64(context: Context, value: Value) -> Value:
    """The text whose UTF-8 bytes stand in Base64."""
    text = to_text(value)
    if text is None:
        return None
    try:
        return a2b_base64(to_bytes(text), strict_mode=bool(text)).decode()
    except (BadBase64, UnicodeDecodeError):
        context.warn(NOT_BASE64)
        return None


def hex_to_ascii(context: Context, value: Value) -> Value:
    """The text of the bytes given in hexadecimal digits."""
    text = to_text(value)
    if text is None:
        return None
    try:
        return bytes.fromhex(text.strip()).decode("ascii")
    except ValueError:
        context.warn(NOT_HEX)
        return None


def hex_to_decimal(context: Context, value: Value) -> Value:
    """The number given in hexadecimal digits, with or without ``0x``."""
    text = to_text(value)
    found = None if text is None else _HEX(text)
    number = int(found[2], 16) if found else LARGEST + 1
    if text is not None and number > LARGEST:
        context.warn(NOT_HEX)
    if found is None or number > LARGEST:
        return None
    return -number if found[1] else number


def decimal_to_hex(value: Value) -> Value:
    """An integer as ``0xff`` or ``-0xff``; a fraction is cut off."""
    number = to_number(value)
    return None if number is None else hex(int(number))


def replace_matches(context: Context, value: Value, pattern: Any, replacement: Value) -> Value:
    """The text with everything that matches a pattern replaced; ``\\1`` is what the first group matched."""
    text, new = to_text(value), to_text(replacement)
    source = getattr(pattern, "pattern", None) or to_text(pattern)
    if text is None or new is None or source is None:
        return None
    if "$" in new:
        context.warn(DOLLAR)
    compiled = compile_pattern(source)
    parts = _read_template(new, compiled.groups)
    readable = to_bytes(text).decode()
    return str(compiled.sub(partial(_fill_in, parts), readable)) if compiled.search(readable) else text


def _fill_in(parts: tuple[str | int, ...], found: Any) -> str:
    return "".join(part if isinstance(part, str) else found[part] or "" for part in parts)


@lru_cache(256)
def compile_pattern(pattern: str) -> Any:
    """A regular expression in RE2's syntax; raises FunctionError for one that is none."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as problem:
        raise FunctionError(f"{pattern!r} is no regular expression that RE2 knows: {problem}") from problem


@lru_cache(256)
def _read_template(template: str, groups: int) -> tuple[str | int, ...]:
    """The texts and group numbers of a replacement: RE2 knows ``\\0`` to ``\\9`` and ``\\\\``."""
    parts: list[str | int] = []
    for found in _TEMPLATE.finditer(template):
        literal, escaped = found.groups()
        if escaped is not None and escaped.isdecimal():
            parts.append(int(escaped))
        else:
            parts.append(literal or "\\")
    known = all(isinstance(part, str) or part <= groups for part in parts)
    if not known or len(template) != sum(len(found[0]) for found in _TEMPLATE.finditer(template)):
        raise FunctionError(f"the replacement {template!r} needs \\0 to \\{groups} or \\\\ after a backslash")
    return tuple(parts)


_define = partial(define, "string")

ENCODING: Final = (
    _define(
        "regexReplace(text, pattern, replacement)",
        "The text with everything that matches a pattern (RE2) replaced.",
        replace_matches,
        unspecified=(DOLLAR,),
    ),
    _define(
        "regex_replace(text, pattern, replacement)",
        "Another name for regexReplace.",
        replace_matches,
        support="observed",
        unspecified=(DOLLAR,),
    ),
    _define("urlencode(text)", "The text in % notation.", encode_url, unspecified=(URL_SPECIAL,)),
    _define(
        "urldecode(text)",
        "The text that % notation stands for.",
        decode_url,
        unspecified=(URL_PLUS, URL_BROKEN),
    ),
    _define("base64encode(text)", "The text in Base64.", encode_base64),
    _define(
        "base64decode(text)", "The text that Base64 stands for.", decode_base64, unspecified=(NOT_BASE64,)
    ),
    _define("hexToAscii(text)", "The text of hexadecimal bytes.", hex_to_ascii, unspecified=(NOT_HEX,)),
    _define("hexToDec(text)", "The number in hexadecimal digits.", hex_to_decimal, unspecified=(NOT_HEX,)),
    _define(
        "decToHex(number)",
        "An integer in hexadecimal digits after 0x; a fraction is cut off.",
        decimal_to_hex,
    ),
)
