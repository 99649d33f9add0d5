"""Log events, from dictionaries or from lines of NDJSON."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from json import loads
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from monitoring.insights.discovery.leaves import mend
from monitoring.insights.result import Warnings

LONGEST_LINE: Final = 64 * 1024 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_WITH_BOM: Final = "the log begins with a byte order mark, which was left out"


class Event(msgspec.Struct, rename="camel", kw_only=True, gc=False):
    """A log event; times are epoch milliseconds."""

    message: str
    timestamp: int | None = None
    log_stream: str | None = None
    log: str | None = None
    ingestion_time: int | None = None


class _Line(Event, kw_only=True, gc=False):
    """What a line of NDJSON must have to be an event."""

    timestamp: int


_DECODE: Final = msgspec.json.Decoder(_Line).decode


class EventError(ValueError):
    """An event that is not a dictionary of the documented shape."""


def from_dictionaries(events: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
    """Events as `filter-log-events` gives them: ``timestamp`` (ms), ``message``, ``logStream``, ``log``.

    Raises EventError for what has another shape.
    """
    for place, event in enumerate(events):
        try:
            read = msgspec.convert(event, Event)
        except msgspec.ValidationError as error:
            raise EventError(f"event {place} is no log event: {error}") from None
        if not read.message.isascii():
            read.message = mend(read.message)
        yield read


def from_lines(lines: Iterable[bytes], warnings: Warnings) -> Iterator[Event]:
    """An event of each line of NDJSON; a line that is no event is a raw message without a time.

    Never fails: bytes that are no UTF-8, a byte order mark, empty lines and lines beyond 64 MB are warned of.
    """
    for number, line in enumerate(_without_mark(lines, warnings), 1):
        try:
            yield _DECODE(line)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            yield from _read_raw(line, number, warnings)


def _without_mark(lines: Iterable[bytes], warnings: Warnings) -> Iterator[bytes]:
    rest = iter(lines)
    first = next(rest, b"")
    if first.startswith(_BOM):
        warnings.add(_WITH_BOM)
        first = first[len(_BOM) :]
    return chain([first], rest)


def _read_raw(line: bytes, number: int, warnings: Warnings) -> Iterator[Event]:
    if len(line) > LONGEST_LINE:
        warnings.add(f"line {number} is longer than 64 MB and was left out; AWS's events have 1 MB at most")
        return
    text = line.decode("utf-8", "replace")
    if "\ufffd" in text and "\ufffd".encode() not in line:
        warnings.add(f"line {number} is not UTF-8: what cannot be read is shown as \ufffd")
    text = text.rstrip("\r\n")
    if not text.strip():
        warnings.add("empty lines were left out")
        return
    yield _event_with_surrogates(text) or Event(message=text)


def _event_with_surrogates(text: str) -> Event | None:
    """An event whose text has half a character (``\\ud800``), which strict JSON decoders refuse."""
    if not text.startswith("{") or "\\ud" not in text.lower():
        return None
    try:
        event = msgspec.convert(loads(text), _Line)
    except (ValueError, RecursionError):
        return None
    return replace(event, message=mend(event.message))
