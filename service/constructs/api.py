"""The REST API: its routes, who may call them, what it checks and how it is deployed."""

from aws_cdk import CfnResource
from aws_cdk.aws_apigateway import CfnAuthorizer, CfnModel, CfnRequestValidator, CfnRestApi
from aws_cdk.aws_lambda import CfnFunction
from constructs import Construct

from service.constructs import origins as cors
from service.constructs.answers import add_answers
from service.constructs.definition import Definition
from service.constructs.documents import acknowledge
from service.constructs.routes import Caller, Route, add_preflight, add_route
from service.constructs.workers import Workers
from service.facts import ServiceFacts

HEALTH_TIMEOUT_MS = 10_000
HEALTH, DEEP_HEALTH = "/health", "/health/deep"
TEXTS = ("title", "description", "deadline", "background")
OPTIONAL_TEXTS = ("goalId", "constraints")


def tell_id(scope: Construct, facts: ServiceFacts, api_id: str) -> None:
    """Says in a parameter which id the API got. An output of the stack would lock it to whoever reads it."""
    CfnResource(  # not aws_ssm.CfnParameter, which takes long to load
        scope,
        "ApiId",
        type="AWS::SSM::Parameter",
        properties={
            "Description": f"The id of the REST API {facts.names.api}",
            "Name": facts.names.api_parameter,
            "Type": "String",
            "Value": api_id,
        },
    )


def add_api(
    scope: Construct, facts: ServiceFacts, workers: Workers, user_pool: str, origins: list[str]
) -> Definition:
    """The API, not yet deployed."""
    api = CfnRestApi(
        scope,
        "RestApi",
        name=facts.names.api,
        description=f"{facts.names.service}, {facts.names.environment}",
        # IPv4 alone: addresses in the access log are shortened by their last number.
        endpoint_configuration={"types": ["REGIONAL"], "ipAddressType": "ipv4"},
        fail_on_warnings=True,
    )
    definition = Definition(scope, api)
    _generate(definition, facts, workers.api, user_pool)
    _health(definition, facts, workers.health)
    add_preflight(definition, facts.api.path, cors.preflight_template(origins))
    add_answers(definition, cors.header_of_gateway(origins))
    return definition


def _generate(definition: Definition, facts: ServiceFacts, function: CfnFunction, user_pool: str) -> None:
    """The route for users."""
    authorizer = definition.add(
        CfnAuthorizer,
        "Authorizer",
        name="users",
        type="COGNITO_USER_POOLS",
        identity_source="method.request.header.Authorization",
        provider_arns=[user_pool],
    )
    validator = definition.add(
        CfnRequestValidator,
        "Validator",
        name="request",
        validate_request_body=True,
        validate_request_parameters=True,
    )
    model = definition.add(
        CfnModel,
        "RequestModel",
        name="GenerateRequest",
        content_type="application/json",
        schema=request_schema(),
    )
    route = Route(facts.api.method, facts.api.path, facts.api.integration_timeout_ms)
    caller = Caller("COGNITO_USER_POOLS", authorizer.ref, validator.ref, model.ref)
    add_route(definition, facts, route, caller, function)


def _health(definition: Definition, facts: ServiceFacts, function: CfnFunction) -> None:
    """Anybody may ask whether the API answers; whether all behind it works is for those with a signature."""
    everybody = add_route(
        definition, facts, Route("GET", HEALTH, HEALTH_TIMEOUT_MS), Caller("NONE"), function
    )
    reason = "says only that the API answers; touches nothing"
    acknowledge(everybody, {"AwsSolutions-APIG4": reason, "AwsSolutions-COG4": reason})
    deep = add_route(
        definition, facts, Route("GET", DEEP_HEALTH, HEALTH_TIMEOUT_MS), Caller("AWS_IAM"), function
    )
    acknowledge(deep, {"AwsSolutions-COG4": "the probe is no user; it signs its requests (IAM)"})


def request_schema() -> dict[str, object]:
    """What no request may lack. Lengths are the function's to count, after cleaning; it names the field."""
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "GenerateRequest",
        "type": "object",
        "required": list(TEXTS),
        "additionalProperties": False,
        "properties": {name: {"type": "string"} for name in TEXTS + OPTIONAL_TEXTS},
    }
