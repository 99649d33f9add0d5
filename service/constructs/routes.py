"""Routes of the REST API: resources for paths, methods with their integration."""

from typing import NamedTuple

from aws_cdk.aws_apigateway import CfnMethod
from aws_cdk.aws_lambda import CfnFunction, CfnPermission

from service.constructs.definition import Definition, words
from service.constructs.documents import acknowledge, arn
from service.constructs.origins import ALLOWED_HEADERS, PREFLIGHT_SECONDS
from service.facts import ServiceFacts


class Route(NamedTuple):
    """A method of a path."""

    method: str
    path: str
    timeout_ms: int


class Caller(NamedTuple):
    """Who may call a route, and what is checked of the request before the function sees it."""

    kind: str
    authorizer: str | None = None
    validator: str | None = None
    model: str | None = None


def add_route(
    definition: Definition, facts: ServiceFacts, route: Route, caller: Caller, function: CfnFunction
) -> CfnMethod:
    """A method that a function answers, and the API's right to call the function for it."""
    name = f"{route.method.capitalize()}{words(route.path)}"
    CfnPermission(
        definition.scope,
        f"{name}Permission",
        action="lambda:InvokeFunction",
        function_name=function.attr_arn,
        principal="apigateway.amazonaws.com",
        source_arn=arn(
            "execute-api", facts.region, f"{definition.api}/{facts.names.stage}/{route.method}{route.path}"
        ),
    )
    return definition.add(
        CfnMethod,
        name,
        resource_id=definition.resource(route.path),
        http_method=route.method,
        authorization_type=caller.kind,
        authorizer_id=caller.authorizer,
        request_validator_id=caller.validator,
        request_models={"application/json": caller.model} if caller.model else None,
        integration={
            "type": "AWS_PROXY",
            "integrationHttpMethod": "POST",
            "uri": f"arn:aws:apigateway:{facts.region}:lambda:path/2015-03-31/functions/"
            f"{function.attr_arn}/invocations",
            "timeoutInMillis": route.timeout_ms,
        },
    )


def add_preflight(definition: Definition, path: str, template: str) -> None:
    """What browsers ask before they send; API Gateway answers without a function."""
    headers = {
        "Access-Control-Allow-Headers": f"'{ALLOWED_HEADERS}'",
        "Access-Control-Allow-Methods": "'POST,OPTIONS'",
        "Access-Control-Max-Age": f"'{PREFLIGHT_SECONDS}'",
        "Vary": "'Origin'",
    }
    answer = {
        "statusCode": "204",
        "responseParameters": {f"method.response.header.{name}": value for name, value in headers.items()},
        "responseTemplates": {"application/json": template},
    }
    method = definition.add(
        CfnMethod,
        f"Options{words(path)}",
        resource_id=definition.resource(path),
        http_method="OPTIONS",
        authorization_type="NONE",
        integration={
            "type": "MOCK",
            "requestTemplates": {"application/json": '{"statusCode": 204}'},
            "passthroughBehavior": "WHEN_NO_MATCH",
            "integrationResponses": [answer],
        },
        method_responses=[
            {
                "statusCode": "204",
                "responseParameters": {f"method.response.header.{name}": True for name in headers},
            }
        ],
    )
    reason = "a browser's preflight request carries no token"
    acknowledge(method, {"AwsSolutions-APIG4": reason, "AwsSolutions-COG4": reason})
