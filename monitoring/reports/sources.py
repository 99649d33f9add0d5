"""Where a report's contents come from: AWS in a function, files of log events on a desk."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeAlias

from monitoring.oncall.catalogue import Metric
from monitoring.oncall.incident import Incident
from monitoring.oncall.insights import Answer, Ask
from monitoring.reports.day import Day

Episode: TypeAlias = tuple[Incident, str]
"""An incident with how it ended; empty while it is open."""


OUTSIDE = "outside"
"""Why there is no answer about a time from which there are no log lines at all."""


class NotHere(Exception):
    """A source that there is not where the report is made; its text names it."""


class Lack(NamedTuple):
    """What a report has to do without: ``status`` late, failed or missing; ``why`` is a word of AWS's."""

    what: str
    status: str
    why: str = ""


def lack_of(what: str, answer: Answer) -> Lack:
    """What an answer that is none says."""
    return Lack(what, "missing" if answer.why == OUTSIDE else answer.status, answer.why)


class Series(NamedTuple):
    """A metric's points: epoch milliseconds with values, oldest first; ``period`` in seconds."""

    label: str
    period: int
    points: tuple[tuple[int, float], ...]


class AlarmState(NamedTuple):
    """An alarm as CloudWatch has it: ``since`` and ``watching`` (since its last change) in milliseconds."""

    name: str
    state: str
    since: int
    watching: int


class Wanted(NamedTuple):
    """Points of a metric between two moments (epoch milliseconds), one every ``period`` seconds."""

    metric: Metric
    start: int
    end: int
    period: int


class Sources(Protocol):
    """Everything that is asked; errors come through, NotHere for what there is not."""

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """Answers in the order of the questions; failures are answers too."""

    def points(self, wanted: Wanted) -> Series:
        """A metric's points."""

    def episodes(self, day: date) -> list[Episode]:
        """Incidents that were opened on a local day."""

    def alarms(self) -> list[AlarmState]:
        """The alarms of the environment."""

    def kept(self, day: date) -> Day | None:
        """A day as an earlier report kept it."""

    def keep(self, day: Day) -> None:
        """Keep a day for later reports."""
