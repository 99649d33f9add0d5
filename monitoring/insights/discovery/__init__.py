"""What Logs Insights finds in a message by itself: JSON, Lambda's lines, VPC flow and Route 53 query logs.

Only the fields that the query reads are looked for. Source:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from monitoring.insights.discovery.leaves import (
    DECODER,
    MOST_FIELDS,
    Json,
    flatten,
    has_more,
    load_object,
    read_leaf,
)
from monitoring.insights.discovery.lines import (
    COLUMNS,
    LAMBDA_FIELDS,
    is_lambda_line,
    read_columns,
    read_lambda,
)
from monitoring.insights.discovery.wanted import read_wanted
from monitoring.insights.values import Value

__all__ = ["MOST_FIELDS", "Discovery", "discover_all"]

Report: TypeAlias = Callable[[str, str], None]
"""Told of a field, and of what about it AWS leaves open."""

_MOST_FRAGMENTS: Final = 10
_LAMBDA_GROUP: Final = "/aws/lambda/"


class Discovery:
    """Finds some fields in messages; ``lists`` are those whose arrays are wanted, for ``expand``."""

    def __init__(self, names: Iterable[str], lists: Iterable[str], report: Report) -> None:
        self._names = dict.fromkeys(names)
        self._lists = frozenset(lists)
        self._report = report
        self._inside = {_inside(name): name for name in self._names if _is_inside(name)}
        self._renamed = any(inside != name for inside, name in self._inside.items())
        self._lambda = any(name in LAMBDA_FIELDS for name in self._names)
        self._columns = any(name in COLUMNS for name in self._names)
        self._read = None if self._lists else read_wanted(self._inside)

    def find(self, message: str, log: str | None) -> dict[str, Value]:
        """The fields of a message, None for those it does not have."""
        if self._read is not None and message[:1] == "{" and not has_more(message):
            found = self._read(message)
            if found is not None and not self._renamed and len(found) == len(self._names):
                return found
            if found is not None:
                return self._names | {self._inside[key]: value for key, value in found.items()}
        return self._names | self._find_slowly(message, log)

    def _find_slowly(self, message: str, log: str | None) -> dict[str, Value]:
        record = load_object(message) if self._inside else None
        if record is not None:
            return self._pick(record)
        found: dict[str, Value] = {}
        if self._inside and (fragment := self._fragment(message, log)):
            found |= self._pick(fragment)
        if self._columns:
            found |= {key: value for key, value in read_columns(message).items() if key in self._names}
        if self._lambda:
            found |= {key: value for key, value in read_lambda(message).items() if key in self._names}
        return found

    def _pick(self, record: Json) -> dict[str, Value]:
        leaves, inner = flatten(record)
        found = {}
        for inside, name in self._inside.items():
            if inside in leaves:
                found[name] = self._leaf(name, leaves[inside])
            elif inside in inner:
                found[name] = self._structure(name, inner[inside])
            elif len(leaves) == MOST_FIELDS:
                self._report(
                    name, f"an event has {MOST_FIELDS} fields and more: those beyond are not discovered"
                )
        return found

    def _leaf(self, name: str, value: Any) -> Value:
        if value is None:
            self._report(name, "is null in an event: AWS does not say what that is, it counts as missing")
        return read_leaf(value)

    def _structure(self, name: str, value: Any) -> Value:
        if name in self._lists and isinstance(value, list):
            return value
        self._report(
            name, "is an object or array in an event: AWS discovers what is in it, so it counts as missing"
        )
        return None

    def _fragment(self, message: str, log: str | None) -> Json | None:
        """The first JSON object within a line of a Lambda function."""
        if "{" not in message or (log is not None and _LAMBDA_GROUP not in log):
            return None
        fragment = first_fragment(message)
        if fragment is not None and log is None and not is_lambda_line(message):
            name = next(iter(self._inside.values()))
            self._report(
                name, "is read from JSON within a line, which AWS does for log groups of Lambda only"
            )
        return fragment


def first_fragment(message: str) -> Json | None:
    """The first JSON object in a text, looked for at its first ten opening braces."""
    start = -1
    for _ in range(_MOST_FRAGMENTS):
        start = message.find("{", start + 1)
        if start < 0:
            return None
        try:
            return DECODER.raw_decode(message, start)[0]  # type: ignore[no-any-return]
        except (ValueError, RecursionError):
            continue
    return None


def discover_all(message: str, log: str | None) -> dict[str, Value]:
    """All fields of a message, in their order; for commands that name none."""
    record = load_object(message)
    if record is None and "{" in message and (log is None or _LAMBDA_GROUP in log):
        record = first_fragment(message)
    leaves = flatten(record)[0] if record is not None else {}
    shown = {_shown(name): read_leaf(value) for name, value in leaves.items()}
    return shown if leaves else {**read_columns(message), **read_lambda(message)}


def _shown(name: str) -> str:
    return f"@{name}" if name[:1] == "@" else name


def _inside(name: str) -> str:
    return name[1:] if name[:1] == "@" else name


def _is_inside(name: str) -> bool:
    """Whether JSON can have the field: a name there that begins with @ is shown with @@ (documented)."""
    return name[:1] != "@" or name[:2] == "@@"
