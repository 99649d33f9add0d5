"""Rows: a log event whose fields are looked for when they are read, or what a command made."""

from base64 import b64encode
from collections.abc import Callable
from typing import Final, TypeAlias

from monitoring.insights.events import Event
from monitoring.insights.values import Timestamp, Value

Find: TypeAlias = Callable[[str, str | None], dict[str, Value]]


class Row(dict[str, Value]):
    """Fields by name; one that is not there is missing (None)."""

    __slots__ = ()

    def __missing__(self, name: str) -> Value:
        return None

    def copy(self) -> "Row":
        """A row of its own with the same fields."""
        return Row(self)


class EventRow(Row):
    """A log event. What a query computes shadows what the event says."""

    __slots__ = ("event", "find", "position")

    def __init__(self, event: Event, position: int, find: Find) -> None:
        self.event = event
        self.position = position
        self.find: Find | None = find

    def __missing__(self, name: str) -> Value:
        read = SYSTEM.get(name)
        if read is not None:
            value = self[name] = read(self)
            return value
        if self.find is None:
            return None
        self.discover()
        return self.get(name)

    def discover(self) -> None:
        """Find the fields that the query reads, all at once."""
        if self.find is not None:
            found = self.find(self.event.message, self.event.log)
            self.find = None
            if self:
                found |= self
            self.update(found)

    def copy(self) -> "EventRow":
        """A row of its own, of the same event."""
        self.discover()
        row = EventRow(self.event, self.position, _find_nothing)
        row.update(self)
        return row


def _find_nothing(message: str, log: str | None) -> dict[str, Value]:
    return {}


def _time(milliseconds: int | None) -> Value:
    return None if milliseconds is None else Timestamp(milliseconds)


def _pointer(row: EventRow) -> Value:
    """Opaque, as AWS's is; the same for the same place in the same log."""
    return b64encode(f"{row.event.log_stream or ''}:{row.position}".encode("utf-8", "replace")).decode()


SYSTEM: Final[dict[str, Callable[[EventRow], Value]]] = {
    "@message": lambda row: row.event.message,
    "@timestamp": lambda row: _time(row.event.timestamp),
    "@ingestionTime": lambda row: _time(row.event.ingestion_time),
    "@logStream": lambda row: row.event.log_stream,
    "@log": lambda row: row.event.log,
    "@ptr": _pointer,
}
