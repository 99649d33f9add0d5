"""Text that others wrote, before people see it: nothing hidden, nothing secret, nobody's id, not too long.

Log lines and rows of queries hold what users send. Slack's mrkdwn is escaped in ``blocks.py``.
"""

from collections.abc import Callable
from re import Match
from re import compile as regex
from typing import Final
from unicodedata import category

from monitoring.oncall.pseudonym import Pseudonyms

_CONTROL: Final = dict.fromkeys((*range(9), *range(11, 32), 127, *range(128, 160)), " ")
_HIDDEN: Final = ("Cf", "Co", "Cs")
"""Joiners, marks of direction, private and half characters: they can make a line read as another one."""

_SECRETS: Final = (
    regex(r"eyJ[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?"),  # JSON web tokens
    regex(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    regex(r"\bxox[a-z]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{8,}"),
    regex(r"(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}"),
    regex(r"(?i)\b[a-z][a-z0-9+.-]{0,30}://[^\s/:@]+:[^\s/@]+@"),  # an address with a password
)
_STRING: Final = (
    r"""(?P<deep%(n)s>\\*+)(?P<quote%(n)s>["'])"""
    r"""(?:(?P=deep%(n)s)\\(?P=deep%(n)s)[\\"']|(?!(?P=deep%(n)s)(?P=quote%(n)s))[\s\S])*+"""
    r"""(?:(?P=deep%(n)s)(?P=quote%(n)s))?+"""
)
"""A string in JSON or as Python writes it, also in another one (its quotes have backslashes), or cut off."""
_VALUE: Final = f"(?:{_STRING % {'n': 1}}|\\[\\s*+(?:{_STRING % {'n': 2}}\\s*+,?\\s*+)++)"
_COUNT: Final = r"""s[\\"']*+\s*+[=:]\s*+[\\"']*+(?:\d[\d.,]*+|null|none)(?:[\\"'\s})\]]|$)"""
_SECRET: Final = regex(
    r"(?i)(?P<name>(?:passw(?:or)?d|passphrase|pwd|secret|credential|authorization|amz[_-]signature"
    r"|(?:api|access|private|signing|pseudonym)[ _-]?key"
    rf"|(?<!invalid)(?<!invalid_)(?<!expired)(?<!expired_)token(?!{_COUNT}))"
    r"s?(?:[_-]?(?:access[_-]?key|key|value|string|hash))?"
    r"""(?:\\*+["'])?+\s*+[=:]\s*+)"""
    rf"(?:{_VALUE}"
    r"""|(?![{\[])(?:(?:basic|digest|bearer|negotiate)\s++)?(?:[^\s"',;}]|["'](?=[\w-]))++)"""
)
"""A field whose name ends like a secret's; numbers of tokens can be read, and so can codes of errors."""
_WRITTEN: Final = regex(
    r"""(?<=["'])(?P<name>(?:title|description|background|constraints|goal\w*+|subGoals?|prompt|body)"""
    rf"""\\*+["']\s*+:\s*+){_VALUE}"""
)
"""Fields of a request in an object: what users want to reach is nobody's business here."""
_FIELD: Final = r"""(\\{0,7}["'])(%s)\1(\s*:\s*)(?:\1((?:(?!\1)[^\\])*)|(\d+))"""
"""A field of an object in JSON or as Python writes it, also of one in a string, or cut off."""
HIDDEN: Final = "***"


def clean(text: str, most: int) -> str:
    """One line of printable text without secrets, ``most`` characters at most."""
    return cut(" ".join(hide_secrets(visible(text)).split()), most)


def clean_lines(text: str, most: int) -> str:
    """As ``clean``, with its lines kept."""
    lines = (" ".join(line.split(" ")).rstrip() for line in hide_secrets(visible(text)).split("\n"))
    return cut("\n".join(lines), most)


def visible(text: str) -> str:
    """Without control characters and what cannot be seen; half surrogate pairs become question marks."""
    whole = text.encode("utf-8", "replace").decode()
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    if lines.isascii():
        return lines
    return "".join(character for character in lines if category(character) not in _HIDDEN)


def hide_secrets(text: str) -> str:
    """Tokens, keys, passwords and what users wrote become ``***``."""
    for secret in _SECRETS:
        text = secret.sub(HIDDEN, text)
    return _WRITTEN.sub(_hidden, _SECRET.sub(_hidden, text))


def hide_people(text: str, pseudonyms: Pseudonyms, known: tuple[tuple[str, str], ...] = ()) -> str:
    """Ids of people become pseudonyms: those in fields of objects, and those that are known otherwise."""
    fields = "|".join(sorted(pseudonyms.personal))
    if fields:
        text = regex(_FIELD % fields).sub(_named(pseudonyms), text)
    for field, value in sorted(known, key=lambda pair: -len(pair[1])):
        if len(value) > 3 and value in text and pseudonyms.is_personal(field):
            text = text.replace(value, pseudonyms.of(field, value))
    return text


def cut(text: str, most: int) -> str:
    """The text, its end replaced by ``…`` where it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _hidden(match: Match[str]) -> str:
    """The name of a field with ``***`` for its value, in the value's quotes."""
    found = match.groupdict("")
    quotes = found["deep1"] + found["quote1"] or found["deep2"] + found["quote2"]
    return f"{found['name']}{'[' if found['quote2'] else ''}{quotes}{HIDDEN}{quotes}"


def _named(pseudonyms: Pseudonyms) -> Callable[[Match[str]], str]:
    def name(match: Match[str]) -> str:
        quote, field, colon, text, digits = match.groups()
        shown = pseudonyms.show(field, digits or text)
        return f"{quote}{field}{quote}{colon}{quote}{shown}{quote if digits else ''}"

    return name
