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
from monitoring.insights.discovery.wanted import Read, Unread, want
from monitoring.insights.values import Value

__all__ = ["MOST_FIELDS", "Discovery", "Unread"]

Report: TypeAlias = Callable[[str, str], None]
"""Told of a field, and of what about it AWS leaves open."""

_MOST_FRAGMENTS: Final = 10
_LAMBDA_GROUP: Final = "/aws/lambda/"
_FRAGMENT: Final = "is read from JSON within a line, which AWS does for log groups of Lambda only"


class Discovery:
    """Finds some fields in messages; ``lists`` are those whose arrays are wanted, for ``expand``;
    a name with a dot after it asks for objects, for ``json``.

    ``open`` gives a dictionary of fields, or a record that ``reads`` read fields of; they raise Unread where
    the whole message has to be read, by ``find``.
    """

    def __init__(self, names: Iterable[str], lists: Iterable[str], report: Report) -> None:
        self._names = dict.fromkeys(names)
        self._lists = frozenset(lists)
        self._report = report
        self._inside = {_inside(name): name for name in self._names if _is_inside(name)}
        self._lambda = not LAMBDA_FIELDS.isdisjoint(self._names)
        self._columns = not COLUMNS.isdisjoint(self._names)
        self._wanted = None if self._lists else want(tuple(self._inside))
        reads = self._wanted.reads if self._wanted else {}
        self.reads: dict[str, Read] = {self._inside[inside]: read for inside, read in reads.items()}

    def open(self, message: str, log: str | None) -> Any:
        """The fields of a message, or a record that has them."""
        if self._wanted is not None and message[:1] == "{" and not has_more(message):
            record = self._wanted.open(message)
            if record is not None:
                return record
        return self.find(message, log)

    def find(self, message: str, log: str | None) -> dict[str, Value]:
        """All wanted fields that a message has."""
        record = load_object(message) if self._inside else None
        if record is not None:
            return self._pick(record)
        found = self._find_fragment(message, log) if self._inside else {}
        others: dict[str, str] = {}
        if self._columns:
            others |= read_columns(message)
        if self._lambda:
            others |= read_lambda(message)
        return found | {name: value for name, value in others.items() if name in self._names}

    def _pick(self, record: Json) -> dict[str, Value]:
        leaves, inner = flatten(record)
        found: dict[str, Value] = {}
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
        wanted = name if isinstance(value, list) else f"{name}."
        if wanted in self._lists:
            return value  # type: ignore[no-any-return]
        self._report(
            name, "is an object or array in an event: AWS discovers what is in it, so it counts as missing"
        )
        return None

    def _find_fragment(self, message: str, log: str | None) -> dict[str, Value]:
        """The fields of the first JSON object within a line of a Lambda function."""
        if "{" not in message or (log is not None and _LAMBDA_GROUP not in log):
            return {}
        fragment = first_fragment(message)
        found = self._pick(fragment) if fragment is not None else {}
        if found and log is None and not is_lambda_line(message):
            self._report(next(iter(found)), _FRAGMENT)
        return found


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


def _inside(name: str) -> str:
    return name[1:] if name[:1] == "@" else name


def _is_inside(name: str) -> bool:
    """Whether JSON can have the field: a name there that begins with @ is shown with @@ (documented)."""
    return name[:1] != "@" or name[:2] == "@@"
