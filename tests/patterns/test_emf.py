"""Embedded metric format: changes of the specification's example, its limits, and times."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.patterns import emf

CASES = yaml.safe_load(Path(__file__).with_name("cases").joinpath("emf.yaml").read_text(encoding="utf-8"))
TIME = 1574109732004
EXAMPLE: dict[str, Any] = {
    "_aws": {
        "Timestamp": TIME,
        "CloudWatchMetrics": [
            {
                "Namespace": "lambda-function-metrics",
                "Dimensions": [["functionVersion"]],
                "Metrics": [{"Name": "time", "Unit": "Milliseconds", "StorageResolution": 60}],
            }
        ],
    },
    "functionVersion": "$LATEST",
    "time": 100,
    "requestId": "989ffbf8",
    "A.a": 7,
    "nested": {"value": 1},
}


def change(path: str, case: dict[str, Any]) -> str:
    document = deepcopy(EXAMPLE)
    *parents, last = path.split(".")
    node: Any = document
    for part in parents:
        node = node[int(part) if part.isdecimal() else part]
    key: Any = int(last) if last.isdecimal() else last
    if "to" in case:
        node[key] = case["to"]
    else:
        del node[key]
    return json.dumps(document)


def render(datum: emf.Datum) -> str:
    dimensions = ", ".join(f"{name}: {value}" for name, value in datum.dimensions.items())
    parts = (
        datum.namespace,
        datum.name,
        f"{datum.value:g}",
        datum.unit,
        f"{{{dimensions}}}",
        datum.resolution,
    )
    return " ".join(map(str, parts))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_document_gives_the_data_points_of_the_specification(case: dict[str, Any]) -> None:
    line = change(case["at"], case) if "at" in case else json.dumps(EXAMPLE)
    found = emf.extract(line)
    assert list(map(render, found)) == case.get("gives", [])
    assert [f"{each.path}: {each.message}" for each in emf.problems(line)] == case.get("problems", [])
    assert {datum.timestamp for datum in found} <= {TIME}


def with_directive(**changed: Any) -> dict[str, Any]:
    directive = EXAMPLE["_aws"]["CloudWatchMetrics"][0] | changed
    return EXAMPLE | {"_aws": {"Timestamp": TIME, "CloudWatchMetrics": [directive]}}


@pytest.mark.parametrize(("number", "expected"), [(100, 100), (101, 0)])
def test_a_directive_has_at_most_100_metrics(number: int, expected: int) -> None:
    names = [f"m{place}" for place in range(number)]
    document = with_directive(Metrics=[{"Name": name} for name in names]) | dict.fromkeys(names, 1)
    assert len(emf.extract(json.dumps(document))) == expected


@pytest.mark.parametrize(("number", "expected"), [(30, 1), (31, 0)])
def test_a_dimension_set_has_at_most_30_dimensions(number: int, expected: int) -> None:
    names = [f"d{place}" for place in range(number)]
    document = with_directive(Dimensions=[names]) | dict.fromkeys(names, "x")
    assert len(emf.extract(json.dumps(document))) == expected


@pytest.mark.parametrize(("number", "expected"), [(100, 100), (101, 0)])
def test_a_list_has_at_most_100_values(number: int, expected: int) -> None:
    assert len(emf.extract(json.dumps(EXAMPLE | {"time": [1] * number}))) == expected


@pytest.mark.parametrize(("length", "expected"), [(1, 1), (1024, 1), (1025, 0), (0, 0)])
def test_a_dimension_value_has_1_to_1024_characters(length: int, expected: int) -> None:
    assert len(emf.extract(json.dumps(EXAMPLE | {"functionVersion": "x" * length}))) == expected


@pytest.mark.parametrize(("size", "expected"), [(1_048_576, 1), (1_048_577, 0)])
def test_a_document_has_at_most_1_mb(size: int, expected: int) -> None:
    line = json.dumps(EXAMPLE)
    line = line[:-1] + " " * (size - len(line)) + "}"
    assert len(emf.extract(line)) == expected


HOUR = 3_600_000


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (TIME, 1),
        (TIME + 14 * 24 * HOUR, 1),
        (TIME + 14 * 24 * HOUR + 1, 0),
        (TIME - 2 * HOUR, 1),
        (TIME - 2 * HOUR - 1, 0),
    ],
)
def test_a_time_lies_within_two_weeks_before_and_two_hours_after(received: int, expected: int) -> None:
    assert len(emf.extract(json.dumps(EXAMPLE), received)) == expected


@pytest.mark.parametrize(
    "line", ["", "text", "[]", "1", f"INFO {json.dumps(EXAMPLE)}", f"{json.dumps(EXAMPLE)} x"]
)
def test_only_a_whole_json_object_is_a_document(line: str) -> None:
    assert emf.extract(line) == []
    assert [each.message for each in emf.problems(line)] == [
        "the line is no JSON object, or has something before or after it"
    ]
