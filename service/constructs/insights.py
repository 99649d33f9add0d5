"""The log group that Lambda Insights writes to: one in a region, whoever's functions they are.

Its extension would make it, without an end and without a key, if it were allowed to.
"""

from collections.abc import Sequence

from aws_cdk.aws_logs import CfnLogGroup
from constructs import Construct

from service.constructs.keys import keep, logs_key
from service.facts import ServiceFacts

NAME = "/aws/lambda-insights"
"""Fixed by AWS (Amazon CloudWatch User Guide, "Using Lambda Insights")."""


def add_insights_logs(scope: Construct, services: Sequence[ServiceFacts]) -> CfnLogGroup:
    """The group, kept as long as the environment asks that keeps its logs longest."""
    protected = any(facts.protected for facts in services)
    group = CfnLogGroup(
        scope,
        "InsightsLogs",
        log_group_name=NAME,
        retention_in_days=max(facts.logs.retention_days for facts in services),
        kms_key_id=logs_key(
            scope, f"{services[0].names.service}-shared", services[0].region, [NAME], protected
        ),
    )
    keep(group, protected)
    return group
