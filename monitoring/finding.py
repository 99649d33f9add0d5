"""One type for everything the tools complain about: parse errors, lint findings and limit breaches."""

from enum import StrEnum
from typing import NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indexes from the root of ``monitoring.yaml``: ``("alarms", "duration", "warning")``."""


class Severity(StrEnum):
    """How a finding counts: errors fail a run, warnings only with ``--strict``, notes never."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """Something a person should change, with the rule and the way out.

    ``path`` says where in the document; ``span`` narrows it to (offset, length) in characters of the
    text at ``path``, so that a finding can point inside a query. ``on_key`` points at the key instead of
    its value. Line and column are the printer's business.
    """

    check: str
    severity: Severity
    path: Path
    message: str
    fix: str
    span: tuple[int, int] | None = None
    on_key: bool = False


def error(check: str, path: Path, message: str, fix: str, **place: object) -> Finding:
    """An error finding; ``place`` takes ``span`` and ``on_key``."""
    return Finding(check, Severity.ERROR, path, message, fix)._replace(**place)  # type: ignore[arg-type]


def warning(check: str, path: Path, message: str, fix: str, **place: object) -> Finding:
    """A warning finding; ``place`` takes ``span`` and ``on_key``."""
    return Finding(check, Severity.WARNING, path, message, fix)._replace(**place)  # type: ignore[arg-type]


def dotted(path: Path) -> str:
    """A path as people write it: ``alarms.duration.first-look[0].query``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
