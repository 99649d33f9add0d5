"""Plain (unquoted) scalars: what they mean, and which of them YAML 1.1 and 1.2 readers read differently."""

import re
from typing import Final, NamedTuple, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None


class Reading(NamedTuple):
    """The value of a plain scalar and, when it is a trap, how other readers see it and the way out."""

    value: Scalar
    trap: str = ""
    fix: str = ""


_CASES = (str.lower, str.capitalize, str.upper)
_LIMIT = 4300  # digits; Python refuses to convert longer ones, since it takes quadratic time
_NUMBER: Final = re.compile(
    r"(?P<decimal>[-+]?(?:0|[1-9][0-9]*))|(?P<float>(?:[-+]?[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?)"
)
_ODD: Final = r"""
    (?P<octal>[-+]?0[0-9_]+)
    | (?P<base>[-+]?0(?:x[0-9a-fA-F_]+|b[01_]+|o[0-7_]+))
    | (?P<underscore>(?=[^_]+_)[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?)
    | (?P<sixty>[-+]?(?:[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*))
    | (?P<unsure>[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
    | (?P<date>[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:(?:[Tt]|[ \t]+)[0-9].*)?)
    | (?P<endless>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))
    | (?P<sign>=|<<)
    | (?P<blank>[\u3000\xa0].*)
"""


def _boolean_word(text: str, value: bool) -> Reading:
    word = str(value).lower()
    fix = f'write {word}, or "{text}" in quotes if it is text'
    return Reading(value, f"is read as {word} by some YAML readers and as text by others", fix)


def _boolean_words() -> dict[str, Reading]:
    words = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
    spelled = [(case(word), value) for word, value in words.items() for case in _CASES]
    return {text: _boolean_word(text, value) for text, value in spelled}


WORDS: Final = {
    **_boolean_words(),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"], Reading(None)),
    "true": Reading(True),
    "false": Reading(False),
}
"""Plain scalars that stand for something else than themselves."""

SIGNS: Final = frozenset("0123456789+-.=<\u3000\xa0")
"""First characters of all other plain scalars that are, or look like, something else than text."""


def is_special(text: str) -> bool:
    """Whether a plain scalar is, or looks like, something else than text."""
    return text in WORDS or text[0] in SIGNS


def read_plain(text: str) -> Reading:
    """What a plain scalar means."""
    word = WORDS.get(text)
    if word is not None:
        return word
    if text[0] not in SIGNS or _is_quantity(text):
        return Reading(text)
    match = _NUMBER.fullmatch(text) or re.fullmatch(_ODD, text, re.VERBOSE | re.DOTALL)
    if match is None or match.lastgroup is None:
        return Reading(text)
    return _READERS[match.lastgroup](text)


def _is_quantity(text: str) -> bool:
    """Whether blanks tell that it is text, such as `45 s`; only dates and stray blanks have some too."""
    return " " in text and text[4:5] != "-" and text[0] not in "\u3000\xa0"


def _read_integer(text: str) -> Reading:
    if len(text) > _LIMIT:
        return Reading(text, f"has {len(text)} digits, and numbers end at {_LIMIT}", "write a shorter number")
    return Reading(int(text))


def _read_float(text: str) -> Reading:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        return Reading(text, "is too large for a number and would read as infinity", "write a smaller number")
    return Reading(number)


def _quoted(text: str) -> str:
    return f'"{text}" in quotes'


def _read_octal(text: str) -> Reading:
    digits = text.replace("_", "").lstrip("+-0") or "0"
    plain = f"-{digits}" if text[0] == "-" else digits
    value = int(plain) if len(digits) <= _LIMIT else text
    trap = "starts with 0: an octal number to some YAML readers and a decimal one or text to others"
    return Reading(value, trap, f"write {plain[:40]}, or {_quoted(text[:40])} if it is text")


def _read_base(text: str) -> Reading:
    trap = "is a hexadecimal, octal or binary number to some YAML readers and text to others"
    try:
        value = int(text.replace("_", ""), 0)
    except ValueError:
        return Reading(text, trap, f"write {_quoted(text[:40])}")
    return Reading(value, trap, f"write a decimal number, or {_quoted(text[:40])} if it is text")


def _read_underscore(text: str) -> Reading:
    plain = text.replace("_", "")[:40]
    trap = "is a number to some YAML readers and text to others, because of the _"
    return Reading(text, trap, f"write {plain}, or {_quoted(text[:40])} if it is text")


def _read_sixty(text: str) -> Reading:
    trap = "is a number to the base 60 to some YAML readers and text to others"
    return Reading(text, trap, f"write {_quoted(text[:40])}; a length of time is written 90 m")


def _read_unsure(text: str) -> Reading:
    trap = "is a number to some YAML readers and text to others"
    fix = f"write it out, such as -0.5 or 1000, or {_quoted(text[:40])} if it is text"
    return Reading(text, trap, fix)


def _read_date(text: str) -> Reading:
    return Reading(text, "is a date to some YAML readers and text to others", f"write {_quoted(text[:40])}")


def _read_endless(text: str) -> Reading:
    return Reading(text, "is infinity or no number at all, and nothing here may be", "write a finite number")


def _read_sign(text: str) -> Reading:
    trap = "has a special meaning to some YAML readers and is text to others"
    return Reading(text, trap, f"write {_quoted(text)}")


def _read_blank(text: str) -> Reading:
    trap = "starts with a full-width or no-break blank, which YAML takes for text"
    return Reading(text, trap, "use ordinary blanks")


_READERS = {
    "decimal": _read_integer,
    "float": _read_float,
    "octal": _read_octal,
    "base": _read_base,
    "underscore": _read_underscore,
    "sixty": _read_sixty,
    "unsure": _read_unsure,
    "date": _read_date,
    "endless": _read_endless,
    "sign": _read_sign,
    "blank": _read_blank,
}
