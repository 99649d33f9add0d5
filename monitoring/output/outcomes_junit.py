"""Outcomes of tests as JUnit XML, for CI systems. Times are left out: the same tests give the same bytes."""

from collections.abc import Iterable, Iterator
from re import compile as regex
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from monitoring.output.outcomes_text import Look, describe
from monitoring.output.terminal import harmless
from monitoring.testing.outcomes import Failure, FileOutcome, Outcome

_FORBIDDEN: Final = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(files: Iterable[FileOutcome]) -> str:
    """A suite a file, a case a test; a file that cannot be run is a suite with one error."""
    suites = "".join(map(_suite, files))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="monitoring test">'
    return f"{head}\n{suites}</testsuites>\n"


def _suite(file: FileOutcome) -> str:
    failed = sum(not outcome.passed for outcome in file.outcomes)
    broken = int(bool(file.findings))
    counts = f'tests="{len(file.outcomes) + broken}" failures="{failed}" errors="{broken}"'
    cases = "".join([*_broken(file), *(_case(file, outcome) for outcome in file.outcomes)])
    return f"  <testsuite name={_attribute(file.document.file)} {counts}>\n{cases}  </testsuite>\n"


def _broken(file: FileOutcome) -> Iterator[str]:
    if file.findings:
        places = ((finding, file.document.locate(finding)) for finding in file.findings)
        said = "\n".join(f"{place.line}:{place.column}: {finding.message}" for finding, place in places)
        name = _attribute(file.document.file)
        yield f'    <testcase classname={name} name="the file">\n'
        yield f"      <error message={_attribute(said)}/>\n    </testcase>\n"


def _case(file: FileOutcome, outcome: Outcome) -> str:
    name, where = _attribute(outcome.test.name), _attribute(file.document.file)
    line = file.document.place(outcome.path).line
    start = f'    <testcase classname={where} name={name} file={where} line="{line}"'
    if outcome.passed:
        return f"{start}/>\n"
    return f"{start}>\n{_failure(file, outcome)}    </testcase>\n"


def _failure(file: FileOutcome, outcome: Outcome) -> str:
    """One element a test, as JUnit's schema wants it: what failed in the message, all of it in the body."""
    said = "\n".join(_said(file, failure) for failure in outcome.failures)
    whole = escape(_speakable(describe(file.document, outcome, Look())))
    return f"      <failure message={_attribute(said)}>{whole}</failure>\n"


def _said(file: FileOutcome, failure: Failure) -> str:
    place = file.document.place(failure.path)
    return f"{place.line}:{place.column}: expected {failure.expected}; got {failure.got}"


def _attribute(text: str) -> str:
    return quoteattr(_speakable(text), {"\n": "&#10;"})


def _speakable(text: str) -> str:
    """The text without what XML cannot say."""
    return _FORBIDDEN.sub(lambda match: harmless(match[0]), text)
