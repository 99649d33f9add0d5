"""Hash functions, of a text's UTF-8 bytes, in lower-case hexadecimal digits."""

from functools import partial
from typing import Final

from monitoring.insights.functions.function import define
from monitoring.insights.values import Value, to_text


def hash_md5(value: Value) -> Value:
    """The MD5 hash."""
    from hashlib import md5

    text = to_text(value)
    return None if text is None else md5(to_bytes(text), usedforsecurity=False).hexdigest()


def hash_sha256(value: Value) -> Value:
    """The SHA-256 hash."""
    from hashlib import sha256

    text = to_text(value)
    return None if text is None else sha256(to_bytes(text)).hexdigest()


def to_bytes(text: str) -> bytes:
    """A text in UTF-8; half a surrogate pair, which a log may hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


_define = partial(define, "hash")

HASH: Final = (
    _define("md5(field)", "The MD5 hash of the text.", hash_md5),
    _define("sha256(field)", "The SHA-256 hash of the text.", hash_sha256),
)
