"""Outcomes of tests for programs."""

from collections.abc import Iterable

from monitoring.finding import dotted
from monitoring.output.as_json import describe_all, speakable, to_text
from monitoring.testing.coverage import Coverage
from monitoring.testing.outcomes import Failure, FileOutcome, Outcome


def render(files: Iterable[FileOutcome], coverage: Coverage | None = None) -> str:
    """``{"files": [{"file", "findings", "tests"}], "coverage"?}``; the keys are a stable interface."""
    data: dict[str, object] = {"files": [_file(file) for file in files]}
    if coverage is not None:
        data["coverage"] = _coverage(coverage)
    return to_text(data)


def _file(file: FileOutcome) -> dict[str, object]:
    return {
        "file": speakable(file.document.file),
        "findings": describe_all(file.document, file.findings),
        "tests": [_test(file, outcome) for outcome in file.outcomes],
    }


def _test(file: FileOutcome, outcome: Outcome) -> dict[str, object]:
    return {
        "name": speakable(outcome.test.name),
        "line": file.document.place(outcome.path).line,
        "passed": outcome.passed,
        "failures": [_failure(file, failure) for failure in outcome.failures],
        "doubts": list(map(speakable, outcome.doubts)),
    }


def _failure(file: FileOutcome, failure: Failure) -> dict[str, object]:
    place = file.document.place(failure.path)
    return {
        "path": dotted(failure.path),
        "line": place.line,
        "column": place.column,
        "at": failure.at,
        "expected": speakable(failure.expected),
        "got": speakable(failure.got),
        "inFact": speakable(failure.hint),
    }


def _coverage(coverage: Coverage) -> dict[str, object]:
    proofs = [{"subject": each.subject, "what": each.what, "tests": each.tests} for each in coverage.proofs]
    return {"percent": coverage.percent, "proofs": proofs}
