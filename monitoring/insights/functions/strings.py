"""String functions: numbers count as the text they print as, maps and lists as missing."""

from functools import partial
from typing import Final

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.function import define
from monitoring.insights.values import Value, equal, is_true, to_number, to_text

JOINED_MISSING: Final = "AWS does not say what concat gives when an argument is missing; left out"
OTHER_BLANKS: Final = "AWS does not say whether trim and isblank know white space beyond ASCII; they do here"
OUTSIDE: Final = (
    "AWS does not say what substr gives before the start or past the end of a text; an empty text"
)
NO_SEARCH: Final = "AWS does not say what replace does with an empty search text; nothing is replaced"
NO_DELIMITER: Final = "AWS does not say how split treats an empty delimiter; the text stays whole"
EMPTY_END: Final = "AWS does not say whether split keeps empty texts at the end; they are kept"
_BLANKS: Final = " \t\n\r\v\f"
_TO_THE_END: Final = 2**63


def is_empty(value: Value) -> int:
    """1 for what is missing or an empty text."""
    return int(not to_text(value))


def is_blank(context: Context, value: Value) -> int:
    """1 for what is missing, empty or white space only."""
    text = to_text(value)
    return int(text is None or not _strip(context, text, True, True))


def join_texts(context: Context, *values: Value) -> Value:
    """The texts one after the other."""
    texts = [to_text(value) for value in values]
    present = [text for text in texts if text is not None]
    if len(present) < len(texts):
        context.warn(JOINED_MISSING)
    return "".join(present) if present else None


def trim_left(context: Context, value: Value, *characters: Value) -> Value:
    """The text without white space, or these characters, at its start."""
    return _trim(context, value, characters, (True, False))


def trim_right(context: Context, value: Value, *characters: Value) -> Value:
    """The text without white space, or these characters, at its end."""
    return _trim(context, value, characters, (False, True))


def trim_both(context: Context, value: Value, *characters: Value) -> Value:
    """The text without white space, or these characters, at both ends."""
    return _trim(context, value, characters, (True, True))


def _trim(context: Context, value: Value, characters: tuple[Value, ...], sides: tuple[bool, bool]) -> Value:
    text = to_text(value)
    if text is None:
        return None
    if not characters:
        return _strip(context, text, *sides)
    unwanted = to_text(characters[0])
    return None if unwanted is None else _cut(text, unwanted, *sides)


def _strip(context: Context, text: str, left: bool, right: bool) -> str:
    stripped = _cut(text, None, left, right)
    if not text.isascii() and stripped != _cut(text, _BLANKS, left, right):
        context.warn(OTHER_BLANKS)
    return stripped


def _cut(text: str, unwanted: str | None, left: bool, right: bool) -> str:
    text = text.lstrip(unwanted) if left else text
    return text.rstrip(unwanted) if right else text


def count_characters(value: Value) -> Value:
    """The length in Unicode code points."""
    text = to_text(value)
    return None if text is None else len(text)


def to_upper(value: Value) -> Value:
    """The text in upper case."""
    text = to_text(value)
    return None if text is None else text.upper()


def to_lower(value: Value) -> Value:
    """The text in lower case."""
    text = to_text(value)
    return None if text is None else text.lower()


def take_part(context: Context, value: Value, start: Value, *length: Value) -> Value:
    """The text from a place, counted from 0, to the end or for so many code points."""
    text, first = to_text(value), to_number(start)
    size = to_number(length[0]) if length else _TO_THE_END
    if text is None or first is None or size is None:
        return None
    begin, count = int(first), int(size)
    if not 0 <= begin <= len(text) or count < 0:
        context.warn(OUTSIDE)
        return ""
    return text[begin : begin + count]


def replace_text(context: Context, value: Value, search: Value, replacement: Value) -> Value:
    """The text with every occurrence of another replaced, taken literally."""
    text, old, new = to_text(value), to_text(search), to_text(replacement)
    if text is None or old is None or new is None:
        return None
    if not old:
        context.warn(NO_SEARCH)
        return text
    return text.replace(old, new)


def contains(value: Value, search: Value, ignore_case: Value = False) -> int:
    """1 when the text holds the other, else 0."""
    text, wanted = to_text(value), to_text(search)
    if text is None or wanted is None:
        return 0
    if is_true(ignore_case) or equal(ignore_case, "true"):
        return int(wanted.casefold() in text.casefold())
    return int(wanted in text)


def starts_with(value: Value, search: Value) -> int:
    """1 when the text starts with the other, else 0."""
    text, wanted = to_text(value), to_text(search)
    return int(text is not None and wanted is not None and text.startswith(wanted))


def ends_with(value: Value, search: Value) -> int:
    """1 when the text ends with the other, else 0."""
    text, wanted = to_text(value), to_text(search)
    return int(text is not None and wanted is not None and text.endswith(wanted))


def split_text(context: Context, value: Value, delimiter: Value) -> Value:
    """The pieces between the delimiters."""
    text, between = to_text(value), to_text(delimiter)
    if text is None or between is None:
        return None
    if not between:
        context.warn(NO_DELIMITER)
        return [text]
    if text.endswith(between):
        context.warn(EMPTY_END)
    return text.split(between)


_define = partial(define, "string")
_trimming = partial(_define, unspecified=(OTHER_BLANKS,))

STRING: Final = (
    _define("isempty(field)", "1 when the field is missing or an empty text, else 0.", is_empty),
    _trimming("isblank(field)", "1 when the field is missing, empty or white space only, else 0.", is_blank),
    _define(
        "concat(text, ...)",
        "The texts one after the other.",
        join_texts,
        unspecified=(JOINED_MISSING,),
    ),
    _trimming(
        "ltrim(text, characters?)", "Without white space, or these characters, at the start.", trim_left
    ),
    _trimming(
        "rtrim(text, characters?)", "Without white space, or these characters, at the end.", trim_right
    ),
    _trimming(
        "trim(text, characters?)", "Without white space, or these characters, at both ends.", trim_both
    ),
    _define("strlen(text)", "The length in Unicode code points.", count_characters),
    _define("toupper(text)", "The text in upper case.", to_upper),
    _define("tolower(text)", "The text in lower case.", to_lower),
    _define(
        "substr(text, start, length?)",
        "The text from a place, counted from 0, to the end or for so many code points.",
        take_part,
        unspecified=(OUTSIDE,),
    ),
    _define(
        "replace(text, search, replacement)",
        "The text with every occurrence of another replaced.",
        replace_text,
        unspecified=(NO_SEARCH,),
    ),
    _define(
        "strcontains(text, search, ignoreCase?)",
        "1 when the text holds the other, else 0.",
        contains,
    ),
    _define("startsWith(text, search)", "1 when the text starts with the other, else 0.", starts_with),
    _define("endsWith(text, search)", "1 when the text ends with the other, else 0.", ends_with),
    _define(
        "split(text, delimiter)",
        "A list of the pieces between the delimiters.",
        split_text,
        unspecified=(NO_DELIMITER, EMPTY_END),
    ),
)
