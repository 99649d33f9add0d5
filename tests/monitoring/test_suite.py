"""The tests of the shipped monitoring.yaml: they pass, they prove everything, and they hold each threshold.

A threshold is held when a small change of it, up or down, makes a test fail.
"""

from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from monitoring.plan.build import plan
from monitoring.plan.resources import LogAlarm, MetricAlarm
from monitoring.testing.coverage import cover
from monitoring.testing.known import Known
from monitoring.testing.outcomes import FileOutcome
from monitoring.testing.reading import find_test_files
from monitoring.testing.running import run_file
from tests.support.shipped import ROOT, planned, shipped

FILES = find_test_files([str(Path(__file__).parent)])
REFERENCES = list(Known(shipped(), plan(shipped())).references)
STEPS = {"down": 0.8, "up": 1.05}
MOVES = [(reference, direction) for reference in REFERENCES for direction in STEPS]
# A user who was refused no time is no contributor, so this alarm is the same with 0 as with 1.
MOVES.remove(("prompt-injection.investigate", "down"))
# A heartbeat is 1 or does not come, so this alarm is the same below 1 as below 0.
MOVES.remove(("heartbeat.critical", "down"))


def known(environment: str = "production") -> Known:
    return Known(shipped(environment), plan(shipped(environment)))


@cache
def outcomes() -> list[FileOutcome]:
    environments = {name: known(name) for name in ("production", "staging")}
    return [run_file(file, environments) for file in FILES]


@pytest.mark.parametrize("place", range(len(FILES)), ids=[Path(file).stem for file in FILES])
def test_the_suite_passes(place: int) -> None:
    file = outcomes()[place]
    assert file.findings == ()
    assert [(each.test.name, each.failures) for each in file.outcomes if not each.passed] == []


def test_the_suite_proves_every_alarm_and_query() -> None:
    everything = [outcome for file in outcomes() for outcome in file.outcomes]
    coverage = cover([known()], everything)
    assert coverage.missing == ()
    assert len(coverage.proofs) == 2 * len(planned()) + len(known().queries)


def test_names_of_tests_are_unique() -> None:
    names = [outcome.test.name for file in outcomes() for outcome in file.outcomes]
    assert len(names) == len(set(names))


@cache
def proofs() -> dict[str, set[str]]:
    """The names of the tests that prove something of an alarm."""
    found: dict[str, set[str]] = {}
    for proof in cover([known()], [outcome for file in outcomes() for outcome in file.outcomes]).proofs:
        found.setdefault(proof.subject, set()).update(proof.tests)
    return found


def with_threshold(reference: str, direction: str) -> Known:
    """The shipped plan with one threshold a little further down or up; counts by one."""
    shipped_plan = known()
    alarm = shipped_plan.references[reference]
    assert isinstance(alarm, MetricAlarm | LogAlarm)
    by_one = alarm.unit == "count" and alarm.threshold == int(alarm.threshold)
    step = {"down": alarm.threshold - 1, "up": alarm.threshold + 1}[direction]
    changed = replace(alarm, threshold=step if by_one else alarm.threshold * STEPS[direction])
    resources = tuple(changed if each is alarm else each for each in shipped_plan.plan.resources)
    return Known(shipped_plan.spec, replace(shipped_plan.plan, resources=resources))


@pytest.mark.parametrize(("reference", "direction"), MOVES)
def test_a_test_fails_when_the_threshold_moves(reference: str, direction: str) -> None:
    environments = {"production": with_threshold(reference, direction), "staging": known("staging")}
    tests = proofs()[reference]
    ran = (run_file(file, environments, lambda name: name in tests) for file in FILES)
    assert any(not outcome.passed for file in ran for outcome in file.outcomes)


def test_the_folder_is_the_default_of_the_command() -> None:
    assert Path(__file__).parent == ROOT / "tests" / "monitoring"
