"""The plan as a whole: total, deterministic, and as small a change as the file's."""

import json
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.plan.build import plan, to_json
from monitoring.plan.limits import check
from monitoring.plan.partition import ROOM, partition
from monitoring.plan.resources import Catalogue, Plan
from tests.support.specs import base_data, spec


def by_id(planned: Plan) -> dict[str, Any]:
    return {resource["logicalId"]: resource for resource in json.loads(to_json(planned))["resources"]}


def changed(before: Plan, after: Plan) -> set[str]:
    old, new = by_id(before), by_id(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def test_the_same_spec_gives_the_same_bytes() -> None:
    assert to_json(plan(spec())) == to_json(plan(spec()))


def test_a_changed_threshold_changes_its_alarm_and_the_line_on_the_dashboard() -> None:
    board = {
        "dashboards": {
            "main": [{"title": "Function", "graphs": ["function-duration-p95"], "alarms": ["duration"]}]
        }
    }
    before = plan(spec(board))
    after = plan(spec({**board, "alarms": {"duration": {"warning": {"above": "40 s"}}}}))
    assert changed(before, after) == {"AlarmDurationWarning", "DashboardMain"}


def test_a_removed_alarm_changes_no_other_alarm() -> None:
    assert changed(plan(spec()), plan(spec({"alarms": {"latency": None}}))) >= {"AlarmLatencyWarning"}
    touched = changed(plan(spec()), plan(spec({"alarms": {"latency": None}})))
    assert touched <= {"AlarmLatencyWarning", "DashboardOperations", "Catalogue"}


def test_the_catalogue_holds_no_threshold() -> None:
    def catalogue(changes: dict[str, Any]) -> object:
        return next(r.content for r in plan(spec(changes)).resources if isinstance(r, Catalogue))

    assert catalogue({"alarms": {"duration": {"warning": {"above": "31 s"}}}}) == catalogue({})


def test_the_locale_changes_texts_but_no_name() -> None:
    def names(locale: str) -> list[tuple[str, object]]:
        planned = plan(spec({"locale": locale}))
        return [(resource.logical_id, getattr(resource, "name", "")) for resource in planned.resources]

    assert names("ja") == names("en")
    assert changed(plan(spec({"locale": "ja"})), plan(spec({"locale": "en"})))


def test_the_plan_of_the_base_spec_breaks_no_limit() -> None:
    assert list(check(plan(spec()))) == []


numbers = st.floats(0.001, 1e6).map(lambda number: float(f"{number:.4g}"))
judged = st.fixed_dictionaries(
    {},
    optional={
        "over": st.sampled_from(["1 m", "5 m", "1 h", "24 h", "7 d"]),
        "datapoints": st.sampled_from(["1 of 1", "2 of 3", "10 of 10"]),
        "missing": st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
        "judge-from": st.integers(1, 1000),
    },
)
comparison = st.sampled_from(["above", "at-least", "below", "at-most"])
conditions = st.builds(lambda word, number, rest: {word: number, **rest}, comparison, numbers, judged)
entries = st.builds(
    lambda watch, warning, critical, rest: {
        "watch": watch,
        "warning": warning,
        "critical": critical,
        "route": "application",
        **rest,
    },
    st.sampled_from(sorted(base_data()["metrics"])),
    conditions,
    conditions,
    judged,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.dictionaries(
        st.from_regex(r"\A[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8})?\Z"), entries, min_size=1, max_size=4
    )
)
def test_every_valid_spec_has_a_plan(alarms: dict[str, Any]) -> None:
    planned = plan(spec({"alarms": alarms}))
    names = {alarm.entry for alarm in planned.alarms}
    assert names >= alarms.keys()
    assert json.loads(to_json(planned))["environment"] == "production"


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(ROOM + 1, 1500), st.data())
def test_removing_an_alarm_from_many_moves_no_other(count: int, data: st.DataObject) -> None:
    alarm = next(alarm for alarm in plan(spec()).alarms if alarm.entry == "latency")
    many = [msgspec.structs.replace(alarm, logical_id=f"Alarm{number}") for number in range(count)]
    removed = data.draw(st.integers(0, count - 1))
    before, stacks_before = partition(many)
    after, stacks_after = partition(many[:removed] + many[removed + 1 :])
    if stacks_before == stacks_after:
        places = {resource.logical_id: resource.stack for resource in before}
        assert all(places[resource.logical_id] == resource.stack for resource in after)
    sizes = [sum(resource.stack == number for resource in before) for number in range(stacks_before)]
    assert max(sizes) <= 500
