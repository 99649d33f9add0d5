"""Whether a time zone exists, asked of the machine's own list of zones."""

from pathlib import Path
from re import compile as regex

_NAME = regex(r"[A-Z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_FOLDER = Path("/usr/share/zoneinfo")


def is_timezone(name: str) -> bool:
    """Whether ``name`` is an IANA zone such as ``Asia/Tokyo``."""
    if not _NAME.fullmatch(name):
        return False
    return (_FOLDER / name).is_file() or name in known_timezones()


def known_timezones() -> set[str]:
    """Every zone this machine knows; slow, for messages and for machines that keep their zones elsewhere."""
    from zoneinfo import available_timezones

    return available_timezones()
