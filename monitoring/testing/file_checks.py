"""What is wrong with NDJSON files that tests name: lines that would be lost, or are never written."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, Final

from monitoring.finding import Finding, Path, error
from monitoring.insights.result import Warnings
from monitoring.testing.event_files import NOTHING_LOST, Filed, read_events
from monitoring.testing.events import Source, own_log
from monitoring.testing.files import Lines
from monitoring.testing.known import unknown
from monitoring.testing.logged import check_logged, logged_fields

CHECK: Final = "file-unreadable"
MOST_BYTES: Final = 200_000_000
_MOST_FINDINGS: Final = 101  # one more than are shown of a test file
_LAST_TIME: Final = 7_258_118_400_000  # the year 2200
_EMBEDDED: Final = "_aws"  # CloudWatch's own directive, which no log contract speaks of


def check_file(source: Source, entry: Lines, path: Path) -> Iterator[Finding]:
    """Whether the file of an entry can be read, and each of its lines is an event that can be had."""
    file = source.folder / str(entry.file)
    try:
        if file.stat().st_size > MOST_BYTES:
            message = f"{file} is larger than {MOST_BYTES:,} bytes, the most that is read"
            yield error(CHECK, path, message, "cut it to what the test needs")
        else:
            yield from islice(_check_lines(source, entry, file, path), _MOST_FINDINGS)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        yield error(CHECK, path, f"{file} cannot be read: {reason}", "name it from the test's folder")


def _check_lines(source: Source, entry: Lines, file: FilePath, path: Path) -> Iterator[Finding]:
    warnings = Warnings()
    for filed in read_events(file, warnings):
        for found in _check_event(source, entry, filed):
            message = f"{entry.file}:{filed.number}: {found.message}"
            yield found._replace(path=path, message=message, on_key=False)
    for warning in warnings.listed():
        if warning.text != NOTHING_LOST:
            yield error(CHECK, path, f"{entry.file}: {warning.text}", "write the file as NDJSON in UTF-8")


def _check_event(source: Source, entry: Lines, filed: Filed) -> Iterator[Finding]:
    event = filed.event
    if event.timestamp is None:
        data = read_object(filed.line)
        if "timestamp" in data and "message" in data:
            fix = "write `timestamp` as whole milliseconds, and `message`, `log` and `logStream` as text"
            yield error(CHECK, (), "the line has a time and a message, and is no log event", fix)
            return
    elif not 0 <= event.timestamp < _LAST_TIME:
        yield error(CHECK, (), "the time is not between 1970 and 2200", "write milliseconds since 1970")
    log = own_log(source.known, event.log or "", entry.log)
    if log is None:
        yield unknown("log", event.log or "", source.known.spec.logs, ())
    else:
        yield from check_message(source, log, event.message)


def check_message(source: Source, log: str, message: str, path: Path = ()) -> Iterator[Finding]:
    """A message against the log contract, if it is a JSON object without embedded metrics."""
    log = log or next(iter(source.known.spec.logs))
    fields = logged_fields(source.known.spec, log)
    data = read_object(message) if fields else {}
    if data and _EMBEDDED not in data:
        for found in check_logged(fields, log, data, ()):
            yield found._replace(path=path, on_key=False)


def read_object(text: str | bytes) -> dict[str, Any]:
    """A JSON object; empty when the text is something else, or nested without end."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) and _is_shallow(data) else {}


def _is_shallow(data: object, left: int = 100) -> bool:
    if isinstance(data, dict):
        return left > 0 and all(_is_shallow(inner, left - 1) for inner in data.values())
    return True
