"""ServiceFacts -> the stack of the service, and the stack of what a region has once for all environments."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Environment, Stack
from aws_cdk.aws_apigateway import CfnAccount
from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_s3_assets import Asset
from constructs import Construct

from service.constructs.api import add_api, tell_id
from service.constructs.archive import add_archive
from service.constructs.database import add_database
from service.constructs.documents import acknowledge, trust
from service.constructs.firewall import add_firewall
from service.constructs.functions import Code
from service.constructs.identity import add_user_pool
from service.constructs.insights import add_insights_logs
from service.constructs.keys import add_keys
from service.constructs.logs import add_log_groups
from service.constructs.network import add_network
from service.constructs.origins import addresses
from service.constructs.stage import add_stage
from service.constructs.workers import Parts, add_workers
from service.facts import ServiceFacts


def add_services(
    scope: Construct, services: Mapping[str, ServiceFacts], bundle: Path
) -> dict[str, "ServiceStack"]:
    """The stack of the service in each environment, and the one that they share."""
    listed = list(services.values())
    shared = SharedStack(scope, f"{listed[0].names.service}-shared", listed)
    made = {environment: ServiceStack(scope, facts, bundle) for environment, facts in services.items()}
    for stack in made.values():
        stack.add_stack_dependency(shared)
    return made


class SharedStack(Stack):
    """What AWS has once in a region: API Gateway's right to write logs, and the logs of Lambda Insights."""

    def __init__(self, scope: Construct, name: str, services: Sequence[ServiceFacts]) -> None:
        super().__init__(
            scope,
            name,
            description=f"What all environments of {services[0].names.service} share",
            env=Environment(region=services[0].region),
            termination_protection=any(facts.protected for facts in services),
        )
        self._let_gateway_write_logs()
        add_insights_logs(self, services)

    def _let_gateway_write_logs(self) -> None:
        role = CfnRole(
            self,
            "Role",
            assume_role_policy_document=trust("apigateway.amazonaws.com"),
            managed_policy_arns=["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"],
        )
        acknowledge(
            role,
            {
                "AwsSolutions-IAM4[Policy::arn:aws:iam::aws:policy/service-role/"
                "AmazonAPIGatewayPushToCloudWatchLogs]": "API Gateway refuses a role with less"
            },
        )
        CfnAccount(self, "Account", cloud_watch_role_arn=role.attr_arn)


class ServiceStack(Stack):
    """One environment of the service; ``bundle`` is the zip file of the functions, named by its content."""

    def __init__(self, scope: Construct, facts: ServiceFacts, bundle: Path) -> None:
        super().__init__(
            scope,
            facts.names.stack,
            description=f"{facts.names.service}, {facts.names.environment}",
            env=Environment(region=facts.region),
            tags=dict(facts.tags),
            termination_protection=facts.protected,
        )
        keys = add_keys(self, facts)
        logs = add_log_groups(self, facts, keys.logs)
        network = add_network(self, facts, logs.network.attr_arn)
        database = add_database(self, facts, network, keys.data, logs.database)
        origins = addresses(self, facts.api.origins)
        asset = Asset(self, "Package", path=str(bundle), asset_hash=bundle.stem)
        parts = Parts(Code(asset, network), database, keys, logs)
        workers = add_workers(self, facts, parts, ",".join(origins))
        api = add_api(self, facts, workers, add_user_pool(self, facts), origins)
        stage = add_stage(api, facts, logs.access)
        tell_id(self, facts, api.api)
        if facts.api.blocked_above:
            add_firewall(self, facts, stage)
        add_archive(self, facts, logs, keys)
