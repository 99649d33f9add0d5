"""API Gateway's own answers."""

from aws_cdk.aws_apigateway import CfnGatewayResponse

from service.answers import ANSWERS, body
from service.constructs.definition import Definition

TOO_MANY = 429


def add_answers(definition: Definition, origin: str) -> None:
    """All of them; ``origin`` is the value of their CORS header."""
    for kind, (status, code) in ANSWERS.items():
        definition.add(
            CfnGatewayResponse,
            "Answer" + "".join(word.capitalize() for word in kind.split("_")),
            response_type=kind,
            status_code=str(status) if status else None,
            response_parameters=_headers(status, origin),
            response_templates={"application/json": body(code)},
        )


def _headers(status: int | None, origin: str) -> dict[str, str]:
    headers = {"Access-Control-Allow-Origin": origin, "Cache-Control": "'no-store'"}
    if status == TOO_MANY:
        headers["Retry-After"] = "'1'"
    return {f"gatewayresponse.header.{name}": value for name, value in headers.items()}
