"""What is wrong with what tests put in that the models cannot see: names, units, notation, times."""

from collections.abc import Iterable, Iterator

from monitoring.aws.units import UNITS
from monitoring.finding import Finding, Path, error
from monitoring.spec.places import span
from monitoring.testing.event_files import count_lines
from monitoring.testing.events import MOST_EVENTS, Source, times_of
from monitoring.testing.file_checks import check_file, check_message
from monitoring.testing.files import Lines, Test, TestFile
from monitoring.testing.given import metric_key_of
from monitoring.testing.known import Known, unknown
from monitoring.testing.logged import check_logged, logged_fields
from monitoring.testing.notation import MOST, NotationError, Values, read_values
from monitoring.timeline.inputs import MetricKey

CHECK = "schema"
LONGEST_SERIES = 366 * 86400
"""Seconds that a series may last: half a million looks of each alarm."""

_DEEPEST = 20


def check_names(file: TestFile) -> Iterator[Finding]:
    """Tests that have the name of another."""
    first: dict[str, int] = {}
    for index, test in enumerate(file.tests):
        if first.setdefault(test.name, index) != index:
            message = f"tests[{first[test.name]}] has the same name"
            yield error(CHECK, ("tests", index, "name"), message, "say what is different in this one")


def check_inputs(source: Source, test: Test, path: Path) -> Iterator[Finding]:
    """Everything that is wrong with what a test puts in."""
    yield from _check_series(source.known, test, (*path, "series"))
    written = 0
    for index, entry in enumerate(test.logs):
        place = (*path, "logs", index)
        yield from _check_lines(source, entry, place)
        before, written = written, written + _count_events(source, entry)
        if before <= MOST_EVENTS < written:
            message = f"more than {MOST_EVENTS:,} log events in one test"
            fix = "let them come less often, or end sooner; or split the test"
            yield error(CHECK, place, message, fix, on_key=True)


def check_length(file: TestFile, test: Test, path: Path) -> Iterator[Finding]:
    """Series that last longer than alarms can be judged minute by minute."""
    every = test.every or file.every
    for name, text in test.series.items():
        seconds = _seconds(text, every.seconds if every else 60)
        if seconds > LONGEST_SERIES:
            message = f"the series lasts {span(seconds)}; {span(LONGEST_SERIES)} are the most"
            yield error(CHECK, (*path, "series", name), message, "end it sooner, or split the test")


def _seconds(text: object, every: int) -> int:
    """How long a series lasts; one that cannot be read does not."""
    try:
        values = read_values(str(text))
    except NotationError:
        return 0
    return len(values) * (values.every or every)


def _count_events(source: Source, entry: Lines) -> int:
    """How many events an entry stands for, at most."""
    each = (len(entry.likes) or bool(entry.line)) + len(entry.metrics) + (entry.text is not None)
    filed = count_lines(source.folder / entry.file) if entry.file is not None else 0
    return filed + each * len(times_of(source, entry))


def _check_series(known: Known, test: Test, path: Path) -> Iterator[Finding]:
    taken: dict[MetricKey, str] = {}
    if sum(map(_length, test.series.values())) > MOST:
        message = f"the series have more than {MOST:,} values together"
        yield error(CHECK, path, message, "write fewer, or `every 1 h`", on_key=True)
    for name, text in test.series.items():
        found = [*_check_metric(known, name, (*path, name)), *_check_values(known, name, text, (*path, name))]
        yield from found
        if not found:
            first = taken.setdefault(metric_key_of(known, name), name)
            if first != name:
                message = f"`{name}` and `{first}` are statistics of the same CloudWatch metric"
                yield error(CHECK, (*path, name), message, "keep one of them", on_key=True)


def _check_metric(known: Known, name: str, path: Path) -> Iterator[Finding]:
    if name not in known.metrics:
        yield unknown("metric", name, known.metrics, path)
    elif known.metrics[name].math is not None:
        inputs = ", ".join(f"`{each}`" for each in known.metrics[name].with_.values())
        message = f"`{name}` is computed from others and has no values of its own"
        yield error(CHECK, path, message, f"give its inputs: {inputs}", on_key=True)


def _check_values(known: Known, name: str, text: object, path: Path) -> Iterator[Finding]:
    try:
        values = read_values(str(text))
    except NotationError as problem:
        yield error(CHECK, path, str(problem), problem.fix, span=problem.span)
        return
    if name in known.metrics:
        yield from _check_unit(known.metrics[name].unit, values, str(text), path)


def _length(text: object) -> int:
    """How many values a series has; one that cannot be read has none."""
    try:
        return len(read_values(str(text)))
    except NotationError:
        return 0


def _check_unit(own: str, values: Values, text: str, path: Path) -> Iterator[Finding]:
    if values.unit and UNITS[values.unit].dimension != UNITS[own].dimension:
        place = (text.partition("every")[0].rindex(values.unit), len(values.unit))
        message = f"the metric is measured in `{own}`, which is no `{values.unit}`"
        yield error(CHECK, path, message, f"write the values in {own}", span=place)


def _check_lines(source: Source, entry: Lines, path: Path) -> Iterator[Finding]:
    logs = source.known.spec.logs
    if entry.log and entry.log not in logs:
        yield unknown("log", entry.log, logs, (*path, "log"), on_key=False)
    for name in entry.likes:
        if name not in source.lines:
            found = unknown("line", name, source.lines, (*path, "like"), on_key=False)
            yield found if source.lines else found._replace(fix="add it under `lines:`")
    yield from _check_fields(entry.line, (*path, "line"))
    yield from _check_logged(source, entry, path)
    yield from _check_embedded(source.known, entry, (*path, "metrics"))
    if entry.file is not None:
        yield from check_file(source, entry, (*path, "file"))
    if entry.text is not None and (not entry.log or entry.log in logs):
        yield from check_message(source, entry.log, entry.text, (*path, "text"))


def _check_logged(source: Source, entry: Lines, path: Path) -> Iterator[Finding]:
    """The entry's own fields, and those of the lines that it names, against the log contract."""
    spec = source.known.spec
    log = entry.log or next(iter(spec.logs))
    fields = logged_fields(spec, log)
    yield from check_logged(fields, log, entry.line, (*path, "line"))
    for name in entry.likes:
        yield from check_logged(fields, log, source.lines.get(name, {}), ("lines", name))


def _check_fields(fields: Iterable[str], path: Path) -> Iterator[Finding]:
    for name in fields:
        if name.count(".") > _DEEPEST:
            message = f"the field is nested deeper than {_DEEPEST} levels"
            yield error(CHECK, (*path, name), message, "write fewer dots", on_key=True)


def _check_embedded(known: Known, entry: Lines, path: Path) -> Iterator[Finding]:
    for name in entry.metrics:
        if name not in known.metrics:
            yield unknown("metric", name, known.metrics, (*path, name))
        elif known.metrics[name].kind != "metric":
            message = f"`{name}` is no metric that is published: it is computed or counted"
            yield error(CHECK, (*path, name), message, "name metrics with `namespace`", on_key=True)
