"""The state machine with its role and log."""

import json

from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_logs import CfnLogGroup
from aws_cdk.aws_stepfunctions import CfnStateMachine

from monitoring.constructs.policies import bound_trust, rights_document
from monitoring.constructs.site import Site, acknowledge, explain_wildcards
from monitoring.plan.running import StateMachine, Statement

_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
"""What Step Functions needs to log (AWS Step Functions Developer Guide, "Logging in CloudWatch Logs")."""


def state_machine(site: Site, planned: StateMachine) -> None:
    """A standard workflow. Its log says which steps were taken; what was in them stays in its history."""
    logs = CfnLogGroup(
        site.stack,
        f"{planned.logical_id}Logs",
        log_group_name=f"/aws/vendedlogs/states/{planned.name}",
        retention_in_days=planned.retention_days,
        kms_key_id=site.key_arn,
    )
    made = CfnStateMachine(
        site.stack,
        planned.logical_id,
        state_machine_name=planned.name,
        state_machine_type="STANDARD",
        # As a text: the CDK drops nulls, and one of them keeps a state's input.
        definition_string=json.dumps(planned.definition, ensure_ascii=False),
        definition_substitutions={
            name: site.references.text(value) for name, value in planned.substitutions.items()
        },
        role_arn=_role(site, planned).attr_arn,
        logging_configuration={
            "level": "ALL",
            "includeExecutionData": False,
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": logs.attr_arn}}],
        },
    )
    reason = "its history and its log hold the times of all steps; a trace would add nothing to them"
    acknowledge(made, {"AwsSolutions-SF2": reason})


def _role(site: Site, planned: StateMachine) -> CfnRole:
    logging = Statement(
        actions=_DELIVERY, resources=("*",), because="AWS knows no resource for the delivery of logs"
    )
    statements = (*planned.statements, logging)
    role = CfnRole(
        site.stack,
        f"{planned.logical_id}Role",
        assume_role_policy_document=bound_trust("states.amazonaws.com", site.place.machine(planned.name)),
        policies=[
            {
                "policyName": "machine",
                "policyDocument": rights_document(statements, site.references.document),
            }
        ],
    )
    explain_wildcards(role, statements)
    return role
