"""AWS Health's events of the services in use, published where problems of AWS are heard first."""

from collections.abc import Iterator

from monitoring.plan.common import Context
from monitoring.plan.running import EventRule
from monitoring.spec.root import Spec

SERVICES = (
    "APIGATEWAY",
    "BEDROCK",
    "CLOUDWATCH",
    "COGNITO",
    "DYNAMODB",
    "LAMBDA",
    "RDS",
    "SECRETSMANAGER",
    "SNS",
)
"""AWS Health's words for what the service and its on-call chain are built on."""
CATEGORIES = ("issue", "investigation", "scheduledChange")
"""All but notes about the account, which are no reason to wake anybody."""


def health_level(spec: Spec) -> str:
    """The level that hears of AWS's problems: where a route begins that reaches AWS Support; or none."""
    for route in spec.escalation.routes.values():
        contacts = spec.escalation.levels[route.start].contacts
        if any(spec.contacts[name].kind == "aws-support" for name in contacts):
            return route.start
    return ""


def rule_name(context: Context) -> str:
    """The rule's name."""
    return f"{context.names.prefix}-aws-health"


def health_rules(context: Context) -> Iterator[EventRule]:
    """The rule, where a level hears of it (its pattern: AWS Health User Guide, "Amazon EventBridge")."""
    spec, names = context
    level = health_level(spec)
    if level:
        yield EventRule(
            logical_id="HealthEvents",
            origin=("escalation", "levels", level),
            name=rule_name(context),
            description="Events of AWS Health about the services in use",
            pattern={
                "source": ["aws.health"],
                "detail-type": ["AWS Health Event"],
                "detail": {"service": list(SERVICES), "eventTypeCategory": list(CATEGORIES)},
            },
            topic=names.topic("alarms", level),
            failed_queue=names.failed_queue("notifier"),
        )
