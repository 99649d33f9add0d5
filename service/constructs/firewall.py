"""WAF before the API: addresses that send too much are kept out for a while."""

from aws_cdk.aws_wafv2 import CfnWebACL, CfnWebACLAssociation
from constructs import Construct

from service.facts import ServiceFacts

WINDOWS = (60, 120, 300, 600)
"""Seconds over which AWS counts (WAF: "Rate-based rule statement")."""
FEWEST, MOST = 10, 2_000_000_000


class NoSuchRule(ValueError):
    """WAF cannot count like that; says what it can."""


def add_firewall(scope: Construct, facts: ServiceFacts, stage_arn: str) -> CfnWebACLAssociation:
    """The rule of ``facts.api``, for one stage; raises NoSuchRule."""
    _check(facts)
    counted = {
        "limit": facts.api.blocked_above,
        "evaluationWindowSec": facts.api.blocked_window,
        "aggregateKeyType": "IP",
    }
    firewall = CfnWebACL(
        scope,
        "Firewall",
        name=facts.names.prefix,
        scope="REGIONAL",
        default_action={"allow": {}},
        rules=[
            {
                "name": "too-many-requests",
                "priority": 0,
                "statement": {"rateBasedStatement": counted},
                "action": {"block": {}},
                "visibilityConfig": _seen_as(f"{facts.names.prefix}-too-many-requests"),
            }
        ],
        visibility_config=_seen_as(facts.names.prefix),
    )
    return CfnWebACLAssociation(
        scope, "FirewallBeforeApi", resource_arn=stage_arn, web_acl_arn=firewall.attr_arn
    )


def _seen_as(metric: str) -> dict[str, object]:
    return {"cloudWatchMetricsEnabled": True, "metricName": metric, "sampledRequestsEnabled": True}


def _check(facts: ServiceFacts) -> None:
    if facts.api.blocked_window not in WINDOWS:
        raise NoSuchRule(
            f"WAF counts requests over {WINDOWS} seconds, not over {facts.api.blocked_window}; "
            "change facts.api.blocked-above"
        )
    if not FEWEST <= facts.api.blocked_above <= MOST:
        raise NoSuchRule(
            f"WAF blocks above {FEWEST} to {MOST} requests, not above {facts.api.blocked_above}; "
            "change facts.api.blocked-above"
        )
