"""Slack messages and mails as lines of text: what stands there, without what only a browser needs."""

from collections.abc import Iterator, Sequence
from html import unescape
from re import Match
from re import compile as regex
from typing import Any

_LINK = regex(r"<(https?://[^|>]+)\|([^>]+)>")
_LONG = regex(r"https?://\S{60,}")
_MENTION = regex(r"<@U0([A-Z]+)0*>")
_BOLD = regex(r"(?m)(?<!\w)\*([^*\n]+)\*")
_ITALIC = regex(r"(?m)^_([^\n]+)_$")


def message_lines(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """A message of Slack, a line each; buttons stand in brackets, graphs by their titles."""
    return [line for block in blocks for line in _block(block)]


def mail_lines(text: str) -> list[str]:
    """A mail's text; addresses of the console are cut."""
    return _LONG.sub(_cut, text).rstrip("\n").split("\n")


def new_lines(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[str]:
    """What an edit brought into a message."""
    known = set(message_lines(before))
    return [line for line in message_lines(after) if line and line not in known]


def _block(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "section":
            yield from _plain(block["text"]["text"]).split("\n")
        case "image":
            yield f"〔グラフ: {block['alt_text']}〕"
        case "actions":
            yield " ".join(f"［{one['text']['text']}］" for one in block["elements"])
        case other:
            raise AssertionError(f"{other} is not shown yet")


def _plain(text: str) -> str:
    text = _MENTION.sub(lambda match: f"@{match[1].lower()}", _LINK.sub(r"［\2］", text))
    text = text.replace("```", "\n").strip("\n")
    return unescape(_ITALIC.sub(r"\1", _BOLD.sub(r"\1", text)))


def _cut(match: Match[str]) -> str:
    return match[0][:56] + "…"
