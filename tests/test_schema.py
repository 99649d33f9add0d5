"""The JSON Schema for editors: accepts what the loader accepts, refuses what is plainly wrong."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from monitoring.document import Document
from monitoring.finding import Path as DataPath
from monitoring.load import from_document
from monitoring.overrides import FIXED
from monitoring.schema import FILE, HEADER, schema, schema_text
from monitoring.spec.root import INJECTED

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "files" / "small.yaml"
SHIPPED = ROOT / "monitoring.yaml"
VALIDATOR = Draft202012Validator(schema())


def data_of(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def is_loaded(data: object) -> bool:
    document = Document("monitoring.yaml", "")
    document.data = data  # type: ignore[assignment]
    return not from_document(document).findings


def changed(path: str, value: object) -> Any:
    """The small file with another value at a dotted path."""
    data = data_of(SMALL)
    *parents, last = path.split(".")
    inner = data
    for part in parents:
        inner = inner.setdefault(part, {})
    inner[last] = value
    return data


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("file", [SMALL, SHIPPED], ids=lambda file: file.name)
def test_it_accepts_files_that_load(file: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(data_of(file))] == []


def test_the_shipped_file_tells_editors_where_the_schema_is() -> None:
    assert SHIPPED.read_text(encoding="utf-8").splitlines()[0] == HEADER
    assert (ROOT / FILE).is_file()


def test_no_key_of_the_loader_is_offered() -> None:
    assert not any(key in schema_text() for key in INJECTED)


def test_it_is_the_same_every_time() -> None:
    assert schema_text() == schema_text()


WRONG = {
    "version": 2,
    "locale": "fr",
    "region": "Tokyo",
    "service.name": "Greeter",
    "services": {},
    "facts.function.memory": "1024MB",
    "facts.function.timeout": 60,
    "facts.function.reserved-concurrency": "10",
    "facts.traffic.usual": "12 requests",
    "facts.budget.monthly": "50 EUR",
    "contacts.developers.kind": "pigeon",
    "contacts.developers": {"kind": "slack"},
    "escalation.levels.development.contacts": "developers",
    "alarms.Duration": {},
    "alarms.duration.watsh": "function-duration-p95",
    "alarms.duration.warning": {"above": "45 s", "below": "5 s"},
    "alarms.duration.warning.above": "45s",
    "alarms.duration.warning.datapoints": "three of five",
    "alarms.duration.composite": "ALARM(x)",
    "alarms.duration.first-look": [{"query": "a", "graph": "b"}],
    "alarms.duration.missing": "maybe",
    "metrics.function-errors.math": "a / b",
    "metrics.function-errors": {"namespace": "AWS/Lambda"},
    "queries.slow-requests.rows": ["fields @timestamp"],
    "dashboards.operations": {"title": "x"},
    "environments": {},
    "environments.staging.region": "us-east-1",
    "environments.staging.alarm": {},
    "environments.staging.alarms.duration.warning.above": "50s",
}


@pytest.mark.parametrize("path", WRONG)
def test_it_refuses_what_the_loader_refuses(path: str) -> None:
    data = changed(path, WRONG[path])
    assert not is_loaded(data)
    assert not VALIDATOR.is_valid(data)


RIGHT = {
    "alarms.duration.warning": {"above": "80 % of facts.function.timeout"},
    "alarms.duration.critical": [{"above": "55 s"}, {"above": "50 s", "over": "1 h"}],
    "alarms.database-errors.critical.at-least": 5.5,
    "alarms.duration.watch": {"a": "function-duration-p95", "b": "function-duration-p95"},
    "alarms.duration.guide": "G1.1",
    "alarms.duration.over": None,
    "environments.staging": None,
    "environments.staging.alarms.duration": {"critical": {"above": "57 s"}, "title": {"en": "Slow"}},
    "environments.staging.alarms.duration.critical": [{"above": "57 s"}],
    "environments.staging.facts.function.memory": "512 MB",
    "environments.staging.escalation.quiet-hours": None,
}


@pytest.mark.parametrize("path", RIGHT)
def test_it_accepts_what_the_loader_accepts(path: str) -> None:
    data = changed(path, RIGHT[path])
    assert is_loaded(data)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


def test_every_definition_and_chapter_is_described() -> None:
    described = schema()
    parts = {**described["properties"], **described["$defs"]}
    explained = ("$ref", "description", "examples")
    assert [name for name, part in parts.items() if not any(key in part for key in explained)] == []


def test_environments_offer_every_key_but_those_that_are_the_same_everywhere() -> None:
    described = schema()
    offered = described["$defs"]["Changes"]["properties"]
    assert set(described["properties"]) - set(offered) == set(FIXED)


def test_nothing_is_required_of_what_an_environment_changes() -> None:
    changes = {name: part for name, part in schema()["$defs"].items() if name.endswith("Changes")}
    assert len(changes) > 20
    assert all("required" not in part and "oneOf" not in part for part in changes.values())


def places(data: object, path: DataPath = ()) -> list[DataPath]:
    """Every place below the top of the data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, value in inner for place in [(*path, key), *places(value, (*path, key))]]


SOURCES = {file.name: data_of(file) for file in (SMALL, SHIPPED)}
PLACES = [(name, place) for name, data in SOURCES.items() for place in places(data)]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.floats(0, 100),
    st.text(max_size=5),
    st.sampled_from(["45 s", "5 m", "80 % of facts.function.timeout", "3 of 5", "20 requests", "1 GB"]),
    st.sampled_from([[], {}, ["duration"], {"ja": "あ"}, {"above": "5 s"}, {"at-least": 5, "over": "1 h"}]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.sampled_from(PLACES), st.sampled_from(["set", "delete", "move"]), VALUES, st.data())
def test_whatever_loads_is_accepted(target: Any, how: str, value: object, draw: st.DataObject) -> None:
    name, place = target
    data = deepcopy(SOURCES[name])
    parent = at(data, place[:-1])
    if how == "delete":
        del parent[place[-1]]
    elif how == "set":
        parent[place[-1]] = value
    else:
        source, other = draw.draw(st.sampled_from(PLACES))
        parent[place[-1]] = deepcopy(at(SOURCES[source], other))
    assume(is_loaded(data))
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


def at(data: Any, place: DataPath) -> Any:
    for part in place:
        data = data[part]
    return data
