"""In which encoding a file that is not UTF-8 may be written."""

import re
from typing import Final

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_KANA: Final = re.compile("[\\u3041-\\u3096\\u30a1-\\u30fa]{2}")
_JAPANESE: Final = re.compile("[\\u3041-\\u30fa\\u4e00-\\u9fff]")
_NO_TEXT: Final = re.compile("[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f]")


def guess_encoding(raw: bytes) -> str:
    """The end of a message: ``; the file looks like Shift_JIS``, or nothing."""
    if raw[:2] in _UTF_16:
        return "; the file looks like UTF-16"
    if _KANA.search(_decoded(raw, "euc_jp")):
        return "; the file looks like EUC-JP"
    text = _decoded(raw, "cp932")
    is_japanese = _JAPANESE.search(text) and not _NO_TEXT.search(text)
    return "; the file looks like Shift_JIS" if is_japanese else ""


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""
