"""Log entries of a test -> log events with times."""

import json
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from monitoring.finding import Finding, Path, error
from monitoring.testing.files import Lines
from monitoring.testing.known import Known
from monitoring.testing.messages import embedded, fill, to_message
from monitoring.timeline.inputs import Event

MOST_EVENTS = 1_000_000
MOST_BYTES = 200_000_000


class Source(NamedTuple):
    """What log entries are read with: names, named lines, the test file's folder, the test's start."""

    known: Known
    lines: dict[str, dict[str, Any]]
    folder: FilePath
    start: int


def events_of(source: Source, entry: Lines) -> Iterator[Event]:
    """The events of one entry, in order of time; the entry must have passed ``check_lines``."""
    group = source.known.log_group(entry.log)
    if entry.file is not None:
        yield from _from_file(source, entry, group)
    templates = [source.lines[name] | entry.line for name in entry.likes] or (
        [entry.line] if entry.line else []
    )
    for number, at in enumerate(times_of(source, entry), 1):
        for template in templates:
            yield Event(timestamp=at, message=to_message(fill(template, number)), log=group)
        for message in embedded(source.known, entry.metrics, at):
            yield Event(timestamp=at, message=message, log=group)
        if entry.text is not None:
            yield Event(timestamp=at, message=fill(entry.text, number), log=group)


def times_of(source: Source, entry: Lines) -> list[int]:
    """Milliseconds at which the entry's messages are written."""
    zone = source.known.zone
    if entry.at is not None:
        moments = [moment.seconds(source.start, zone) * 1000 for moment in entry.at.all]
        return [at for at in moments for _ in range(entry.times or 1)]
    if entry.until is None:
        return []
    first = (entry.from_.seconds(source.start, zone) if entry.from_ else source.start) * 1000
    end = entry.until.seconds(source.start, zone) * 1000
    if entry.every is not None:
        count = max(0, -(-(end - first) // (entry.every.seconds * 1000))) if entry.every.seconds else 0
        step = entry.every.seconds * 1000
        return [first + index * step for index in range(min(count, entry.times or count, MOST_EVENTS + 1))]
    return [first + index * (end - first) // entry.times for index in range(entry.times)]


def _from_file(source: Source, entry: Lines, group: str) -> Iterator[Event]:
    """NDJSON, one event a line; a line that is no event is a message at the start."""
    text = (source.folder / str(entry.file)).read_text(encoding="utf-8")
    for line in filter(None, text.splitlines()):
        yield _event_of(source, line, group)


def _event_of(source: Source, line: str, group: str) -> Event:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not _is_time(data.get("timestamp")) or "message" not in data:
        return Event(timestamp=source.start * 1000, message=line, log=group)
    log = str(data.get("log", ""))
    own = source.known.log_group(log) if log in source.known.spec.logs else log or group
    event = Event(timestamp=data["timestamp"], message=str(data["message"]), log=own)
    return event | {"logStream": str(data["logStream"])} if "logStream" in data else event


def _is_time(value: object) -> bool:
    """Whether a value is milliseconds between 1970 and 2200."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 7_258_118_400_000


def check_file(source: Source, entry: Lines, path: Path) -> Iterator[Finding]:
    """Whether the file of an entry can be read."""
    file = source.folder / str(entry.file)
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            message = f"{file} is larger than {MOST_BYTES:,} bytes, the most that is read"
            yield error("file-unreadable", path, message, "cut it to what the test needs")
        else:
            file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        yield error("file-unreadable", path, f"{file} is not UTF-8", "name an NDJSON file")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        yield error(
            "file-unreadable", path, f"{file} cannot be read: {reason}", "name it from the test's folder"
        )
