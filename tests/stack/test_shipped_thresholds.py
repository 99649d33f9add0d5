"""Each threshold of monitoring.yaml, moved a little: its alarms and the dashboard's line follow, no more."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from monitoring.document import parse
from monitoring.load import from_document, load
from monitoring.plan.build import plan, to_json
from monitoring.plan.resources import Plan
from tests.support.shipped import FILE

COMPARISONS = ("above", "at-least", "below", "at-most")
DATA: Any = load(str(FILE)).document.data


def thresholds() -> Iterator[tuple[str | int, ...]]:
    """Paths of all thresholds that are a number, or a share of a fact."""
    for entry, alarm in DATA["alarms"].items():
        for severity in alarm.keys() & {"investigate", "warning", "critical"}:
            conditions = alarm[severity]
            listed = isinstance(conditions, list)
            for index, condition in enumerate(conditions if listed else [conditions]):
                for comparison in condition.keys() & set(COMPARISONS):
                    yield ("alarms", entry, severity, *([index] if listed else []), comparison)


def resources(planned: Plan) -> dict[str, Any]:
    return {resource["logicalId"]: resource for resource in json.loads(to_json(planned))["resources"]}


def lowered(path: tuple[str | int, ...]) -> Plan:
    """The production plan with one threshold a tenth lower."""
    data = deepcopy(DATA)
    *inner, last = path
    place = data
    for part in inner:
        place = place[part]
    place[last] = re.sub(r"^[\d.]+", lambda number: f"{float(number[0]) * 0.9:g}", place[last])
    document, findings = parse(json.dumps(data, ensure_ascii=False))
    assert not findings
    return plan(from_document(document).specs["production"])


@pytest.mark.parametrize("path", sorted(thresholds(), key=str), ids=lambda path: ".".join(map(str, path)))
def test_a_shipped_threshold_moves_alone(path: tuple[str | int, ...], shipped: dict[str, Plan]) -> None:
    before, after = resources(shipped["production"]), resources(lowered(path))
    changed = {name for name in before if after.get(name) != before[name]}
    # Twins share a threshold.
    own = {name for name, each in before.items() if tuple(each["origin"]) == path[:-1]}
    boards = {name for name, each in before.items() if each["kind"] == "Dashboard"}
    assert own <= changed <= own | boards
    assert before.keys() == after.keys()
