"""Web pages that may call the API; their addresses may stand in SSM parameters."""

from collections.abc import Sequence
from re import compile as regex
from re import sub

from aws_cdk import CfnParameter
from constructs import Construct

from service.facts import Origin

ALLOWED_HEADERS = "Authorization,Content-Type,Idempotency-Key"
PREFLIGHT_SECONDS = 600
_ADDRESS = regex(r"https?://[A-Za-z0-9.-]+(:\d+)?")


class NoOrigin(ValueError):
    """Not what a browser sends as the origin of a page."""


def addresses(scope: Construct, origins: Sequence[Origin]) -> list[str]:
    """The addresses, as references where a parameter holds them; raises NoOrigin."""
    for origin in origins:
        if origin.address and not _ADDRESS.fullmatch(origin.address):
            raise NoOrigin(
                f"{origin.address!r} is no origin; write facts.api.origins like https://app.example.com"
            )
    return [origin.address or _parameter(scope, origin.parameter) for origin in origins]


def header_of_gateway(origins: Sequence[str]) -> str:
    """The origin that API Gateway's own answers name.

    It can say one value only. With several origins, or none, these answers may be read by any page: they hold
    nothing but a code and a message.
    """
    return f"'{origins[0]}'" if len(origins) == 1 else "'*'"


def preflight_template(origins: Sequence[str]) -> str:
    """Answers a preflight request: names the caller's origin when it is one of ours, and otherwise none."""
    tests = " || ".join(f'$origin == "{origin}"' for origin in origins) or "false"
    return "\n".join(
        [
            '#set($origin = $input.params().header.get("Origin"))',
            '#if($origin == "")#set($origin = $input.params().header.get("origin"))#end',
            f"#if({tests})",
            "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
            "#end",
        ]
    )


def _parameter(scope: Construct, path: str) -> str:
    words = sub(r"[^A-Za-z0-9]+", " ", path).split()
    parameter = CfnParameter(
        scope,
        "Parameter" + "".join(word[:1].upper() + word[1:] for word in words),
        type="AWS::SSM::Parameter::Value<String>",
        default=path,
    )
    return parameter.value_as_string
