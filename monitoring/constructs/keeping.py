"""Queues of failed events, the state table, and the bucket of the reports."""

from aws_cdk.aws_dynamodb import CfnTable
from aws_cdk.aws_s3 import CfnBucket, CfnBucketPolicy
from aws_cdk.aws_sqs import CfnQueue, CfnQueuePolicy

from monitoring.constructs.policies import deny_plain_http, queue_policy
from monitoring.constructs.site import Site, acknowledge
from monitoring.plan.running import Bucket, Queue, Table

_DAY_S = 24 * 3600


def queue(site: Site, planned: Queue) -> None:
    """A queue of failed events, encrypted by SQS: SNS delivers to no other without a key of its own."""
    made = CfnQueue(
        site.stack,
        planned.logical_id,
        queue_name=planned.name,
        message_retention_period=planned.kept_days * _DAY_S,
        sqs_managed_sse_enabled=True,
    )
    site.references.hold(site.place.queue(planned.name), made.attr_arn)
    CfnQueuePolicy(
        site.stack,
        f"{planned.logical_id}Policy",
        queues=[made.ref],
        policy_document=queue_policy(site.place, planned),
    )
    acknowledge(made, {"AwsSolutions-SQS3": "it is a dead-letter queue itself"})


def table(site: Site, planned: Table) -> None:
    """The state table with one index; on demand, as incidents are rare and come in heaps."""
    names = dict.fromkeys((*planned.keys, *planned.index_keys))
    made = CfnTable(
        site.stack,
        planned.logical_id,
        table_name=planned.name,
        billing_mode="PAY_PER_REQUEST",
        attribute_definitions=[
            {"attributeName": name, "attributeType": "N" if name in planned.index_numbers else "S"}
            for name in names
        ],
        key_schema=_keys(planned.keys),
        global_secondary_indexes=[
            {
                "indexName": planned.index,
                "keySchema": _keys(planned.index_keys),
                "projection": {"projectionType": "ALL"},
            }
        ],
        time_to_live_specification={"attributeName": planned.expires, "enabled": True},
        point_in_time_recovery_specification={"pointInTimeRecoveryEnabled": True},
        sse_specification={"sseEnabled": True, "sseType": "KMS", "kmsMasterKeyId": site.key_arn},
        deletion_protection_enabled=site.protected,
    )
    site.keep(made)


def _keys(names: tuple[str, str]) -> list[dict[str, str]]:
    kinds = zip(names, ("HASH", "RANGE"), strict=True)
    return [{"attributeName": name, "keyType": kind} for name, kind in kinds]


def bucket(site: Site, planned: Bucket) -> None:
    """The bucket and who may not use it: everybody without TLS."""
    made = CfnBucket(
        site.stack,
        planned.logical_id,
        bucket_encryption={
            "serverSideEncryptionConfiguration": [
                {
                    "bucketKeyEnabled": True,
                    "serverSideEncryptionByDefault": {
                        "sseAlgorithm": "aws:kms",
                        "kmsMasterKeyId": site.key_arn,
                    },
                }
            ]
        },
        lifecycle_configuration={"rules": [_expiry(planned)]},
        ownership_controls={"rules": [{"objectOwnership": "BucketOwnerEnforced"}]},
        public_access_block_configuration={
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        },
    )
    site.keep(made)
    acknowledge(made, {"AwsSolutions-S1": "reports without personal data; CloudTrail can say who read them"})
    everything = [made.attr_arn, f"{made.attr_arn}/*"]
    document = {"Version": "2012-10-17", "Statement": [deny_plain_http("s3:*", everything)]}
    CfnBucketPolicy(site.stack, f"{planned.logical_id}Policy", bucket=made.ref, policy_document=document)


def _expiry(planned: Bucket) -> dict[str, object]:
    return {
        "id": "expiry",
        "status": "Enabled",
        "expirationInDays": planned.kept_days,
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": 1},
    }
