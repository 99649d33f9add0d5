"""Which alarms and queries the tests prove.

Each alarm needs a passing test in which it goes off, and one in which it is judged near its threshold and
stays silent; each query one with rows. Near is a value that breaches alone, without enough others to go off,
or one at most a fifth of the threshold or, for counts, one away from it.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from monitoring.evaluator.alarm import comparison
from monitoring.evaluator.state import State
from monitoring.plan.resources import CompositeAlarm
from monitoring.testing.files import Expectation, QueryLook
from monitoring.testing.known import Known
from monitoring.testing.outcomes import Outcome
from monitoring.timeline.states import Track

_NEAR: Final = 0.2


class Proof(NamedTuple):
    """One thing to prove, with the names of the tests that do."""

    subject: str
    what: str
    tests: tuple[str, ...]


FIRES: Final = "fires"
SILENT: Final = "stays silent"
ROWS: Final = "has rows"


class Coverage(NamedTuple):
    """All that is to be proven, in the order of the file."""

    proofs: tuple[Proof, ...]

    @property
    def missing(self) -> tuple[Proof, ...]:
        """What no test proves."""
        return tuple(proof for proof in self.proofs if not proof.tests)

    @property
    def percent(self) -> float:
        """The share that is proven, rounded down to a tenth."""
        if not self.proofs:
            return 100.0
        return (len(self.proofs) - len(self.missing)) * 1000 // len(self.proofs) / 10


def cover(environments: Iterable[Known], outcomes: Iterable[Outcome]) -> Coverage:
    """What passing tests prove of the alarms and queries of some environments, each name once."""
    known = list(environments)
    passed = [outcome for outcome in outcomes if outcome.passed]
    references = dict.fromkeys(reference for each in known for reference in each.references)
    queries = dict.fromkeys(query for each in known for query in each.queries)
    return Coverage((*_alarm_proofs(references, passed), *_query_proofs(queries, passed)))


def _alarm_proofs(references: Iterable[str], passed: list[Outcome]) -> Iterator[Proof]:
    for name in references:
        yield Proof(name, FIRES, _names(each for each in passed if _fires(each, name)))
        yield Proof(name, SILENT, _names(each for each in passed if _stays_silent(each, name)))


def _query_proofs(queries: Iterable[str], passed: list[Outcome]) -> Iterator[Proof]:
    for name in queries:
        yield Proof(name, ROWS, _names(each for each in passed if _has_rows(each, name)))


def _names(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    return tuple(outcome.test.name for outcome in outcomes)


def _fires(outcome: Outcome, name: str) -> bool:
    """Whether the test expects the alarm to go off: its state, or its message."""
    looks = outcome.test.expect or ()
    said = any(State.ALARM in _states(outcome, look, name) for look in looks)
    return said or any(_is_heard(outcome, look, name) for look in looks if look.notified)


def _states(outcome: Outcome, look: Expectation, name: str) -> set[str]:
    """The states that an expectation names for an alarm, under whatever name."""
    found: set[str] = set()
    for word, state in look.alarms.items():
        alarm = outcome.known.alarm(word, ())
        if alarm is outcome.known.references.get(name):
            found |= {state} if isinstance(state, str) else set(state.values())
    return found


def _is_heard(outcome: Outcome, look: Expectation, name: str) -> bool:
    at = look.at.seconds(outcome.timeline.period.start, outcome.known.zone)
    alarm = outcome.known.references.get(name)
    sent = (each for each in outcome.timeline.messages if each.at <= at and each.state is State.ALARM)
    return any(each.alarm is alarm for each in sent)


def _stays_silent(outcome: Outcome, name: str) -> bool:
    """Whether the test speaks of the alarm, has data near its threshold, and it never goes off."""
    alarm = outcome.known.references.get(name)
    tracks = outcome.timeline.of(alarm.name) if alarm else ()
    if alarm is None or not tracks or any(track.alarmed for track in tracks):
        return False
    looks = outcome.test.expect or ()
    spoken = any(_states(outcome, look, name) or look.notified is not None for look in looks)
    return (outcome.test.is_silent or spoken) and any(map(is_near, tracks))


def is_near(track: Track) -> bool:
    """Whether the alarm was judged with a value near its threshold; of composites, whether it was judged."""
    alarm = track.alarm
    if isinstance(alarm, CompositeAlarm):
        return True
    if track.nearest is None:
        return False
    if comparison(alarm.operator)(track.nearest, alarm.threshold):
        return True
    margin = max(abs(alarm.threshold) * _NEAR, 1.0 if alarm.unit == "count" else 0.0)
    return abs(track.nearest - alarm.threshold) <= margin


def _has_rows(outcome: Outcome, name: str) -> bool:
    looks = (look.queries.get(name) for look in outcome.test.expect or ())
    return any(look.rows if isinstance(look, QueryLook) else look for look in looks)
