"""What an account lacks, asked of AWS's own client with its answers stubbed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError  # type: ignore[import-untyped]
from botocore.stub import Stubber  # type: ignore[import-untyped]

from monitoring.cli import main
from monitoring.commands import preflight
from monitoring.commands.account import Answer, examine
from monitoring.load import load
from monitoring.plan.build import plan
from monitoring.plan.resources import Need, Plan
from monitoring.spec.facts import Facts

SMALL = Path(__file__).parent / "files" / "small.yaml"
REGION = "ap-northeast-1"
NAMES = (
    "/greeter/production/phone",
    "/greeter/production/slack",
    "/greeter/repository",
    "/greeter/status-page",
)
AVAILABLE = {
    "modelId": "some.model",
    "agreementAvailability": {"status": "AVAILABLE"},
    "authorizationStatus": "AUTHORIZED",
    "entitlementAvailability": "AVAILABLE",
    "regionAvailability": "AVAILABLE",
}

Capture = pytest.CaptureFixture[str]


class Account:
    """An account whose answers are said beforehand, service by service."""

    def __init__(self) -> None:
        self.stubs: dict[str, Stubber] = {}

    def client(self, service: str, region: str) -> Any:
        return self.stub(service, region).client

    def stub(self, service: str, region: str = REGION) -> Stubber:
        if service not in self.stubs:
            keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
            self.stubs[service] = Stubber(boto3.client(service, region_name=region, **keys))
            self.stubs[service].activate()
        return self.stubs[service]

    def holds_parameters(self, **kinds: str) -> None:
        found = [{"Name": name, "Type": kinds[name[1:]], "Value": "x"} for name in NAMES if name[1:] in kinds]
        self.stub("ssm").add_response("get_parameters", {"Parameters": found}, {"Names": list(NAMES)})

    def holds_secret(self) -> None:
        name = "greeter/production/slack"
        self.stub("secretsmanager").add_response("describe_secret", {"Name": name}, {"SecretId": name})

    def lacks_secret(self) -> None:
        self.stub("secretsmanager").add_client_error("describe_secret", "ResourceNotFoundException", "none")

    def allows(self, timeout: float = 65000, executions: int = 1000, **model: Any) -> None:
        quota = {"Quota": {"Value": timeout}}
        asked = {"ServiceCode": "apigateway", "QuotaCode": "L-E5AE38E3"}
        self.stub("service-quotas").add_response("get_service_quota", quota, asked)
        limits = {"AccountLimit": {"ConcurrentExecutions": executions}}
        self.stub("lambda").add_response("get_account_settings", limits)
        available = {**AVAILABLE, **model}
        self.stub("bedrock").add_response(
            "get_foundation_model_availability", available, {"modelId": "some.model"}
        )


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    made = Account()
    made.stub("sts").add_response("get_caller_identity", {"Account": "000000000000"})
    monkeypatch.setattr(preflight, "clients", made.client)
    yield made
    for stub in made.stubs.values():
        stub.assert_no_pending_responses()


@pytest.fixture
def planned() -> tuple[Plan, Facts]:
    spec = load(str(SMALL)).specs["production"]
    return plan(spec), spec.facts


def run(*words: str) -> int:
    return main(["preflight", str(SMALL), "--environment", "production", *words])


def everything() -> dict[str, str]:
    return dict.fromkeys((name[1:] for name in NAMES), "String")


def test_an_account_that_has_everything_is_clean(account: Account, capsys: Capture) -> None:
    account.holds_parameters(**everything())
    account.holds_secret()
    account.allows()
    assert run() == 0
    out = capsys.readouterr().out
    assert out.startswith("production in ap-northeast-1, account 000000000000\n  ok       parameter /greeter")
    assert out.endswith("nothing is missing\n")


def test_what_lacks_comes_with_the_command_that_brings_it(account: Account, capsys: Capture) -> None:
    account.holds_parameters(**{**everything(), "greeter/production/slack": "SecureString"})
    account.holds_secret()
    account.allows(timeout=29000, executions=50, authorizationStatus="NOT_AUTHORIZED")
    assert run() == 1
    out = capsys.readouterr().out
    assert "is a SecureString, which CloudFormation does not resolve" in out
    assert "wrong    integration timeout of 65,000 ms (API Gateway allows this account 29,000 ms)" in out
    assert "--quota-code L-E5AE38E3 --desired-value 65000" in out
    assert "wrong    reserved concurrency of 27 (the account may run 50 executions at once" in out
    assert "missing  model some.model in ap-northeast-1 (the account is not authorized)" in out
    assert out.endswith("4 of 8 are not as they must be\n")


def test_a_missing_parameter_says_whose_it_is(account: Account, capsys: Capture) -> None:
    account.holds_parameters()
    account.lacks_secret()
    account.allows()
    assert run() == 1
    out = capsys.readouterr().out
    assert "missing  parameter /greeter/production/phone (当番の電話)" in out
    assert "missing  secret greeter/production/slack (Slack: " in out
    put = "put-parameter --region ap-northeast-1 --type String --name /greeter/production/phone --value .."
    assert put in out


def test_answers_in_json(account: Account, capsys: Capture) -> None:
    account.holds_parameters()
    account.holds_secret()
    account.allows()
    assert run("--format", "json") == 1
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert answers[0]["verdict"] == "missing"
    assert set(answers[0]) == {"verdict", "what", "why", "fix"}


def test_a_permission_that_lacks_hides_nothing_else(account: Account, capsys: Capture) -> None:
    account.stub("ssm").add_client_error("get_parameters", "AccessDeniedException", "no")
    account.holds_secret()
    account.allows(timeout=29000)
    assert run() == 1
    out = capsys.readouterr().out
    assert (
        "unknown  SSM parameters (these credentials may not look)\n           allow ssm:GetParameters" in out
    )
    assert "integration timeout of 65,000 ms" in out


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (NoCredentialsError(), "AWS cannot be asked: Unable to locate credentials"),
        (EndpointConnectionError(endpoint_url="https://sts"), "AWS cannot be asked: Could not connect"),
    ],
)
def test_no_credentials_and_no_network_are_one_line(
    problem: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def fail(service: str, region: str) -> Any:
        raise problem

    monkeypatch.setattr(preflight, "clients", fail)
    assert run() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"monitoring: {said}")


def test_credentials_that_aws_refuses_are_one_line(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    account = Account()
    account.stub("sts").add_client_error("get_caller_identity", "ExpiredToken", "The token has expired")
    monkeypatch.setattr(preflight, "clients", account.client)
    assert run() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("monitoring: AWS refused to answer: ")
    assert "The token has expired" in line


def secret_answers(planned: tuple[Plan, Facts], account: Account) -> list[Answer]:
    from msgspec.structs import replace

    needs = (Need(kind="secret", name="greeter/slack", purpose="Slack"),)
    account.allows()
    found = examine(replace(planned[0], needs=needs), planned[1], account.client)
    return [answer for answer in found if answer.what.startswith("secret")]


def test_secrets_are_found_missing_or_about_to_be_deleted(planned: tuple[Plan, Facts]) -> None:
    account = Account()
    stub = account.stub("secretsmanager")
    stub.add_response("describe_secret", {"Name": "greeter/slack"}, {"SecretId": "greeter/slack"})
    assert [answer.verdict for answer in secret_answers(planned, account)] == ["ok"]
    stub.add_client_error("describe_secret", "ResourceNotFoundException", "none")
    assert [answer.verdict for answer in secret_answers(planned, account)] == ["missing"]
    stub.add_response("describe_secret", {"Name": "greeter/slack", "DeletedDate": 1})
    assert [answer.verdict for answer in secret_answers(planned, account)] == ["wrong"]


def test_many_parameters_are_asked_for_ten_at_a_time(planned: tuple[Plan, Facts]) -> None:
    from msgspec.structs import replace

    account = Account()
    names = [f"/p/{number}" for number in range(23)]
    needs = tuple(Need(kind="parameter", name=name, purpose="p") for name in names)
    for start in (0, 10, 20):
        asked = {"Names": names[start : start + 10]}
        account.stub("ssm").add_response("get_parameters", {"Parameters": []}, asked)
    account.allows()
    answers = list(examine(replace(planned[0], needs=needs), planned[1], account.client))
    assert sum(answer.verdict == "missing" for answer in answers) == 23


def test_an_inference_profile_stands_for_its_model(planned: tuple[Plan, Facts]) -> None:
    from msgspec.structs import replace

    account = Account()
    account.allows()
    facts = replace(planned[1], model=replace(planned[1].model, id="jp.some.model"))
    answers = list(examine(replace(planned[0], needs=()), facts, account.client))
    assert answers[-1].what == "model some.model in ap-northeast-1"
