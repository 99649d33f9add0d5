"""Cleaning of texts before anything uses them: control characters, braces and HTML tags go."""

import re
from typing import Final

# Line breaks and tabs are how people write lists; every other control character goes. With them goes what
# cannot be seen and serves to hide text: direction overrides, zero-width characters, tag characters. The
# zero-width joiner stays, because emoji of families are made with it.
_INVISIBLE: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f"
)
_REMOVED: Final = re.compile(rf"[{_INVISIBLE}{{}}]")
# A tag begins as HTML says: with a letter, a slash, an exclamation or a question mark. "1 < 2" is no tag.
_TAG: Final = re.compile(r"<[A-Za-z/!?][^<>]*>")
_OPEN_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")


def clean(text: str) -> str:
    """The text without control characters, braces and HTML tags, trimmed; once is enough."""
    if text.isprintable() and "<" not in text and "{" not in text and "}" not in text:
        return text.strip()
    text = _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "<" in text:
        text = _without_tags(text)
    return text.strip()


def _without_tags(text: str) -> str:
    """Removes tags until none is left: taking one out may close the gap of another around it."""
    while (shorter := _TAG.sub("", text)) != text:
        text = shorter
    while (shorter := _OPEN_TAG.sub("", text)) != text:
        text = shorter
    return text
