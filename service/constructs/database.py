"""Aurora PostgreSQL Serverless v2: one writer, its storage in three zones."""

from typing import NamedTuple

from aws_cdk import CfnDeletionPolicy
from aws_cdk.aws_logs import CfnLogGroup
from aws_cdk.aws_rds import CfnDBCluster, CfnDBClusterParameterGroup, CfnDBInstance, CfnDBSubnetGroup
from constructs import Construct

from service.constructs.documents import acknowledge, arn
from service.constructs.groups import POSTGRES
from service.constructs.network import Network
from service.facts import DatabaseFacts, ServiceFacts

NAME = "subgoals"
"""Of the database in the cluster."""
USER = "subgoals_app"
"""Signs in with a token of IAM; migrations make it."""
OWNER = "subgoals_owner"
"""Owns the tables and runs migrations; its password is in Secrets Manager, and RDS changes it every week."""
ENGINE = "aurora-postgresql"
VERSION = "17.7"
"""Exactly this one: AWS upgrades nothing by itself, a change of this line does (decision 15)."""
FAMILY = "aurora-postgresql17"
SETTINGS = {
    "rds.force_ssl": "1",
    # Statements and rows hold what users wrote; neither belongs in a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    # What a killed function leaves behind must not hold its locks: milliseconds.
    "idle_in_transaction_session_timeout": "60000",
}


class Database(NamedTuple):
    """What functions need to know; ``ready`` has to be there before a function can connect."""

    host: str
    secret: str
    app_user: str
    ready: list[Construct]


def add_database(
    scope: Construct, facts: ServiceFacts, network: Network, key: str, logs: CfnLogGroup
) -> Database:
    """The cluster and its only instance."""
    cluster = _cluster(scope, facts, network, key)
    cluster.node.add_dependency(logs)
    instance = _instance(scope, facts, cluster, key)
    return Database(
        host=cluster.attr_endpoint_address,
        secret=cluster.attr_master_user_secret_secret_arn,
        app_user=arn("rds-db", facts.region, f"dbuser:{cluster.attr_db_cluster_resource_id}/{USER}"),
        ready=[cluster, instance],
    )


def _cluster(scope: Construct, facts: ServiceFacts, network: Network, key: str) -> CfnDBCluster:
    name = facts.names.cluster
    cluster = CfnDBCluster(
        scope,
        "Database",
        db_cluster_identifier=name,
        engine=ENGINE,
        engine_version=VERSION,
        database_name=NAME,
        port=POSTGRES,
        serverless_v2_scaling_configuration=_capacity(facts.database),
        master_username=OWNER,
        manage_master_user_password=True,
        master_user_secret={"kmsKeyId": key},
        enable_iam_database_authentication=True,
        storage_encrypted=True,
        kms_key_id=key,
        backup_retention_period=30 if facts.protected else 7,
        # At night in Japan, one after the other.
        preferred_backup_window="17:00-17:30",
        preferred_maintenance_window="sun:18:00-sun:18:30",
        copy_tags_to_snapshot=True,
        deletion_protection=facts.protected,
        enable_cloudwatch_logs_exports=["postgresql"],
        db_subnet_group_name=_subnets(scope, name, network.subnets),
        db_cluster_parameter_group_name=_settings(scope, name),
        vpc_security_group_ids=[network.database],
    )
    _keep(cluster, protected=facts.protected)
    return cluster


def _capacity(database: DatabaseFacts) -> dict[str, float]:
    return {"minCapacity": database.min_acu, "maxCapacity": database.max_acu}


def _subnets(scope: Construct, name: str, subnets: list[str]) -> str:
    described = f"Private subnets of {name}"
    made = CfnDBSubnetGroup(
        scope, "DatabaseSubnets", db_subnet_group_description=described, subnet_ids=subnets
    )
    return made.ref


def _settings(scope: Construct, name: str) -> str:
    described = f"Settings of {name}"
    made = CfnDBClusterParameterGroup(
        scope, "DatabaseSettings", description=described, family=FAMILY, parameters=SETTINGS
    )
    return made.ref


def _keep(cluster: CfnDBCluster, *, protected: bool) -> None:
    """Where it is protected a last snapshot is taken; deletion protection has to be switched off first."""
    snapshot = CfnDeletionPolicy.SNAPSHOT if protected else CfnDeletionPolicy.DELETE
    cluster.cfn_options.deletion_policy = snapshot
    cluster.cfn_options.update_replace_policy = snapshot
    if not protected:
        acknowledge(cluster, {"AwsSolutions-RDS10": "an environment for tests can be taken down"})


def _instance(scope: Construct, facts: ServiceFacts, cluster: CfnDBCluster, key: str) -> CfnDBInstance:
    """A second instance would halve every average that the alarms watch; Aurora replaces a broken one."""
    instance = CfnDBInstance(
        scope,
        "DatabaseWriter",
        db_instance_identifier=f"{facts.names.cluster}-1",
        db_cluster_identifier=cluster.ref,
        db_instance_class="db.serverless",
        engine=ENGINE,
        publicly_accessible=False,
        auto_minor_version_upgrade=False,
        enable_performance_insights=True,
        performance_insights_kms_key_id=key,
        performance_insights_retention_period=7,
    )
    # It holds nothing itself; the cluster does.
    instance.cfn_options.deletion_policy = CfnDeletionPolicy.DELETE
    instance.cfn_options.update_replace_policy = CfnDeletionPolicy.DELETE
    return instance
