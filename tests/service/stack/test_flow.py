"""One line of monitoring.yaml changes what is deployed, and the thresholds that are relative to it."""

import json
from functools import cache

import pytest

from monitoring.document import parse
from monitoring.load import from_document
from monitoring.spec.root import Spec
from tests.support.services import facts, shipped_services, whole_app
from tests.support.shipped import FILE
from tests.support.templates import Assembly, Resources

SERVICE, MONITORING = (
    "subgoal-generation-api-production-service",
    "subgoal-generation-api-production-monitoring",
)


@cache
def app_of(old: str = "", new: str = "") -> Assembly:
    """Both stacks of production after a change of one line."""
    text = FILE.read_text(encoding="utf-8")
    assert not old or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
    document, findings = parse(text.replace(old, new) if old else text)
    assert not findings
    spec: Spec = from_document(document).specs["production"]
    return whole_app(spec)


def changed(stack: str, old: str, new: str) -> dict[str, Resources]:
    """Resources of a stack that a change of one line changes: before and after."""
    before, after = (each.templates[stack]["Resources"] for each in (app_of(), app_of(old, new)))
    assert before.keys() == after.keys()
    return {name: {"was": before[name], "is": after[name]} for name in before if before[name] != after[name]}


Line = tuple[str, str, str, str, object]
"""What stands in the file, what instead; which property of which resource follows, and to what."""

LINES: dict[str, Line] = {
    "concurrency": (
        "    reserved-concurrency: 10\n",
        "    reserved-concurrency: 12\n",
        "ApiFunction",
        "ReservedConcurrentExecutions",
        12,
    ),
    "memory": ("    memory: 1024 MB\n", "    memory: 2048 MB\n", "ApiFunction", "MemorySize", 2048),
    "capacity": (
        "    max-capacity: 2 ACU\n",
        "    max-capacity: 4 ACU\n",
        "Database",
        "ServerlessV2ScalingConfiguration",
        {"MinCapacity": 0.5, "MaxCapacity": 4},
    ),
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_one_line_changes_one_resource_of_the_service(line: Line) -> None:
    old, new, resource, key, value = line
    difference = changed(SERVICE, old, new)
    assert list(difference) == [resource]
    assert difference[resource]["is"]["Properties"][key] == value


def moved_thresholds(line: Line) -> list[tuple[float, float]]:
    """Thresholds of alarms that a change of one line moves: from, to."""
    alarms = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::LogAlarm")
    pairs = [
        (each["was"]["Properties"]["Threshold"], each["is"]["Properties"]["Threshold"])
        for each in changed(MONITORING, line[0], line[1]).values()
        if each["was"]["Type"] in alarms
    ]
    return [(was, now) for was, now in pairs if was != now]


@pytest.mark.parametrize(
    ("name", "moved"),
    [("concurrency", [(8, 9.6), (12, 13.6)]), ("capacity", [(1.8, 3.6)])],
)
def test_thresholds_that_are_relative_to_a_fact_follow(name: str, moved: list[tuple[float, float]]) -> None:
    assert sorted(moved_thresholds(LINES[name])) == [pytest.approx(pair) for pair in moved]


def test_the_memory_is_told_to_who_reads_the_alarms() -> None:
    # Its threshold is a share already; texts and dashboards quote the size.
    assert changed(MONITORING, *LINES["memory"][:2])


def test_both_stacks_use_the_same_names() -> None:
    template = app_of().templates[MONITORING]
    text = json.dumps(template, ensure_ascii=False)
    names = facts().names
    for name in (names.function, names.api, names.cluster, names.function_logs, names.access_logs):
        assert name in text, name


def test_no_stack_locks_another() -> None:
    for template in shipped_services().templates.values():
        assert "Outputs" not in template
        assert "Fn::ImportValue" not in json.dumps(template)


def test_monitoring_is_deployed_after_the_service_and_that_after_the_shared_setting() -> None:
    artifacts = json.loads((app_of().folder / "manifest.json").read_text())["artifacts"]
    assert SERVICE in artifacts[MONITORING]["dependencies"]
    assert "subgoal-generation-api-shared" in artifacts[SERVICE]["dependencies"]
    assert MONITORING not in artifacts[SERVICE]["dependencies"]
