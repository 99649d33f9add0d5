"""The stage: a deployment of the API, with its access log, metrics and throttles."""

from collections.abc import Mapping

from aws_cdk.aws_apigateway import CfnDeployment, CfnStage
from aws_cdk.aws_logs import CfnLogGroup

from service.constructs.api import HEALTH
from service.constructs.definition import Definition
from service.constructs.documents import acknowledge, arn
from service.facts import ServiceFacts

# The fields of the contract (service/log-contract.json). What is always a number stands without quotes; what
# may be missing is "-". The path is the route's, so that nothing a stranger types is logged.
ACCESS_LOG: Mapping[str, str] = {
    "requestId": '"$context.requestId"',
    "time": '"$context.requestTime"',
    "method": '"$context.httpMethod"',
    "path": '"$context.resourcePath"',
    "status": "$context.status",
    "responseType": '"$context.error.responseType"',
    # The authorizer's error too: `The incoming token has expired` and the like.
    "errorMessage": '"$context.error.message"',
    "integrationStatus": '"$context.integration.status"',
    "latency": "$context.responseLatency",
    "integrationLatency": '"$context.integration.latency"',
    "sourceIp": '"$context.identity.sourceIp"',
}


# Anybody may call this route, and the probe needs the same function: one request at a time leaves it room.
HEALTH_RATE, HEALTH_BURST = 1, 1


def access_log_format() -> str:
    """One JSON object in one line."""
    return "{" + ",".join(f'"{name}":{value}' for name, value in ACCESS_LOG.items()) + "}"


def add_stage(definition: Definition, facts: ServiceFacts, access: CfnLogGroup) -> str:
    """Deploys the API as it is defined; gives back the stage's ARN."""
    deployment = _deployment(definition)
    group = arn("logs", facts.region, f"log-group:{facts.names.access_logs}")
    stage = CfnStage(
        definition.scope,
        "Stage",
        rest_api_id=definition.api,
        deployment_id=deployment.ref,
        stage_name=facts.names.stage,
        access_log_setting={"destinationArn": group, "format": access_log_format()},
        method_settings=[
            _method("*", "/*", facts.api.rate_per_second, facts.api.burst),
            _method("GET", HEALTH, HEALTH_RATE, HEALTH_BURST),
        ],
    )
    acknowledge(
        stage,
        {"AwsSolutions-APIG6": "execution logs can hold what users write; the access log has every failure"},
    )
    if not facts.api.blocked_above:
        acknowledge(stage, {"AwsSolutions-APIG3": "facts.api.blocked-above asks for no rule of a firewall"})
    stage.node.add_dependency(access)
    return f"arn:aws:apigateway:{facts.region}::/restapis/{definition.api}/stages/{stage.ref}"


def _method(method: str, path: str, rate: float, burst: int) -> dict[str, object]:
    """Settings of one method, or of all that have none of their own."""
    return {
        "httpMethod": method,
        # Every slash but the first is written so (AWS::ApiGateway::Stage MethodSetting).
        "resourcePath": path if path == "/*" else "/" + path.replace("/", "~1"),
        "metricsEnabled": True,
        "throttlingRateLimit": rate,
        "throttlingBurstLimit": burst,
        # Execution logs would hold what users write.
        "loggingLevel": "OFF",
        "dataTraceEnabled": False,
    }


def _deployment(definition: Definition) -> CfnDeployment:
    """A deployment never changes: when the API does, another takes its place."""
    deployment = CfnDeployment(
        definition.scope, f"Deployment{definition.digest()}", rest_api_id=definition.api
    )
    deployment.node.add_dependency(*definition.parts)
    return deployment
