"""The archive: what the function logs, in S3 by day, deleted after its time."""

from aws_cdk.aws_iam import CfnRole
from aws_cdk.aws_kinesisfirehose import CfnDeliveryStream
from aws_cdk.aws_logs import CfnLogGroup, CfnLogStream, CfnSubscriptionFilter
from aws_cdk.aws_s3 import CfnBucket, CfnBucketPolicy
from constructs import Construct

from service.constructs.documents import (
    ACCOUNT,
    acknowledge,
    allow,
    arn,
    deny_plain_http,
    document,
    on_behalf_of,
    trust,
)
from service.constructs.keys import Keys, keep
from service.constructs.logs import LogGroups
from service.facts import ServiceFacts

LINES = "application/"
FAILURES = "failed/"
# A delivery of CloudWatch Logs holds lines of one stream; the first says the day (UTC) of them all.
DAY = '{day: (.logEvents[0].timestamp / 1000 | floor | strftime("%Y-%m-%d"))}'
DELIVER_AFTER_S, DELIVER_AT_MB = 300, 64


def add_archive(scope: Construct, facts: ServiceFacts, logs: LogGroups, keys: Keys) -> None:
    """Bucket, delivery stream and the subscription that feeds it."""
    bucket = _bucket(scope, facts, keys.data)
    stream = _stream(scope, facts, bucket, logs.archive, keys.data)
    role = CfnRole(
        scope,
        "SubscriptionRole",
        assume_role_policy_document=trust("logs.amazonaws.com", on_behalf_of(arn("logs", facts.region, "*"))),
        policies=[
            {
                "policyName": "deliver",
                "policyDocument": document(
                    allow(["firehose:PutRecord", "firehose:PutRecordBatch"], [stream.attr_arn])
                ),
            }
        ],
    )
    CfnSubscriptionFilter(
        scope,
        "FunctionLogsToArchive",
        log_group_name=logs.function.ref,
        filter_pattern="",
        destination_arn=stream.attr_arn,
        role_arn=role.attr_arn,
    )


def _bucket(scope: Construct, facts: ServiceFacts, key: str) -> CfnBucket:
    bucket = CfnBucket(
        scope,
        "Archive",
        bucket_name=f"{facts.names.prefix}-archive-{ACCOUNT}",
        bucket_encryption={
            "serverSideEncryptionConfiguration": [
                {
                    "bucketKeyEnabled": True,
                    "serverSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key},
                }
            ]
        },
        lifecycle_configuration={"rules": _expiry(facts)},
        ownership_controls={"rules": [{"objectOwnership": "BucketOwnerEnforced"}]},
        public_access_block_configuration={
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        },
    )
    keep(bucket, facts.protected)
    acknowledge(bucket, {"AwsSolutions-S1": "an archive of logs; CloudTrail can say who read it"})
    policy = document(deny_plain_http([bucket.attr_arn, f"{bucket.attr_arn}/*"], "s3:*"))
    CfnBucketPolicy(scope, "ArchivePolicy", bucket=bucket.ref, policy_document=policy)
    return bucket


def _expiry(facts: ServiceFacts) -> list[dict[str, object]]:
    return [
        {
            "id": "expiry",
            "status": "Enabled",
            "expirationInDays": facts.logs.archive_days,
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 1},
        }
    ]


def _stream(
    scope: Construct, facts: ServiceFacts, bucket: CfnBucket, logs: CfnLogGroup, key: str
) -> CfnDeliveryStream:
    name = f"{facts.names.prefix}-archive"
    problems = CfnLogStream(scope, "ArchiveProblems", log_group_name=logs.ref, log_stream_name="S3Delivery")
    role = _delivery_role(scope, facts, name, bucket, key)
    return CfnDeliveryStream(
        scope,
        "ArchiveStream",
        delivery_stream_name=name,
        delivery_stream_type="DirectPut",
        delivery_stream_encryption_configuration_input={"keyType": "CUSTOMER_MANAGED_CMK", "keyArn": key},
        extended_s3_destination_configuration={
            "bucketArn": bucket.attr_arn,
            "roleArn": role.attr_arn,
            "prefix": f"{LINES}day=!{{partitionKeyFromQuery:day}}/",
            "errorOutputPrefix": f"{FAILURES}!{{firehose:error-output-type}}/day=!{{timestamp:yyyy-MM-dd}}/",
            "bufferingHints": {"intervalInSeconds": DELIVER_AFTER_S, "sizeInMBs": DELIVER_AT_MB},
            "compressionFormat": "GZIP",
            "dynamicPartitioningConfiguration": {"enabled": True},
            "processingConfiguration": {"enabled": True, "processors": _processors()},
            "cloudWatchLoggingOptions": {
                "enabled": True,
                "logGroupName": logs.ref,
                "logStreamName": problems.ref,
            },
        },
    )


def _processors() -> list[dict[str, object]]:
    """Unpack what CloudWatch Logs packed, find the day, and end every delivery with a line break."""
    return [
        _processor("Decompression", CompressionFormat="GZIP"),
        _processor("MetadataExtraction", MetadataExtractionQuery=DAY, JsonParsingEngine="JQ-1.6"),
        _processor("AppendDelimiterToRecord", Delimiter="\\n"),
    ]


def _processor(kind: str, **parameters: str) -> dict[str, object]:
    named = [{"parameterName": name, "parameterValue": value} for name, value in parameters.items()]
    return {"type": kind, "parameters": named}


def _delivery_role(scope: Construct, facts: ServiceFacts, name: str, bucket: CfnBucket, key: str) -> CfnRole:
    group = arn("logs", facts.region, f"log-group:/aws/kinesisfirehose/{name}")
    writing = ["s3:AbortMultipartUpload", "s3:PutObject"]
    looking = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    role = CfnRole(
        scope,
        "DeliveryRole",
        # Firehose says for whom it acts by an external id.
        assume_role_policy_document=trust(
            "firehose.amazonaws.com", {"StringEquals": {"sts:ExternalId": ACCOUNT}}
        ),
        policies=[
            {
                "policyName": "deliver",
                "policyDocument": document(
                    allow(writing, [f"{bucket.attr_arn}/*"]),
                    allow(looking, [bucket.attr_arn]),
                    allow(["kms:Decrypt", "kms:GenerateDataKey"], [key]),
                    allow(["logs:PutLogEvents"], [f"{group}:log-stream:S3Delivery"]),
                ),
            }
        ],
    )
    acknowledge(role, {"AwsSolutions-IAM5[Resource::<Archive.Arn>/*]": "the objects of the archive"})
    return role
