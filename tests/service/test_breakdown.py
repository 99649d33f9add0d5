"""Where the time of requests goes: measured only where it was spent, and the parts add up to the whole."""

from collections.abc import Callable
from statistics import mean
from typing import Any

import pytest

from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database
from tests.service.rig.logs import Written, taken_apart
from tests.service.rig.queries import SPEC
from tests.service.rig.service import Reply, Service

NOBODYS = "99999999-9999-4999-8999-999999999999"
MODEL_S = 12.0


def denied(service: Service, bedrock: Bedrock) -> Reply:
    bedrock.then(answers.denied())
    return service.generate()


Drive = Callable[[Service, Bedrock], Reply]
ENDS: dict[str, tuple[Drive, set[str]]] = {
    "refused": (lambda service, _: service.generate(title=""), set()),
    "not signed in": (lambda service, _: service.generate(None), set()),
    "not found": (lambda service, _: service.generate(goalId=NOBODYS), {"DatabaseDuration"}),
    "denied": (
        denied,
        {"ModelDuration", "ModelCalls", "ModelErrors"},
    ),
    "saved": (
        lambda service, _: service.generate(),
        {"ModelDuration", "ModelCalls", "ModelErrors", "DatabaseDuration"},
    ),
}


@pytest.mark.parametrize(("drive", "used"), ENDS.values(), ids=ENDS)
def test_time_is_recorded_only_where_it_was_spent(
    service: Service, bedrock: Bedrock, drive: Drive, used: set[str]
) -> None:
    """Zeros of requests that were refused at the door would make a slow model look fast."""
    written = drive(service, bedrock).written
    names = {"ModelDuration", "ModelCalls", "ModelErrors", "DatabaseDuration"}
    assert {name for name in names if written.data(name)} == used
    assert len(written.data("Duration")) == 1
    assert not written.problems()


@pytest.fixture
def traffic(service: Service, bedrock: Bedrock, database: Database) -> Written:
    """Two requests that ask a slow model, one that only reads, and five that are refused."""
    slow = answers.good(before=lambda: service.clock.advance(MODEL_S))
    bedrock.then(slow, slow)
    done = [service.generate(), service.generate(), service.generate(goalId=NOBODYS)]
    done += [service.generate(title="") for _ in range(5)]
    return taken_apart("".join(each.written.text for each in done))


def values(written: Written, name: str) -> float | None:
    """A metric of monitoring.yaml over all that was written; None: no datapoint."""
    metric = SPEC["metrics"][name]
    if "math" in metric:
        given = {key: values(written, each) for key, each in metric["with"].items()}
        return float(eval(metric["math"], {"FILL": fill, **given}))
    found = [value for _, dimensions, value in written.data(metric["name"]) if "ErrorCode" not in dimensions]
    statistics: dict[str, Callable[[Any], float]] = {"Average": mean, "SampleCount": len, "Sum": sum}
    return statistics[metric["statistic"]](found) if found else None


def fill(value: float | None, instead: float) -> float:
    return instead if value is None else value


def test_the_parts_of_the_breakdown_add_up_to_a_request(traffic: Written) -> None:
    parts = [values(traffic, name) for name in ("model-time", "database-time", "other-time")]
    assert parts[0] == pytest.approx(2 * MODEL_S * 1000 / 8)
    assert sum(part or 0 for part in parts) == pytest.approx(values(traffic, "request-time"))


def test_the_breakdown_of_requests_that_used_neither_is_all_rest(service: Service) -> None:
    written = service.generate(title="").written
    assert [values(written, name) for name in ("model-time", "database-time")] == [0, 0]


def test_requests_that_were_refused_do_not_make_the_model_look_fast(traffic: Written) -> None:
    assert values(traffic, "model-time-when-used") == pytest.approx(MODEL_S * 1000)
    assert SPEC["metrics"]["model-duration-p95"]["name"] == "ModelDuration"
