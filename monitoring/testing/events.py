"""Log entries of a test -> log events with times."""

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from monitoring.insights.result import Warnings
from monitoring.testing.event_files import read_events
from monitoring.testing.files import Lines
from monitoring.testing.known import Known
from monitoring.testing.messages import embedded, fill, to_message
from monitoring.timeline.inputs import Event

MOST_EVENTS = 20_000


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
        yield from _from_file(source, entry)
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


def own_log(known: Known, name: str, usual: str) -> str | None:
    """The log that an event of a file names, as monitoring.yaml or AWS calls it; None for an unknown one."""
    if not name or name in known.spec.logs:
        return name or usual
    return next((log for log in known.spec.logs if known.log_group(log) == name), None)


def _from_file(source: Source, entry: Lines) -> Iterator[Event]:
    """NDJSON, one event a line; a line that is no event is a message at the start."""
    start = source.start * 1000
    for _, _, event in read_events(source.folder / str(entry.file), Warnings()):
        group = source.known.log_group(own_log(source.known, event.log or "", entry.log) or "")
        at = start if event.timestamp is None else event.timestamp
        read = Event(timestamp=at, message=event.message, log=group)
        yield read if event.log_stream is None else read | {"logStream": event.log_stream}
