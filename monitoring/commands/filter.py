"""`monitoring filter`: the log events that a filter pattern matches, as CloudWatch Logs would."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from monitoring.commands.arguments import add_format
from monitoring.commands.log_files import DESCRIBED, opened
from monitoring.commands.outcome import Exit
from monitoring.output.terminal import cells, harmless, write

if TYPE_CHECKING:
    from monitoring.insights.events import Event
    from monitoring.patterns.errors import PatternError
    from monitoring.patterns.metrics import MetricFilter

NAME = "filter"
SUMMARY = "print the log events that a metric-filter pattern matches"
EXAMPLES = (
    "monitoring filter 'ERROR -ARGUMENTS' --logs events.ndjson",
    "monitoring filter '{ $.error.code = \"TIMEOUT\" }' --logs - --format json",
    "monitoring filter '[..., status = 5*, bytes]' --logs access.log --metric-value '$bytes'",
    "monitoring filter --logs events.ndjson -- -healthy",
)


def add_arguments(parser: ArgumentParser) -> None:
    """PATTERN, --logs, --format, --metric-value, --dimension."""
    parser.add_argument("pattern", metavar="PATTERN", help="what a metric filter would have; '' takes all")
    parser.add_argument("--logs", metavar="FILE", required=True, help=DESCRIBED)
    add_format(parser, "text", "json")
    parser.add_argument(
        "--metric-value", metavar="VALUE", help="what each event counts: a number, $.name or $name"
    )
    parser.add_argument(
        "--dimension",
        metavar="NAME=$.FIELD",
        type=_dimension,
        action="append",
        default=[],
        help="a dimension of the metric, up to three times",
    )


def _dimension(word: str) -> tuple[str, str]:
    name, equals, reference = word.partition("=")
    if not (name and equals and reference.startswith("$")):
        raise ArgumentTypeError(f"`{word}` is no dimension; write it like code=$.error.code")
    return name, reference


def run(arguments: Namespace) -> int:
    """Print the events that match; what AWS leaves open goes to standard error, or among the warnings."""
    from monitoring.patterns.errors import PatternError
    from monitoring.patterns.metrics import metric_filter

    value = arguments.metric_value
    try:
        wanted = metric_filter(arguments.pattern, value or "1", None, dict(arguments.dimension))
    except PatternError as problem:
        write(_refusal(arguments.pattern, problem), sys.stderr)
        return Exit.ERRORS
    with opened([arguments.logs]) as lines:
        search = _Search(wanted, shows_metric=bool(value or arguments.dimension))
        _print_events(search, lines, arguments.format)
    return Exit.CLEAN


class _Found(NamedTuple):
    event: "Event"
    metric: dict[str, Any]


class _Search:
    """Looks for the events and keeps count of what is doubtful about them."""

    def __init__(self, wanted: "MetricFilter", shows_metric: bool) -> None:
        self._wanted, self._shows_metric = wanted, shows_metric
        self._doubts: Counter[str] = Counter()
        self._read: list[str] = []

    def run(self, lines: Iterable[bytes]) -> Iterator[_Found]:
        """The events that match, in the order of the lines."""
        from monitoring.insights.events import from_lines
        from monitoring.insights.result import Warnings

        warnings, pattern = Warnings(), self._wanted.pattern
        doubt = self._wanted.doubt if self._shows_metric else pattern.doubt
        for event in from_lines(lines, warnings):
            if reason := doubt(event.message):
                self._doubts[reason] += 1
            if pattern.matches(event.message):
                yield _Found(event, self._metric(event.message))
        self._read = [each.text for each in warnings.listed()]

    def _metric(self, message: str) -> dict[str, Any]:
        if not self._shows_metric:
            return {}
        sample = self._wanted.sample(message)
        return {"value": sample and sample.value, "dimensions": sample.dimensions if sample else {}}

    def warnings(self) -> list[str]:
        """What the pattern does unexpectedly, and what AWS leaves open, with the number of events."""
        notes = [f"{note.message}; {note.fix}" for note in self._wanted.pattern.notes]
        doubts = [f"{reason} (events: {number:,})" for reason, number in self._doubts.items()]
        return [*self._read, *notes, *doubts]


def _print_events(search: _Search, lines: Iterable[bytes], form: str) -> None:
    if form == "json":
        _print_json(search, lines)
        return
    for found in search.run(lines):
        write(_line(found))
    for warning in search.warnings():
        write(f"monitoring: warning: {harmless(warning)}\n", sys.stderr)


def _print_json(search: _Search, lines: Iterable[bytes]) -> None:
    from monitoring.output.as_json import to_text

    lead = '{"events": [\n'
    for found in search.run(lines):
        write(lead + to_text(_described(found)).rstrip("\n"))
        lead = ",\n"
    write((lead if lead.startswith("{") else "\n") + f'], "warnings": {to_text(search.warnings())}}}\n')


def _described(found: _Found) -> dict[str, Any]:
    event = found.event
    said = {
        "timestamp": event.timestamp,
        "message": event.message,
        "logStream": event.log_stream,
        "log": event.log,
    }
    return {name: value for name, value in said.items() if value is not None} | found.metric


def _line(found: _Found) -> str:
    """``time  value  name=dimension  message``, as far as there are such."""
    parts = [_time(found.event.timestamp)] if found.event.timestamp is not None else []
    if found.metric:
        value = found.metric["value"]
        parts.append("-" if value is None else f"{value:g}")
        parts += [f"{name}={text}" for name, text in found.metric["dimensions"].items()]
    return harmless("  ".join([*parts, found.event.message])) + "\n"


def _time(milliseconds: int) -> str:
    from datetime import UTC, datetime, timedelta

    try:
        time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return str(milliseconds)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _refusal(pattern: str, problem: "PatternError") -> str:
    """The pattern with carets below the mistake, the rule, and the way out."""
    subject = pattern if problem.subject is None else problem.subject
    shown, start = subject.replace("\n", " ").replace("\t", " "), problem.offset
    carets = " " * cells(harmless(shown[:start])) + "^" * max(
        1, cells(harmless(shown[start:][: problem.length]))
    )
    excerpt = f"  {harmless(shown)}\n  {carets}\n" if problem.length and len(subject) < 2_000 else ""
    return f"monitoring filter: {harmless(problem.message)}\n{excerpt}  fix: {harmless(problem.fix)}\n"
