"""A small change of the file is a small change of what is deployed."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks.many import fresh_spec, spec_text
from monitoring.plan.build import plan
from monitoring.plan.resources import CompositeAlarm, MuteRule, Plan
from tests.support.every_kind import EVERY_KIND
from tests.support.read_back import assert_says
from tests.support.specs import spec
from tests.support.templates import Assembly, Resources, dashboard_body, synthesize

STACK_BYTES, STACK_RESOURCES = 1_000_000, 500


def with_alarm(folder: Path, entry: str, change: dict[str, Any] | None) -> Assembly:
    """The template of the spec that has every kind, one alarm changed or removed."""
    alarms = {**EVERY_KIND["alarms"], entry: change}
    return synthesize([plan(spec({**EVERY_KIND, "alarms": alarms}))], folder)


@pytest.fixture(scope="module")
def with_other_threshold(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    change = {**EVERY_KIND["alarms"]["duration"], "warning": {"above": "40 s"}}
    return with_alarm(tmp_path_factory.mktemp("threshold"), "duration", change)


def changed(before: Resources, after: Resources) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_threshold_changes_its_alarm_and_the_line_on_the_dashboard(
    every_kind_assembly: Assembly, with_other_threshold: Assembly
) -> None:
    before, after = every_kind_assembly.resources, with_other_threshold.resources
    assert changed(before, after) == {"AlarmDurationWarning", "DashboardOperations"}
    old, new = (each["AlarmDurationWarning"]["Properties"] for each in (before, after))
    assert {key for key in old if old[key] != new[key]} == {"Threshold", "AlarmDescription"}


def test_only_the_line_of_a_changed_threshold_moves(
    every_kind_assembly: Assembly, with_other_threshold: Assembly
) -> None:
    old, new = (
        dashboard_body(each.resolved()["DashboardOperations"]["Properties"])["widgets"]
        for each in (every_kind_assembly, with_other_threshold)
    )
    ((was, now),) = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    lines = [widget["properties"].pop("annotations")["horizontal"] for widget in (was, now)]
    assert was == now
    assert [(a["value"], b["value"]) for a, b in zip(*lines, strict=True) if a != b] == [(45000, 40000)]


def test_a_removed_alarm_takes_nothing_else_with_it(every_kind_assembly: Assembly, tmp_path: Path) -> None:
    before, after = every_kind_assembly.resources, with_alarm(tmp_path, "latency", None).resources
    assert before.keys() - after.keys() == {"AlarmLatencyWarning"}
    assert not after.keys() - before.keys()
    assert changed(before, after) == {"AlarmLatencyWarning", "DashboardOperations", "Catalogue"}


def test_the_locale_changes_texts_only(tmp_path: Path) -> None:
    folders = {locale: tmp_path / locale for locale in ("ja", "en")}
    text = spec_text(10)
    made = {
        locale: synthesize([plan(fresh_spec(text.replace("locale: ja", f"locale: {locale}", 1)))], folder)
        for locale, folder in folders.items()
    }
    ja, en = (made[locale].resolved() for locale in ("ja", "en"))
    assert list(ja) == list(en)
    assert {name for name in ja if without_texts(ja[name]) != without_texts(en[name])} == set()
    assert ja["DashboardOperations"] != en["DashboardOperations"]


def without_texts(resource: dict[str, Any]) -> dict[str, Any]:
    texts = ("AlarmDescription", "Description", "DashboardBody", "Value")
    properties = {key: value for key, value in resource["Properties"].items() if key not in texts}
    variables = properties.get("Environment", {}).get("Variables", {})
    told = {"Environment": {name: value for name, value in variables.items() if name != "LOCALE"}}
    return {**properties, **(told if variables else {})}


def test_the_same_plan_gives_the_same_files_to_the_byte(
    every_kind: Plan, every_kind_assembly: Assembly, tmp_path: Path
) -> None:
    again = synthesize([every_kind], tmp_path).folder
    first = every_kind_assembly.folder
    assert {file.name for file in first.iterdir()} == {file.name for file in again.iterdir()}
    for file in first.iterdir():
        assert file.read_bytes() == (again / file.name).read_bytes(), file.name


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Assembly]:
    """A thousand alarms and their templates."""
    planned = plan(fresh_spec(spec_text(1000)))
    return planned, synthesize([planned], tmp_path_factory.mktemp("thousand"))


def test_a_thousand_alarms_fit_into_several_stacks(thousand: tuple[Plan, Assembly]) -> None:
    planned, assembly = thousand
    assert len(planned.alarms) == 1000
    assert set(assembly.templates) == set(planned.stack_names)
    assert len(assembly.templates) > 2
    for name, template in assembly.templates.items():
        assert 0 < len(template["Resources"]) < STACK_RESOURCES, name
        assert (assembly.folder / f"{name}.template.json").stat().st_size < STACK_BYTES, name
        assert "Outputs" not in template


def test_every_one_of_a_thousand_alarms_is_somewhere_once(thousand: tuple[Plan, Assembly]) -> None:
    planned, assembly = thousand
    made = [name for template in assembly.templates.values() for name in template["Resources"]]
    assert len(made) == len(set(made))
    assert {alarm.logical_id for alarm in planned.alarms} <= set(made)


@pytest.fixture
def scattered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Plan, Assembly]:
    """Resources of every kind in stacks with little room."""
    monkeypatch.setattr("monitoring.plan.partition.ROOM", 10)
    planned = plan(spec(EVERY_KIND))
    return planned, synthesize([planned], tmp_path)


def test_stacks_are_deployed_in_order(scattered: tuple[Plan, Assembly]) -> None:
    planned, assembly = scattered
    artifacts = json.loads((assembly.folder / "manifest.json").read_text())["artifacts"]
    for earlier, later in pairwise(planned.stack_names):
        assert earlier in artifacts[later]["dependencies"]
        assert later not in artifacts[earlier].get("dependencies", [])


def test_what_needs_alarms_is_deployed_after_all_of_them(scattered: tuple[Plan, Assembly]) -> None:
    planned, _ = scattered
    assert len(planned.stack_names) > 2
    for resource in planned.resources:
        if isinstance(resource, CompositeAlarm | MuteRule):
            assert resource.stack == len(planned.stack_names) - 1


def test_scattered_resources_name_each_other_in_full(scattered: tuple[Plan, Assembly]) -> None:
    planned, assembly = scattered
    assert_says(planned, assembly)
    overflow = assembly.templates[planned.stack_names[1]]["Resources"].values()
    arns = [arn for each in overflow for arn in each["Properties"].get("AlarmActions", [])]
    assert arns
    assert all(arn["Fn::Sub"].startswith("arn:aws:sns:ap-northeast-1:${AWS::AccountId}:") for arn in arns)
