"""Log groups: all of them made here, so that each has the key and is forgotten in time."""

from typing import NamedTuple

from aws_cdk.aws_logs import CfnLogGroup, CfnTransformer
from constructs import Construct

from service.constructs.keys import keep
from service.facts import ServiceFacts


class LogGroups(NamedTuple):
    """The log groups by who writes them."""

    function: CfnLogGroup
    health: CfnLogGroup
    migrations: CfnLogGroup
    access: CfnLogGroup
    database: CfnLogGroup
    network: CfnLogGroup
    archive: CfnLogGroup


def add_log_groups(scope: Construct, facts: ServiceFacts, key: str) -> LogGroups:
    """Every log group of the service."""
    names = {
        "Function": facts.names.function_logs,
        "Health": facts.names.health_logs,
        "Migrations": facts.names.migrations_logs,
        "Access": facts.names.access_logs,
        "Database": f"/aws/rds/cluster/{facts.names.cluster}/postgresql",
        "Network": f"/aws/vpc/{facts.names.prefix}/refused",
        "Archive": f"/aws/kinesisfirehose/{facts.names.prefix}-archive",
    }
    groups = LogGroups(*(_log_group(scope, facts, part, name, key) for part, name in names.items()))
    _hide_details(scope, groups.access)
    return groups


def _log_group(scope: Construct, facts: ServiceFacts, part: str, name: str, key: str) -> CfnLogGroup:
    group = CfnLogGroup(
        scope,
        f"{part}Logs",
        log_group_name=name,
        retention_in_days=facts.logs.retention_days,
        kms_key_id=key,
    )
    keep(group, facts.protected)
    return group


def _hide_details(scope: Construct, access: CfnLogGroup) -> None:
    """Hides in the access log what API Gateway cannot leave out, as CloudWatch Logs takes a line in.

    That is the end of an address, and what its own messages quote: where only signed callers are known, a
    token is no signature, and the message repeats it. Queries, filters and subscriptions see what is left;
    the line as it came can be read by who may read single events (logs:GetLogEvents), which nothing here may.
    """
    last_number = {"source": "sourceIp", "from": r"\.\d+$", "to": ".x"}
    quoted = {"source": "errorMessage", "from": "('|Authorization=).*$", "to": "(removed)"}
    CfnTransformer(
        scope,
        "AccessLogsShortened",
        log_group_identifier=access.ref,
        transformer_config=[{"parseJson": {}}, {"substituteString": {"entries": [last_number, quoted]}}],
    )
