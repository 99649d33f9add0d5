"""The services whose metrics this project watches, and their metrics as rows; metrics.py makes the catalogue.

The source stands with each service. Names are AWS's, case and dots included.
"""

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["count", "duration", "rate", "share", "gauge"]
"""count: how many, added up. duration: a sample a call. rate: a sample of 0 or 1 a call, so that Average is a
ratio. share: per cent. gauge: a level, looked at from time to time."""

Bound: TypeAlias = Literal[
    "none", "hundred", "one", "function-timeout", "gateway-timeout", "concurrency", "connections", "capacity"
]
"""What a single value cannot exceed. All but ``hundred`` and ``one`` are facts of the deployment."""

Gaps: TypeAlias = Literal["never", "idle", "zero"]
"""When no datapoint comes: never, while nothing happens, or also whenever the value would be 0."""

Dimensions: TypeAlias = tuple[tuple[str, ...], ...]
"""The sets of dimension names a metric is published under; () is the whole account."""


class Row(NamedTuple):
    """A metric within its service; ``p`` among the statistics stands for any percentile."""

    name: str
    kind: Kind
    statistics: tuple[str, ...]
    unit: str = "Count"
    word: str = "count"
    gaps: Gaps = "idle"
    bound: Bound = "none"
    dimensions: Dimensions = ()
    period: int = 60


class Service(NamedTuple):
    """A namespace, the page that describes it, its usual dimension sets, and its metrics."""

    namespace: str
    source: str
    dimensions: Dimensions
    rows: tuple[Row, ...]


_LEVELS = ("Maximum", "Average", "Minimum")
_TIMES = ("p", "Maximum", "Average")
_PER_CALL = ("Maximum", "Average", "p")
_ACCOUNT: Dimensions = ((),)
_CLUSTER: Dimensions = (("DBClusterIdentifier",),)
_DELIVERY: Dimensions = (("LogGroupName", "DestinationType", "FilterName"),)
_BY_INDEX: Dimensions = (("TableName",), ("TableName", "GlobalSecondaryIndexName"))


def _counts(
    *names: str, unit: str = "Count", gaps: Gaps = "idle", also: tuple[str, ...] = (), under: Dimensions = ()
) -> tuple[Row, ...]:
    return tuple(Row(name, "count", ("Sum", *also), unit, gaps=gaps, dimensions=under) for name in names)


def _events(*names: str, gaps: Gaps = "idle", under: Dimensions = ()) -> tuple[Row, ...]:
    """Counts of log events, which AWS/Logs publishes without a unit."""
    return _counts(*names, unit="None", gaps=gaps, under=under)


def _bytes(*names: str) -> tuple[Row, ...]:
    return tuple(Row(name, "count", ("Sum",), "Bytes", "B") for name in names)


def _durations(*names: str, bound: Bound = "none") -> tuple[Row, ...]:
    return tuple(Row(name, "duration", _TIMES, "Milliseconds", "ms", bound=bound) for name in names)


def _rates(*names: str) -> tuple[Row, ...]:
    return tuple(Row(name, "rate", ("Average", "Sum"), bound="one") for name in names)


def _shares(*names: str, gaps: Gaps = "never") -> tuple[Row, ...]:
    return tuple(Row(name, "share", _LEVELS, "Percent", "%", gaps, "hundred") for name in names)


