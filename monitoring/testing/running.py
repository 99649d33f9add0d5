"""Test files -> outcomes."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Final, NamedTuple

from msgspec.structs import replace

from monitoring.document import Document
from monitoring.evaluator import AlarmError, MathError, RuleError
from monitoring.evaluator.series import SampleError
from monitoring.evaluator.statistics import StatisticError
from monitoring.finding import Finding, Path
from monitoring.insights import QueryError
from monitoring.patterns import PatternError
from monitoring.testing.checks import check_inputs, check_length, check_names
from monitoring.testing.events import Source
from monitoring.testing.expected import check_expectations
from monitoring.testing.files import Test, TestFile
from monitoring.testing.given import inputs_of, period_of, start_of
from monitoring.testing.judging import Court, judge_look, judge_silence, looks_of
from monitoring.testing.known import Known, unknown
from monitoring.testing.outcomes import Failure, FileOutcome, Outcome
from monitoring.testing.reading import cut_findings, read_test_file
from monitoring.testing.values import judge_values
from monitoring.timeline.build import build_timeline
from monitoring.timeline.inputs import Inputs
from monitoring.timeline.measurements import Measurements
from monitoring.timeline.states import Timeline

Wanted = Callable[[str], bool]
"""Whether a test of this name is to be run."""

REFUSALS: Final = (
    AlarmError,
    MathError,
    PatternError,
    QueryError,
    RuleError,
    SampleError,
    StatisticError,
)
"""What the engines say of that which CloudWatch refuses or leaves open."""


class Case(NamedTuple):
    """A test with its file and its place there."""

    file: TestFile
    test: Test
    path: Path
    source: Source


def run_file(file: str, environments: Mapping[str, Known], wanted: Wanted = lambda name: True) -> FileOutcome:
    """Run the wanted tests of a file; none is run while something is wrong with the file."""
    document, model, findings = read_test_file(file)
    if model is None:
        return FileOutcome(document=document, findings=findings)
    problems = cut_findings(_check(document, model, environments))
    if problems:
        return FileOutcome(document=document, findings=problems)
    cases = (case for case in _cases(document, model, environments) if wanted(case.test.name))
    return FileOutcome(
        document=document, outcomes=tuple(_in_order(document, run_case(each)) for each in cases)
    )


def _in_order(document: Document, outcome: Outcome) -> Outcome:
    """An outcome with its failures as they stand in the file."""
    places = {failure: document.place(failure.path) for failure in outcome.failures}
    order = sorted(places, key=lambda failure: (places[failure].line, places[failure].column))
    return replace(outcome, failures=tuple(order))


def _check(document: Document, model: TestFile, environments: Mapping[str, Known]) -> Iterator[Finding]:
    used = {("environment",): model.environment} | {
        ("tests", index, "environment"): test.environment
        for index, test in enumerate(model.tests)
        if test.environment is not None
    }
    missing = [
        unknown("environment", name, environments, path, on_key=False)
        for path, name in used.items()
        if name not in environments
    ]
    yield from missing
    yield from check_names(model)
    if not missing:
        for case in _cases(document, model, environments):
            yield from check_length(model, case.test, case.path)
            yield from check_inputs(case.source, case.test, case.path)
            yield from check_expectations(case.source, case.test, case.path)


def _cases(document: Document, model: TestFile, environments: Mapping[str, Known]) -> Iterator[Case]:
    folder = FilePath(document.file).parent
    for index, test in enumerate(model.tests):
        known = environments[test.environment or model.environment]
        source = Source(known, model.lines, folder, start_of(known, model, test))
        yield Case(model, test, ("tests", index), source)


def run_case(case: Case) -> Outcome:
    """Run one test; what an engine refuses makes it fail."""
    known, test = case.source.known, case.test
    inputs = inputs_of(case.source, case.file, test)
    period = period_of(case.source, test, inputs)
    timeline = Timeline(plan=known.plan, period=period, measured=Measurements({}))
    doubts: list[str] = []
    try:
        timeline = build_timeline(known.plan, inputs, period, _named(known, test))
        failures = tuple(_judge(case, inputs, Court(known, timeline, doubts)))
    except REFUSALS as problem:
        failures = (Failure(case.path, None, "a test that can be judged", str(problem)),)
    return Outcome(
        test=test,
        path=case.path,
        known=known,
        inputs=inputs,
        timeline=timeline,
        failures=failures,
        doubts=tuple(dict.fromkeys((*timeline.doubts, *timeline.measured.doubts, *doubts))),
    )


def _named(known: Known, test: Test) -> set[str]:
    """Physical names of the alarms that the test speaks of."""
    words = {word for each in test.expect or () for word in each.alarms}
    found = (known.alarm(word, ()) for word in words)
    return {alarm.name for alarm in found if not isinstance(alarm, Finding)}


def _judge(case: Case, inputs: Inputs, court: Court) -> Iterator[Failure]:
    test = case.test
    if test.is_silent:
        place = "silent" if test.silent else "expect"
        yield from judge_silence(court, (*case.path, place))
    for look in looks_of(court.known, test, case.path, court.timeline.period.start):
        yield from judge_look(court, look)
        yield from judge_values(court, look, inputs)
