"""What an AWS account holds of what a plan needs; it is asked, never changed."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from monitoring.plan.resources import Need, Plan
from monitoring.plan.running import Function
from monitoring.spec.facts import Facts

Client: TypeAlias = Any
Clients: TypeAlias = Callable[[str, str], Client]
"""Service and region -> client."""
Verdict: TypeAlias = Literal["ok", "missing", "wrong", "unknown"]

PARAMETERS_PER_CALL: Final = 10  # SSM: GetParameters
KEPT_UNRESERVED: Final = 100  # Lambda: "Configuring reserved concurrency"
TIMEOUT_QUOTA: Final = "L-E5AE38E3"  # API Gateway: maximum integration timeout in milliseconds
# Bedrock: what the id of a cross-Region inference profile puts before the model's.
_PROFILES: Final = ("apac", "au", "eu", "global", "jp", "us", "us-gov")


class Answer(NamedTuple):
    """Whether the account has one thing; ``fix`` is the command or sentence that brings it."""

    verdict: Verdict
    what: str
    why: str
    fix: str = ""


def examine(planned: Plan, facts: Facts, clients: Clients) -> Iterator[Answer]:
    """Everything the account must hold, one answer each; a permission that lacks makes an answer unknown."""
    questions: dict[str, tuple[str, Callable[[], Iterator[Answer]]]] = {
        "ssm:GetParameters": ("SSM parameters", lambda: _parameters(planned, clients)),
        "secretsmanager:DescribeSecret": ("secrets", lambda: _secrets(planned, clients)),
        "servicequotas:GetServiceQuota": ("API Gateway's quota", lambda: _timeout(planned, facts, clients)),
        "lambda:GetAccountSettings": ("Lambda's concurrency", lambda: _concurrency(planned, facts, clients)),
        "bedrock:GetFoundationModelAvailability": ("the model", lambda: _model(facts, clients)),
    }
    for permission, (what, ask) in questions.items():
        yield from _guarded(what, permission, ask)


def _guarded(what: str, permission: str, ask: Callable[[], Iterator[Answer]]) -> list[Answer]:
    try:
        return list(ask())
    except ClientError as problem:
        code = problem.response.get("Error", {}).get("Code", "")
        if "AccessDenied" not in code and code != "UnauthorizedOperation":
            raise
        return [Answer("unknown", what, "these credentials may not look", f"allow {permission}")]


def _parameters(planned: Plan, clients: Clients) -> Iterator[Answer]:
    client = clients("ssm", planned.region)
    needs = [need for need in planned.needs if need.kind == "parameter"]
    for batch in _batches(needs, PARAMETERS_PER_CALL):
        found = client.get_parameters(Names=[need.name for need in batch])
        kinds = {parameter["Name"]: parameter["Type"] for parameter in found["Parameters"]}
        for need in batch:
            yield _parameter(planned, need, kinds.get(need.name))


def _batches(needs: list[Need], size: int) -> Iterator[list[Need]]:
    remaining = iter(needs)
    while batch := list(islice(remaining, size)):
        yield batch


def _parameter(planned: Plan, need: Need, kind: str | None) -> Answer:
    what = f"parameter {need.name}"
    put = f"aws ssm put-parameter --region {planned.region} --type String --name {need.name} --value .."
    if kind is None:
        return Answer("missing", what, need.purpose, put)
    if kind == "SecureString":
        why = f"{need.purpose}: is a SecureString, which CloudFormation does not resolve in this place"
        return Answer("wrong", what, why, f"aws ssm delete-parameter --name {need.name}, then {put}")
    return Answer("ok", what, need.purpose)


def _secrets(planned: Plan, clients: Clients) -> Iterator[Answer]:
    for need in planned.needs:
        if need.kind == "secret":
            yield _secret(planned, need, clients("secretsmanager", planned.region))


def _secret(planned: Plan, need: Need, client: Client) -> Answer:
    what = f"secret {need.name}"
    asked = f"--region {planned.region} --name {need.name}"
    try:
        found = client.describe_secret(SecretId=need.name)
    except client.exceptions.ResourceNotFoundException:
        return Answer(
            "missing", what, need.purpose, f"aws secretsmanager create-secret {asked} --secret-string .."
        )
    if "DeletedDate" in found:
        fix = f"aws secretsmanager restore-secret --region {planned.region} --secret-id {need.name}"
        return Answer("wrong", what, f"{need.purpose}: is marked for deletion", fix)
    return Answer("ok", what, need.purpose)


def _timeout(planned: Plan, facts: Facts, clients: Clients) -> Iterator[Answer]:
    needed = facts.api.integration_timeout.to("ms")
    client = clients("service-quotas", planned.region)
    allowed = client.get_service_quota(ServiceCode="apigateway", QuotaCode=TIMEOUT_QUOTA)["Quota"]["Value"]
    raise_it = (
        f"aws service-quotas request-service-quota-increase --region {planned.region} "
        f"--service-code apigateway --quota-code {TIMEOUT_QUOTA} --desired-value {needed:.0f}"
    )
    what = f"integration timeout of {needed:,.0f} ms"
    if allowed < needed:
        yield Answer("wrong", what, f"API Gateway allows this account {allowed:,.0f} ms", raise_it)
    else:
        yield Answer("ok", what, f"allowed: {allowed:,.0f} ms")


def _concurrency(planned: Plan, facts: Facts, clients: Clients) -> Iterator[Answer]:
    running = (each.reserved for each in planned.resources if isinstance(each, Function))
    reserved = facts.function.reserved_concurrency + sum(running)
    limit = clients("lambda", planned.region).get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    what = f"reserved concurrency of {reserved}"
    if limit - reserved < KEPT_UNRESERVED:
        why = f"the account may run {limit} executions at once, and {KEPT_UNRESERVED} stay unreserved"
        fix = f"ask for more in Service Quotas: Lambda, concurrent executions, {planned.region}"
        yield Answer("wrong", what, why, fix)
    else:
        yield Answer("ok", what, f"the account may run {limit} executions at once")


def _model(facts: Facts, clients: Clients) -> Iterator[Answer]:
    profile, _, rest = facts.model.id.partition(".")
    model = rest if profile in _PROFILES else facts.model.id
    for region in facts.model.regions:
        found = clients("bedrock", region).get_foundation_model_availability(modelId=model)
        yield _model_in(region, model, found)


def _model_in(region: str, model: str, found: dict[str, Any]) -> Answer:
    what = f"model {model} in {region}"
    said = {
        "not offered in this region": found["regionAvailability"] == "AVAILABLE",
        "its agreement is not accepted": found["agreementAvailability"]["status"] == "AVAILABLE",
        "the account is not authorized": found["authorizationStatus"] == "AUTHORIZED",
    }
    lacking = [reason for reason, holds in said.items() if not holds]
    if lacking:
        fix = f"open the model catalogue of Amazon Bedrock in {region}"
        return Answer("missing", what, ", ".join(lacking), fix)
    return Answer("ok", what, "may be called")
