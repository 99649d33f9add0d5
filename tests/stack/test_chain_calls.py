"""Every operation of AWS that a function's code calls is allowed by its role, and nothing else is."""

from io import BytesIO
from typing import Any

import msgspec
import pytest

from app import ONCALL, REPORTS
from monitoring.oncall.aws import Clients
from monitoring.oncall.clock import SystemClock
from monitoring.oncall.sources import CatalogueSource
from monitoring.plan.functions import WORKERS
from monitoring.plan.resources import Catalogue, Plan
from tests.stack.test_chain_policies import PARTS, allowed, role_of
from tests.support.called import called_operations, reach_of
from tests.support.templates import Assembly, Resources

IN_CHAT = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}
WITHOUT_A_CALL = {
    "Notifier": IN_CHAT,
    "Escalation": IN_CHAT,
    "Actions": IN_CHAT,
    "Reports": IN_CHAT | {"s3:ListBucket"},
    "Probe": {"execute-api:Invoke", "logs:CreateLogStream", "logs:PutLogEvents"},
    "Heartbeat": {"logs:CreateLogStream", "logs:PutLogEvents"},
}
"""What Lambda does with a function's rights, what makes S3 say 404 and not 403, and a signed request."""
SERVICES = {package.name: package.services for package in (ONCALL, REPORTS)}
PREFIXES = {"stepfunctions": "states"}
ACTIONS = {"lambda:Invoke": "lambda:InvokeFunction"}


@pytest.fixture(scope="module")
def resources(every_kind_assembly: Assembly) -> Resources:
    return every_kind_assembly.resolved()


def actions_of(part: str) -> set[str]:
    """The actions behind all calls that a function's code can make."""
    worker = WORKERS[part.lower()]
    calls = (each.partition(":")[::2] for each in called_operations(worker.handler, SERVICES[worker.package]))
    named = {f"{PREFIXES.get(service, service)}:{word}" for service, word in calls}
    return {ACTIONS.get(each, each) for each in named}


@pytest.mark.parametrize("part", PARTS)
def test_a_function_may_do_what_its_code_calls_and_nothing_else(part: str, resources: Resources) -> None:
    granted = {action for each in role_of(resources, part) for action in each.actions}
    own = {action for action in granted if not action.startswith("kms:")}
    assert own - WITHOUT_A_CALL[part] == actions_of(part)
    assert own >= WITHOUT_A_CALL[part]


def encrypted(part: str) -> set[str]:
    """The services that a function calls and that use the environment's key."""
    used = {action.partition(":")[0] for action in actions_of(part)} & {"dynamodb", "sns"}
    return used | ({"s3"} if "s3:PutObject" in actions_of(part) else set())


@pytest.mark.parametrize("part", PARTS)
def test_the_key_is_used_for_what_is_called_alone(part: str, resources: Resources) -> None:
    keys = [each for each in role_of(resources, part) if each.actions[0].startswith("kms:")]
    assert sorted(name for each in keys for name in each.via) == sorted(encrypted(part))


def reads(resources: Resources, part: str) -> set[str]:
    """The parameters that a function may read."""
    words = ("ssm:GetParameter", "ssm:GetParameters")
    arns = {arn for word in words for arn in allowed(resources, part, word)}
    return {arn.partition(":parameter")[2] for arn in arns}


def test_who_prepares_a_case_reads_the_page_of_aws_support(resources: Resources) -> None:
    support = ("monitoring.escalation.support_case", "support_page")
    asking = {part for part in PARTS if support in reach_of(WORKERS[part.lower()].handler).symbols}
    assert asking == {"Escalation", "Actions"}
    assert asking == {part for part in PARTS if "/demo/support" in reads(resources, part)}


class Asked(Clients):
    """AWS with a catalogue; keeps the names of the parameters that are asked for."""

    def __init__(self, content: object) -> None:
        super().__init__()
        self._content = msgspec.json.encode(content)
        self.names: set[str] = set()

    def __call__(self, service: str) -> Any:
        """Itself is every client."""
        return self

    def get_parameter(self, Name: str) -> Any:
        self.names.add(Name)
        return {"Parameter": {"Value": "s3://bucket/catalogue.json"}}

    def get_parameters(self, Names: list[str]) -> Any:
        self.names.update(Names)
        return {"Parameters": []}

    def get_object(self, **_: str) -> Any:
        return {"Body": BytesIO(self._content)}


def test_who_reads_the_catalogue_reads_what_it_refers_to_and_no_other_parameter(
    every_kind: Plan, resources: Resources
) -> None:
    (catalogue,) = [each for each in every_kind.resources if isinstance(each, Catalogue)]
    asked = Asked(catalogue.content)
    CatalogueSource(asked, catalogue.parameter, SystemClock()).read()
    assert len(asked.names) > 1
    for part in set(PARTS) - {"Probe"}:
        assert reads(resources, part) - {"/demo/support"} == asked.names, part
    assert not reads(resources, "Probe")
