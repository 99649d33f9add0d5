"""Dotted paths into the spec."""

import pytest

from monitoring.spec.paths import Missing, children, find
from monitoring.spec.quantity import Duration
from tests.support.specs import spec


def test_names_are_those_of_the_file() -> None:
    assert find(spec(), "facts.function.reserved-concurrency") == 10
    assert find(spec(), "alarms.forbidden.investigate.1.over") == Duration(24, "h")


def test_what_is_not_given_does_not_exist() -> None:
    with pytest.raises(Missing):
        find(spec(), "alarms.duration.warning.at-least")


@pytest.mark.parametrize(
    ("path", "fix"),
    [
        ("facts.function.memry", "did you mean `facts.function.memory`?"),
        ("fact.function.memory", "did you mean `facts.function.memory`?"),
        ("alarms.duraton.warning.above", "did you mean `alarms.duration.warning.above`?"),
        ("escalation.routes.zzz", "known here: application"),
        ("timezone.zone", "remove it"),
        ("(environment)", "did you mean `environments`?"),
        ("", "known here: version, service, locale, timezone, region, facts, "),
    ],
)
def test_the_way_out_is_the_closest_path(path: str, fix: str) -> None:
    with pytest.raises(Missing) as caught:
        find(spec(), path)
    assert caught.value.fix.startswith(fix)


def test_what_the_loader_sets_is_no_part_of_the_file() -> None:
    assert not {"environment", "folder", "(environment)", "(folder)"} & set(children(spec()))
