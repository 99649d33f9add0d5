"""What became of tests."""

from typing import NamedTuple

from msgspec import Struct

from monitoring.document import Document
from monitoring.finding import Finding, Path
from monitoring.testing.files import Test
from monitoring.testing.known import Known
from monitoring.timeline.inputs import Inputs
from monitoring.timeline.states import Timeline


class Failure(NamedTuple):
    """An expectation that did not come true: where it stands, when it was looked at, both sides in words.

    ``alarms`` are the physical names that a drawing of it shows; ``hint`` says what did happen.
    """

    path: Path
    at: int | None
    expected: str
    got: str
    hint: str = ""
    alarms: tuple[str, ...] = ()


class Outcome(Struct, frozen=True, kw_only=True):
    """One test that was run; ``doubts`` is what AWS leaves open about its results."""

    test: Test
    path: Path
    known: Known
    inputs: Inputs
    timeline: Timeline
    failures: tuple[Failure, ...]
    doubts: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all came true."""
        return not self.failures


class FileOutcome(Struct, frozen=True, kw_only=True):
    """A test file: what is wrong with it, or the outcomes of its tests in their order."""

    document: Document
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
