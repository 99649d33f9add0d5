"""The REST API: callers, checks, throttles, its own answers, CORS, access log."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from service.answers import ANSWERS, body
from service.constructs.firewall import NoSuchRule
from service.facts import Origin
from service.subgoals.errors import KINDS
from service.subgoals.goal import FIELDS, OPTIONAL
from tests.service.rig.openapi import document
from tests.support.services import facts, of_type, properties, resources, synthesize_services
from tests.support.templates import Resources

CONTRACT = Path(__file__).parents[3] / "service" / "log-contract.json"
GENERATE, OPTIONS = "PostApiAiGenerateSubgoals", "OptionsApiAiGenerateSubgoals"


def with_api(**changes: Any) -> Resources:
    """Production with other facts of the API."""
    changed = facts(api=replace(facts().api, **changes))
    found: Resources = synthesize_services({"production": changed}).templates[changed.names.stack][
        "Resources"
    ]
    return found


def test_only_signed_in_users_generate() -> None:
    method = properties(GENERATE)
    assert method["AuthorizationType"] == "COGNITO_USER_POOLS"
    authorizer = properties(method["AuthorizerId"]["Ref"])
    assert authorizer["ProviderARNs"] == [{"Fn::GetAtt": ["Users", "Arn"]}]


def test_the_gateway_waits_longer_than_the_function_may_take() -> None:
    timeout = properties(GENERATE)["Integration"]["TimeoutInMillis"]
    assert timeout == 65_000
    assert timeout > properties("ApiFunction")["Timeout"] * 1000


def test_only_these_routes_exist() -> None:
    routes = {
        (each["HttpMethod"], each["AuthorizationType"])
        for each in of_type("AWS::ApiGateway::Method").values()
    }
    assert routes == {
        ("POST", "COGNITO_USER_POOLS"),
        ("OPTIONS", "NONE"),
        ("GET", "NONE"),
        ("GET", "AWS_IAM"),
    }


GOOD = {"title": "t", "description": "d", "deadline": "2030-01-01T00:00:00+09:00", "background": "b"}


@pytest.mark.parametrize(
    ("request_body", "passes"),
    [
        (GOOD, True),
        ({**GOOD, "goalId": "0b6f3c1e-5f0a-4a55-9d0e-6f1f2f6f7a10", "constraints": ""}, True),
        ({**GOOD, "goalId": None}, False),
        ({**GOOD, "constraints": None}, False),
        ({**GOOD, "title": "x" * 5000}, True),
        ({**GOOD, "admin": True}, False),
        ({**GOOD, "title": 1}, False),
        ({"title": "t"}, False),
        ([], False),
        ("text", False),
    ],
)
def test_a_request_without_the_right_shape_never_reaches_the_function(
    request_body: object, passes: bool
) -> None:
    schema = properties("RequestModel")["Schema"]
    Draft4Validator.check_schema(schema)
    assert Draft4Validator(schema).is_valid(request_body) is passes
    assert properties("Validator")["ValidateRequestBody"] is True
    assert properties(GENERATE)["RequestModels"] == {"application/json": {"Ref": "RequestModel"}}


def test_the_gateway_lets_through_what_the_function_and_the_document_know() -> None:
    """Names, which of them are required, and their types, said in three places."""
    gateway = properties("RequestModel")["Schema"]
    promised = document()["components"]["schemas"]["Request"]
    assert set(gateway["required"]) == set(promised["required"]) == set(FIELDS) - OPTIONAL
    kinds = {name: rule["type"] for name, rule in promised["properties"].items()}
    assert {name: rule["type"] for name, rule in gateway["properties"].items()} == kinds
    assert kinds.keys() == set(FIELDS)


def test_throttles_and_detailed_metrics_hold_for_every_method() -> None:
    found = {
        (each["HttpMethod"], each["ResourcePath"]): each for each in properties("Stage")["MethodSettings"]
    }
    all_methods = found["*", "/*"]
    assert (all_methods["ThrottlingRateLimit"], all_methods["ThrottlingBurstLimit"]) == (5, 10)
    for settings in found.values():
        assert settings["MetricsEnabled"] is True
        assert settings["DataTraceEnabled"] is False
        assert settings["LoggingLevel"] == "OFF"


def test_strangers_cannot_take_the_probes_place() -> None:
    """They share a function: who needs no signature gets one execution of it, the probe has the others."""
    found = {
        (each["HttpMethod"], each["ResourcePath"]): each for each in properties("Stage")["MethodSettings"]
    }
    public = found["GET", "/~1health"]
    at_once = max(public["ThrottlingRateLimit"], public["ThrottlingBurstLimit"])
    assert at_once < properties("HealthFunction")["ReservedConcurrentExecutions"]
    assert ("GET", "/~1health~1deep") not in found, "the probe has the limits of the API"


def test_the_access_log_has_the_fields_of_the_contract_and_no_others() -> None:
    fields = json.loads(CONTRACT.read_text(encoding="utf-8"))["access"]["variants"][0]["fields"]
    text = properties("Stage")["AccessLogSetting"]["Format"]
    assert "\n" not in text
    line = text
    for name in ("$context.status", "$context.responseLatency"):
        line = line.replace(f":{name}", ":1")
    parsed = json.loads(line)
    assert parsed.keys() == fields.keys()
    kinds = {"integer": int, "string": str}
    assert all(isinstance(parsed[name], kinds[field["type"]]) for name, field in fields.items())


def test_addresses_are_shortened_before_anybody_queries_them() -> None:
    transformer = properties("AccessLogsShortened")
    assert transformer["LogGroupIdentifier"] == {"Ref": "AccessLogs"}
    parse, shorten = transformer["TransformerConfig"]
    assert parse == {"ParseJSON": {}}
    (entry,) = [each for each in shorten["SubstituteString"]["Entries"] if each["Source"] == "sourceIp"]
    assert entry["To"] == ".x"
    import re

    assert re.sub(entry["From"], entry["To"], "203.0.113.77") == "203.0.113.x"
    assert properties("RestApi")["EndpointConfiguration"] == {"Types": ["REGIONAL"], "IpAddressType": "ipv4"}


def test_every_answer_of_the_gateway_has_the_shape_of_the_api() -> None:
    answers = of_type("AWS::ApiGateway::GatewayResponse")
    assert {each["ResponseType"] for each in answers.values()} == ANSWERS.keys()
    for each in answers.values():
        answer = json.loads(each["ResponseTemplates"]["application/json"])
        assert answer["success"] is False
        code = answer["error"]["code"]
        assert answer["error"]["message"] == KINDS[code].message
        assert set(answer["error"]) == {"code", "message", "retryable"}


@pytest.mark.parametrize("status", [401, 403, 413, 415, 429, 500, 504])
def test_statuses_that_the_gateway_gives_are_covered(status: int) -> None:
    assert status in {found for found, _ in ANSWERS.values()}


def test_the_rest_has_defaults() -> None:
    for kind in ("AnswerDefault4xx", "AnswerDefault5xx"):
        assert "StatusCode" not in properties(kind)


def test_who_is_too_fast_is_told_to_wait() -> None:
    for kind in ("AnswerThrottled", "AnswerWafFiltered"):
        answer = properties(kind)
        assert answer["StatusCode"] == "429"
        assert answer["ResponseParameters"]["gatewayresponse.header.Retry-After"] == "'1'"
        assert json.loads(answer["ResponseTemplates"]["application/json"])["error"]["retryable"] is True


def test_json_of_answers_is_no_template() -> None:
    # `$` and `#` would be read as Velocity.
    assert not any(set(body(code)) & {"$", "#"} for _, code in ANSWERS.values())


def header(found: Resources) -> object:
    answer = found["AnswerUnauthorized"]["Properties"]["ResponseParameters"]
    return answer["gatewayresponse.header.Access-Control-Allow-Origin"]


def test_one_origin_may_read_the_gateways_answers() -> None:
    parameter = "ParameterSubgoalGenerationApiProductionLinksApplication"
    assert header(resources()) == {"Fn::Join": ["", ["'", {"Ref": parameter}, "'"]]}
    assert properties("ApiFunction")["Environment"]["Variables"]["ALLOWED_ORIGINS"] == {"Ref": parameter}


def test_several_origins_are_told_apart_by_the_preflight() -> None:
    origins = (Origin(address="https://a.example"), Origin(address="https://b.example:8443"))
    found = with_api(origins=origins)
    assert header(found) == "'*'"
    (answer,) = found[OPTIONS]["Properties"]["Integration"]["IntegrationResponses"]
    template = answer["ResponseTemplates"]["application/json"]
    assert '#if($origin == "https://a.example" || $origin == "https://b.example:8443")' in template
    environment = found["ApiFunction"]["Properties"]["Environment"]["Variables"]
    assert environment["ALLOWED_ORIGINS"] == "https://a.example,https://b.example:8443"


def test_a_changed_api_is_deployed_and_an_unchanged_one_is_not() -> None:
    def deployments(found: Resources) -> list[str]:
        return [name for name, each in found.items() if each["Type"] == "AWS::ApiGateway::Deployment"]

    assert deployments(with_api()) == deployments(resources())
    assert deployments(with_api(integration_timeout_ms=29_000)) != deployments(resources())
    assert deployments(with_api(rate_per_second=50)) == deployments(resources())


def test_waf_stands_before_the_api_where_the_facts_ask() -> None:
    (rule,) = properties("Firewall")["Rules"]
    assert rule["Statement"]["RateBasedStatement"] == {
        "AggregateKeyType": "IP",
        "EvaluationWindowSec": 300,
        "Limit": 300,
    }
    assert "Firewall" not in with_api(blocked_above=0)


@pytest.mark.parametrize(("limit", "window"), [(300, 3600), (5, 300)])
def test_a_rule_that_waf_does_not_have_is_refused_with_a_way_out(limit: int, window: int) -> None:
    with pytest.raises(NoSuchRule, match=r"change facts\.api\.blocked-above"):
        with_api(blocked_above=limit, blocked_window=window)
