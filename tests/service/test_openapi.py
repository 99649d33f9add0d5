"""The OpenAPI document, the service behind the gateway, the facts and the pages of docs/ say the same."""

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

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
    """What a schema cannot say: text is left after cleaning, was UTF-8, and asks nothing of the model."""
    if not isinstance(body, dict):
        return True
    texts = [text for name in (*TEXTS, "constraints") if isinstance(text := body.get(name), str)]
    left = all(clean(body[name]) for name in TEXTS if isinstance(body.get(name), str))
    return left and "\ufffd" not in "".join(texts) and not find_injection(texts)


SCHEMA = schemathesis.openapi.from_dict(document())


@SCHEMA.hook
def filter_body(context: schemathesis.HookContext, body: Any) -> bool:
    """Leave out bodies that only look right; `test_api` and `test_abuse` are about those."""
    del context
    return reads_as_text(body)


FIXED = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.target, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
Sent = Counter[tuple[str, str]]
"""Cases by phase of schemathesis and by whether they keep to the document."""


@pytest.fixture(scope="module")
def sent() -> Iterator[Sent]:
    """What was sent. A phase that is switched off, or finds nothing to send, would pass without a word."""
    seen: Sent = Counter()
    yield seen
    kinds = itertools.product(("coverage", "fuzzing"), ("positive", "negative"))
    assert {("examples", "positive"), *kinds} <= seen.keys()


@SCHEMA.parametrize()
@FIXED
def test_what_schemathesis_sends_is_answered_as_promised(
    case: schemathesis.Case[Any], gateway: Gateway, database: Database, sent: Sent
) -> None:
    """The document's examples, every edge of its schemas, and random requests, sound and broken.

    Each for itself: it uses the same few keys for many requests, which only the first may.
    """
    database.execute("DELETE FROM idempotency_keys")
    assert case.meta is not None
    sent[case.meta.phase.name.value, case.meta.generation.mode.value] += 1
    token = {"Authorization": f"Bearer {tokens.token()}"}
    case.call_and_validate(base_url=gateway.url, headers=token, excluded_checks=[unsupported_method()])


def test_requests_that_follow_one_another_are_answered_as_promised(
    gateway: Gateway, database: Database
) -> None:
    """Along the document's links: what was made is updated, again and again."""
    followed: list[int] = []

    class Following(SCHEMA.as_state_machine()):  # type: ignore[misc]
        """A caller who uses what earlier answers said."""

        def call(self, case: schemathesis.Case[Any], **_: Any) -> Any:
            """Send it with a good token, and look at the answer at once."""
            database.execute("DELETE FROM idempotency_keys")
            token = {"Authorization": f"Bearer {tokens.token()}"}
            answered = case.call(base_url=gateway.url, headers=token)
            body = case.body if isinstance(case.body, dict) else {}
            if "goalId" in body:
                followed.append(answered.status_code)
            return answered

        def validate_response(self, response: Any, case: schemathesis.Case[Any], **_: Any) -> None:
            """By all checks, as the single requests."""
            case.validate_response(response, excluded_checks=[unsupported_method()])

    run_state_machine_as_test(Following, settings=settings(FIXED, max_examples=25, stateful_step_count=4))
    assert followed.count(200) > 5, "goals that were made before were found again"


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
