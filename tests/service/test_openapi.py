"""The OpenAPI document, the service behind the gateway, the facts and the pages of docs/ say the same."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from service.answers import ANSWERS, body
from service.subgoals.cleaning import clean
from service.subgoals.errors import KINDS
from service.subgoals.injection import find_injection
from tests.service.rig import tokens
from tests.service.rig.database import Database
from tests.service.rig.gateway import Gateway
from tests.service.rig.openapi import document, schema_of

ROOT = Path(__file__).parents[2]
TEXTS = ("title", "description", "background")
FUTURE = st.datetimes(datetime(2100, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    datetime.isoformat
)
schemathesis.openapi.format("date-time", FUTURE)


def reads_as_text(body: Any) -> bool:
    """What a schema cannot say: something is left after cleaning, and it does not talk to the model."""
    if not isinstance(body, dict):
        return True
    texts = [body.get(name) for name in TEXTS]
    left = all(clean(text) for text in texts if isinstance(text, str))
    return left and not find_injection(
        text for text in [*texts, body.get("constraints")] if isinstance(text, str)
    )


SCHEMA = schemathesis.openapi.from_dict(document())


@SCHEMA.hook
def filter_body(context: schemathesis.HookContext, body: Any) -> bool:
    """Leave out bodies that only look right; `test_api` and `test_abuse` are about those."""
    del context
    return reads_as_text(body)


@SCHEMA.parametrize()
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_what_schemathesis_sends_is_answered_as_promised(
    case: schemathesis.Case[Any], gateway: Gateway, database: Database
) -> None:
    """Each case for itself: it uses the same few keys for many requests, which only the first may."""
    database.execute("DELETE FROM idempotency_keys")
    token = {"Authorization": f"Bearer {tokens.token()}"}
    case.call_and_validate(base_url=gateway.url, headers=token, excluded_checks=[unsupported_method()])


def unsupported_method() -> Any:
    """API Gateway answers 403 for a method that it does not have; it cannot be told to say 405."""
    from schemathesis.specs.openapi.checks import unsupported_method as check

    return check


def test_sizes_are_the_facts() -> None:
    facts = yaml.safe_load((ROOT / "monitoring.yaml").read_text(encoding="utf-8"))["facts"]["sizes"]
    properties = document()["components"]["schemas"]["Request"]["properties"]
    said = {name: properties[name]["maxLength"] for name in (*TEXTS, "constraints")}
    assert said == {name: facts[name] for name in said}


@pytest.mark.parametrize("code", KINDS)
def test_an_error_has_the_services_status_and_message(code: str) -> None:
    kind = KINDS[code]  # type: ignore[index]
    found = list(constants(schema_of(kind.status)))
    assert {"code": code, "message": kind.message} in [
        {name: each[name] for name in ("code", "message")} for each in found
    ]
    stated = {each.get("retryable") for each in found if each["code"] == code}
    assert stated == ({None} if code == "AI_SERVICE_ERROR" else {kind.retryable})


def constants(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Code, message and retryable of each error that a response may hold."""
    error = schema["allOf"][1]["properties"]["error"]
    return [
        {name: rule["const"] for name, rule in each["properties"].items()}
        for each in error.get("oneOf", [error])
    ]


@pytest.mark.parametrize(("status", "code"), sorted({(s, c) for s, c in ANSWERS.values() if s}))
def test_the_gateways_own_answers_are_in_the_document(status: int, code: str) -> None:
    said = json.loads(body(code))["error"]  # type: ignore[arg-type]
    promised = [{"retryable": said["retryable"], **each} for each in constants(schema_of(status))]
    assert said in promised


def rows_of(page: str) -> list[list[str]]:
    """The cells of all tables of a page."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row] for row in found]


def test_the_page_of_error_codes_has_them_all_twice() -> None:
    listed = [(row[0].strip("`"), int(row[1])) for row in rows_of("error-codes.md") if row[1].isdigit()]
    assert sorted(listed) == sorted([(code, kind.status) for code, kind in KINDS.items()] * 2)
    messages = {
        row[0].strip("`"): row[3]
        for row in rows_of("error-codes.md")
        if row[2] in {"しない", "できる", "原因による"}
    }
    assert messages == {code: kind.message for code, kind in KINDS.items()}


def test_the_page_of_the_api_has_the_requests_fields_twice() -> None:
    properties = document()["components"]["schemas"]["Request"]["properties"]
    required = set(document()["components"]["schemas"]["Request"]["required"])
    rows = [row for row in rows_of("api.md") if row[0].strip("`") in properties and len(row) == 3]
    rows = [row for row in rows if row[1] in {"", "○", "yes"}]
    assert sorted(row[0].strip("`") for row in rows) == sorted([*properties] * 2)
    for row in rows:
        name = row[0].strip("`")
        assert bool(row[1]) == (name in required), row
        sizes = re.findall(r"(\d+)(?:〜| to )(\d+)", row[2])
        rule = properties[name]
        assert [tuple(map(int, pair)) for pair in sizes] == (
            [(rule.get("minLength", 0), rule["maxLength"])] if "maxLength" in rule else []
        )


def test_the_page_of_the_api_has_every_path_and_status() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    paths = document()["paths"]
    assert [path for path in paths if path not in text] == []
    own = {str(kind.status) for kind in KINDS.values()}
    assert [status for status in own if f"| {status} |" not in text] == []


def test_every_status_of_the_service_is_promised() -> None:
    promised = document()["paths"]["/api/ai/generate/subgoals"]["post"]["responses"]
    assert {str(kind.status) for kind in KINDS.values()} | {"200"} <= set(promised)
