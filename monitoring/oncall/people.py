"""Who did something: Slack's id of a user, which is a mention in Slack and a name everywhere else.

Texts carry the id between two marks of the private use area. Nothing that others write can hold them, because
``clean.visible`` takes such characters out.
"""

from collections.abc import Callable
from re import ASCII
from re import compile as regex
from typing import TypeAlias

NameOf: TypeAlias = Callable[[str], str]

_BEGIN, _END = "\ue000", "\ue001"
_ID = regex(r"[UW][A-Z0-9]{7,20}", ASCII)
_MARKED = regex(f"{_BEGIN}({_ID.pattern}){_END}", ASCII)


def marked(who: object) -> object:
    """An id of Slack with its marks; any other name, and what is no text, as it is."""
    return f"{_BEGIN}{who}{_END}" if isinstance(who, str) and _ID.fullmatch(who) else who


def mentioned(text: str) -> str:
    """The text for Slack's mrkdwn: people are mentioned (Slack: "Formatting message text")."""
    return _MARKED.sub(r"<@\1>", text)


def named(text: str, name_of: NameOf = str) -> str:
    """The text for mail and phones: people by their names, by their ids where nobody knows them."""
    return _MARKED.sub(lambda match: name_of(match[1]) or match[1], text)
