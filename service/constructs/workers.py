"""Which functions there are, and what each may do and know."""

from collections.abc import Mapping
from typing import NamedTuple

from aws_cdk import CfnCustomResource
from aws_cdk.aws_lambda import CfnFunction
from constructs import Construct

from service.bundle import migrations_hash
from service.constructs import database as db
from service.constructs.database import Database
from service.constructs.documents import Document, allow, arn
from service.constructs.functions import Code, Function, add_function
from service.constructs.groups import POSTGRES
from service.constructs.keys import Keys
from service.constructs.logs import LogGroups
from service.facts import ServiceFacts

HEALTH_MEMORY_MB = 512
HEALTH_TIMEOUT_S = 10
HEALTH_CONCURRENCY = 2
"""With one migration and the API's own executions it stays inside the database's connection budget."""
MIGRATIONS_TIMEOUT_S = 300
MIGRATIONS_ANSWER_S = 360
"""CloudFormation gives up on a function that died without a word; the function itself answers sooner."""
IDEMPOTENCY_HOURS = 24
CERTIFICATES = "/var/task/service/certificates/rds-{region}.pem"


class Parts(NamedTuple):
    """What the functions are made of."""

    code: Code
    database: Database
    keys: Keys
    logs: LogGroups


class Workers(NamedTuple):
    """The functions that the API calls."""

    api: CfnFunction
    health: CfnFunction


def add_workers(scope: Construct, facts: ServiceFacts, parts: Parts, origins: str) -> Workers:
    """All functions. Those that answer users get new code only after the database has been migrated."""
    migrations = _add_migrations(scope, facts, parts)
    api = add_function(scope, facts, parts.code, _api(facts, parts, origins))
    health = add_function(scope, facts, parts.code, _health(facts, parts))
    for function in (api, health):
        function.node.add_dependency(migrations)
    return Workers(api, health)


def _api(facts: ServiceFacts, parts: Parts, origins: str) -> Function:
    return Function(
        part="Api",
        name=facts.names.function,
        description="Answers POST /api/ai/generate/subgoals",
        handler="service.subgoals.handler.handler",
        memory_mb=facts.function.memory_mb,
        timeout_s=facts.function.timeout_s,
        concurrency=facts.function.concurrency,
        environment={
            **_common(facts, parts),
            **_model(facts),
            **_sizes(facts),
            "FUNCTION_DEADLINE_MS": str(facts.function.deadline_ms),
            "ALLOWED_ORIGINS": origins,
            "IDEMPOTENCY_HOURS": str(IDEMPOTENCY_HOURS),
        },
        statements=[_connect(parts), *_invoke_model(facts)],
        logs=parts.logs.function,
        measured=True,
    )


def _health(facts: ServiceFacts, parts: Parts) -> Function:
    return Function(
        part="Health",
        name=facts.names.health_function,
        description="Answers /health and /health/deep",
        handler="service.subgoals.health.handler",
        memory_mb=HEALTH_MEMORY_MB,
        timeout_s=HEALTH_TIMEOUT_S,
        concurrency=HEALTH_CONCURRENCY,
        # It tries the configuration of the other function, so it has the same.
        environment=_api(facts, parts, "").environment,
        statements=[_connect(parts)],
        logs=parts.logs.health,
    )


def _add_migrations(scope: Construct, facts: ServiceFacts, parts: Parts) -> Construct:
    """Runs when the SQL has changed. A failure fails the deployment before any function has new code."""
    function = Function(
        part="Migrations",
        name=facts.names.migrations_function,
        description="Migrates the database while the stack is deployed",
        handler="service.deployment.handler",
        memory_mb=HEALTH_MEMORY_MB,
        timeout_s=MIGRATIONS_TIMEOUT_S,
        concurrency=1,
        environment={**_common(facts, parts), "DATABASE_SECRET_ARN": parts.database.secret},
        statements=_read_secret(facts, parts),
        logs=parts.logs.migrations,
    )
    runner = add_function(scope, facts, parts.code, function)
    migrations = CfnCustomResource(
        scope, "Migrations", service_token=runner.attr_arn, service_timeout=MIGRATIONS_ANSWER_S
    )
    migrations.add_override("Type", "Custom::Migrations")
    migrations.add_property_override("Migrations", migrations_hash())
    migrations.add_property_override("User", db.USER)
    migrations.node.add_dependency(*parts.database.ready)
    return migrations


def _common(facts: ServiceFacts, parts: Parts) -> Mapping[str, str]:
    return {
        "SERVICE_NAME": facts.names.service,
        "ENVIRONMENT": facts.names.environment,
        "DATABASE_HOST": parts.database.host,
        "DATABASE_PORT": str(POSTGRES),
        "DATABASE_NAME": db.NAME,
        "DATABASE_USER": db.USER,
        "DATABASE_AUTH": "iam",
        "DATABASE_CA_FILE": CERTIFICATES.format(region=facts.region),
    }


def _model(facts: ServiceFacts) -> Mapping[str, str]:
    return {
        "MODEL_ID": facts.model.id,
        "MODEL_PRICE_INPUT_USD_PER_1000": facts.model.input_usd_per_1000,
        "MODEL_PRICE_OUTPUT_USD_PER_1000": facts.model.output_usd_per_1000,
        "MODEL_PRICE_DATE": facts.model.prices_as_of,
    }


def _sizes(facts: ServiceFacts) -> Mapping[str, str]:
    sizes = {f"SIZE_{name.upper()}": str(size) for name, size in facts.sizes.items() if name != "body"}
    return {**sizes, "SIZE_BODY_BYTES": str(facts.sizes["body"])}


def _connect(parts: Parts) -> Document:
    return allow(["rds-db:connect"], [parts.database.app_user])


def _invoke_model(facts: ServiceFacts) -> list[Document]:
    """The model, or the inference profile and, through it alone, its model in every region it may go to."""
    _, _, model = facts.model.id.partition(".")
    if "." not in model:
        models = [
            f"arn:aws:bedrock:{each}::foundation-model/{facts.model.id}" for each in facts.model.regions
        ]
        return [allow(["bedrock:InvokeModel"], models)]
    profile = arn("bedrock", facts.region, f"inference-profile/{facts.model.id}")
    models = [f"arn:aws:bedrock:{each}::foundation-model/{model}" for each in facts.model.regions]
    through: Document = {"StringEquals": {"bedrock:InferenceProfileArn": profile}}
    return [
        allow(["bedrock:InvokeModel"], [profile]),
        allow(["bedrock:InvokeModel"], models, through),
    ]


def _read_secret(facts: ServiceFacts, parts: Parts) -> list[Document]:
    """The password of the tables' owner, and its key for nothing but Secrets Manager."""
    through: Document = {"StringEquals": {"kms:ViaService": f"secretsmanager.{facts.region}.amazonaws.com"}}
    return [
        allow(["secretsmanager:GetSecretValue"], [parts.database.secret]),
        allow(["kms:Decrypt"], [parts.keys.data], through),
    ]