SERVICES = (
    Service(
        "AWS/Lambda",
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
        (
            ("FunctionName",),
            ("FunctionName", "Resource"),
            ("FunctionName", "Resource", "ExecutedVersion"),
            (),
        ),
        (
            *_counts("Invocations", "Errors", "Throttles", "DeadLetterErrors", "DestinationDeliveryFailures"),
            *_counts("AsyncEventsReceived", "AsyncEventsDropped"),
            *_durations("Duration", bound="function-timeout"),
            *_durations("PostRuntimeExtensionsDuration", "AsyncEventAge"),
            Row("ConcurrentExecutions", "gauge", _LEVELS, bound="concurrency"),
            Row("UnreservedConcurrentExecutions", "gauge", _LEVELS, dimensions=_ACCOUNT),
            Row("ClaimedAccountConcurrency", "gauge", _LEVELS, dimensions=_ACCOUNT),
        ),
    ),
    Service(
        "LambdaInsights",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-metrics.html",
        (("function_name",), ("function_name", "version")),
        (
            Row("memory_utilization", "share", _PER_CALL, "Percent", "%", "idle", "hundred"),
            Row("used_memory_max", "gauge", _PER_CALL, "Megabytes", "MB"),
            Row("total_memory", "gauge", _LEVELS, "Megabytes", "MB"),
            *_durations("init_duration", "cpu_total_time"),
        ),
    ),
    Service(
        "AWS/ApiGateway",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html",
        (("ApiName",), ("ApiName", "Stage"), ("ApiName", "Stage", "Resource", "Method")),
        (
            *_counts("Count", also=("SampleCount",)),
            *_rates("4XXError", "5XXError"),
            *_durations("Latency", "IntegrationLatency", bound="gateway-timeout"),
        ),
    ),
    Service(
        "AWS/RDS",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html",
        (("DBClusterIdentifier",), ("DBInstanceIdentifier",), ("DBClusterIdentifier", "Role")),
        (
            *_shares("CPUUtilization", "ACUUtilization", "BufferCacheHitRatio"),
            Row("FreeableMemory", "gauge", _LEVELS, "Bytes", "B", "never"),
            Row("DatabaseConnections", "gauge", _LEVELS, gaps="never", bound="connections"),
            Row("ServerlessDatabaseCapacity", "gauge", _LEVELS, "Count", "ACU", "never", "capacity"),
            Row("CommitLatency", "gauge", ("Average", "Maximum"), "Milliseconds", "ms", "never"),
            Row("VolumeReadIOPs", "count", ("Sum",), gaps="never", dimensions=_CLUSTER, period=300),
            Row("VolumeWriteIOPs", "count", ("Sum",), gaps="never", dimensions=_CLUSTER, period=300),
        ),
    ),
    Service(
        "AWS/Bedrock",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html",
        (("ModelId",), ()),
        (
            *_counts("Invocations", also=("SampleCount",)),
            *_counts("InvocationClientErrors", "InvocationServerErrors", "InvocationThrottles"),
            *_counts("InputTokenCount", "OutputTokenCount"),
            *_durations("InvocationLatency"),
        ),
    ),
    Service(
        "AWS/SNS",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html",
        (("TopicName",),),
        (
            *_counts("NumberOfMessagesPublished", "NumberOfNotificationsFilteredOut"),
            *_counts("NumberOfNotificationsDelivered", "NumberOfNotificationsFailed"),
            *_counts("NumberOfNotificationsRedrivenToDlq", "NumberOfNotificationsFailedToRedriveToDlq"),
            Row("SMSMonthToDateSpentUSD", "gauge", ("Maximum",), "None", "USD", dimensions=_ACCOUNT),
        ),
    ),
    Service(
        "AWS/SQS",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
        (("QueueName",),),
        (
            Row("ApproximateNumberOfMessagesVisible", "gauge", _LEVELS),
            Row("ApproximateNumberOfMessagesNotVisible", "gauge", _LEVELS),
            Row("ApproximateAgeOfOldestMessage", "gauge", _LEVELS, "Seconds", "s"),
            *_counts("NumberOfMessagesSent", "NumberOfMessagesReceived", "NumberOfMessagesDeleted"),
        ),
    ),
    Service(
        "AWS/States",
        "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html",
        (("StateMachineArn",),),
        (
            *_counts("ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"),
            *_counts("ExecutionsAborted", "ExecutionThrottled"),
            *_durations("ExecutionTime"),
        ),
    ),
    Service(
        "AWS/Scheduler",
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html",
        (("ScheduleGroup",), ()),
        (
            *_counts("InvocationAttemptCount"),
            *_counts("TargetErrorCount", "TargetErrorThrottledCount", "InvocationThrottleCount", gaps="zero"),
            *_counts("InvocationDroppedCount", "InvocationsSentToDeadLetterCount", gaps="zero"),
            *_counts("InvocationsFailedToBeSentToDeadLetterCount", gaps="zero"),
        ),
    ),
    Service(
        "AWS/Events",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html",
        (("RuleName",), ("EventBusName", "RuleName"), ()),
        (
            *_counts("Invocations", "TriggeredRules", "FailedInvocations", "ThrottledRules", gaps="zero"),
            *_counts("DeadLetterInvocations", gaps="zero"),
            *_counts("InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq", gaps="zero"),
        ),
    ),
    Service(
        "AWS/Logs",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html",
        (("LogGroupName",),),
        (
            *_bytes("IncomingBytes"),
            *_events("IncomingLogEvents"),
            *_events("EMFParsingErrors", "EMFValidationErrors", gaps="zero"),
            *_events("DeliveryErrors", "DeliveryThrottling", gaps="zero", under=_DELIVERY),
        ),
    ),
    Service(
        "AWS/Firehose",
        "https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html",
        (("DeliveryStreamName",),),
        (
            *_counts("IncomingRecords", "DeliveryToS3.Records", "ThrottledRecords"),
            *_bytes("IncomingBytes", "DeliveryToS3.Bytes"),
            *_rates("DeliveryToS3.Success"),
            Row("DeliveryToS3.DataFreshness", "gauge", _LEVELS, "Seconds", "s"),
        ),
    ),
    Service(
        "AWS/S3",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html",
        (("BucketName", "StorageType"),),
        (
            Row("BucketSizeBytes", "gauge", _LEVELS, "Bytes", "B", "never", period=86400),
            Row("NumberOfObjects", "gauge", _LEVELS, gaps="never", period=86400),
        ),
    ),
    Service(
        "AWS/WAFV2",
        "https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html",
        (("WebACL", "Region", "Rule"), ("RuleGroup", "Region", "Rule")),
        _counts("AllowedRequests", "BlockedRequests", "CountedRequests", gaps="zero"),
    ),
    Service(
        "AWS/DynamoDB",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html",
        (("TableName", "Operation"),),
        (
            *_counts("ReadThrottleEvents", "WriteThrottleEvents", gaps="zero", under=_BY_INDEX),
            *_counts("ThrottledRequests", "SystemErrors", gaps="zero"),
            *_durations("SuccessfulRequestLatency"),
            Row("UserErrors", "count", ("Sum",), gaps="zero", dimensions=_ACCOUNT, period=300),
        ),
    ),
)
