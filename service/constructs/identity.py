"""Who may call: users of a Cognito user pool. Operators make their accounts; nobody signs up alone."""

from aws_cdk.aws_cognito import CfnUserPool, CfnUserPoolClient
from constructs import Construct

from service.constructs.documents import acknowledge
from service.constructs.keys import keep
from service.facts import ServiceFacts

SESSION_MINUTES = 60
REMEMBERED_DAYS = 30
PASSWORD = {
    "minimumLength": 12,
    "requireLowercase": True,
    "requireUppercase": True,
    "requireNumbers": True,
    "requireSymbols": True,
    "temporaryPasswordValidityDays": 3,
}


def add_user_pool(scope: Construct, facts: ServiceFacts) -> str:
    """The user pool and the application's client; gives back the pool's ARN."""
    pool = CfnUserPool(
        scope,
        "Users",
        user_pool_name=facts.names.prefix,
        username_attributes=["email"],
        auto_verified_attributes=["email"],
        username_configuration={"caseSensitive": False},
        admin_create_user_config={"allowAdminCreateUserOnly": True},
        account_recovery_setting={"recoveryMechanisms": [{"name": "verified_email", "priority": 1}]},
        policies={"passwordPolicy": PASSWORD},
        mfa_configuration="OPTIONAL",
        enabled_mfas=["SOFTWARE_TOKEN_MFA"],
        user_attribute_update_settings={"attributesRequireVerificationBeforeUpdate": ["email"]},
        deletion_protection="ACTIVE" if facts.protected else "INACTIVE",
    )
    keep(pool, facts.protected)
    _acknowledge(pool)
    _add_client(scope, facts, pool)
    return pool.attr_arn


def _add_client(scope: Construct, facts: ServiceFacts, pool: CfnUserPool) -> None:
    """A page in a browser: it can keep no secret, and sends no password (SRP)."""
    CfnUserPoolClient(
        scope,
        "Application",
        client_name=f"{facts.names.prefix}-application",
        user_pool_id=pool.ref,
        generate_secret=False,
        explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        prevent_user_existence_errors="ENABLED",
        enable_token_revocation=True,
        id_token_validity=SESSION_MINUTES,
        access_token_validity=SESSION_MINUTES,
        refresh_token_validity=REMEMBERED_DAYS,
        token_validity_units={"idToken": "minutes", "accessToken": "minutes", "refreshToken": "days"},
    )


def _acknowledge(pool: CfnUserPool) -> None:
    acknowledge(
        pool,
        {
            "AwsSolutions-COG2": "users of a planning application choose a second factor themselves",
            "AwsSolutions-COG3": "threat protection needs the Plus plan, which costs more than the model; "
            "WAF and the throttles stand before the API",
            "AwsSolutions-COG8": "the Essentials plan has all that is used",
        },
    )
