"""The catalogue: every row is well formed, and the metrics of the guide read as AWS documents them."""

import subprocess
import sys
from typing import get_args

import pytest

from monitoring.aws.limits import ALARM_DIMENSIONS, is_period
from monitoring.aws.metrics import METRICS, AwsMetric, lookup, names, reading, suits
from monitoring.aws.services import SERVICES, Bound, Gaps, Kind
from monitoring.aws.statistics import STATISTICS
from monitoring.aws.units import CLOUDWATCH, UNITS, WORDS

ROWS = [pytest.param(metric, id=f"{metric.namespace} {metric.name}") for metric in METRICS.values()]
OTHER_WORDS = {"ACU": "Count", "USD": "None"}


def get(namespace: str, name: str) -> AwsMetric:
    metric = lookup(namespace, name)
    assert metric is not None
    return metric


@pytest.mark.parametrize("metric", ROWS)
def test_every_row_uses_words_that_exist(metric: AwsMetric) -> None:
    assert metric.kind in get_args(Kind)
    assert metric.bound in get_args(Bound)
    assert metric.gaps in get_args(Gaps)
    assert metric.unit in CLOUDWATCH
    assert metric.word in UNITS
    assert set(metric.statistics) <= {*STATISTICS, "p"}


@pytest.mark.parametrize("metric", ROWS)
def test_every_row_calls_its_unit_by_our_word(metric: AwsMetric) -> None:
    assert WORDS[metric.unit] == metric.word or OTHER_WORDS[metric.word] == metric.unit


@pytest.mark.parametrize("metric", ROWS)
def test_every_row_says_where_it_is_published_and_documented(metric: AwsMetric) -> None:
    assert is_period(metric.period)
    assert metric.source.startswith("https://docs.aws.amazon.com/")
    assert metric.dimensions
    for dimensions in metric.dimensions:
        assert len(set(dimensions)) == len(dimensions) <= ALARM_DIMENSIONS.value


@pytest.mark.parametrize("metric", ROWS)
def test_the_kind_decides_which_statistics_make_sense(metric: AwsMetric) -> None:
    assert ("Sum" in metric.statistics) == (metric.kind in ("count", "rate"))
    assert ("Maximum" in metric.statistics) == (metric.kind in ("duration", "share", "gauge"))
    assert ("p" in metric.statistics) >= (metric.kind == "duration")


@pytest.mark.parametrize("metric", ROWS)
def test_shares_end_at_100_and_rates_at_1(metric: AwsMetric) -> None:
    assert (metric.bound == "hundred") == (metric.kind == "share") == (metric.unit == "Percent")
    assert (metric.bound == "one") == (metric.kind == "rate")


def test_no_metric_is_listed_twice() -> None:
    assert len(METRICS) == sum(len(service.rows) for service in SERVICES)
    assert len({service.namespace for service in SERVICES}) == len(SERVICES)


@pytest.mark.parametrize(
    ("namespace", "name", "statistic", "word"),
    [
        ("AWS/Lambda", "Duration", "p95", "ms"),  # G1.1
        ("AWS/Lambda", "Errors", "Sum", "count"),  # G1.2
        ("AWS/Lambda", "Invocations", "Sum", "count"),
        ("AWS/Lambda", "Throttles", "Sum", "count"),  # G1.3
        ("AWS/Lambda", "ConcurrentExecutions", "Maximum", "count"),  # G1.4
        ("AWS/ApiGateway", "Count", "Sum", "count"),  # G2.1
        ("AWS/ApiGateway", "4XXError", "Average", "ratio"),  # G2.2
        ("AWS/ApiGateway", "5XXError", "Average", "ratio"),  # G2.3
        ("AWS/ApiGateway", "Latency", "p95", "ms"),  # G2.4
        ("AWS/Bedrock", "InvocationLatency", "p95", "ms"),
        ("LambdaInsights", "memory_utilization", "Maximum", "%"),  # G10.2
        ("AWS/RDS", "CPUUtilization", "Average", "%"),  # G10.3
        ("AWS/RDS", "DatabaseConnections", "Maximum", "count"),
        ("AWS/RDS", "FreeableMemory", "Minimum", "B"),
        ("AWS/RDS", "ServerlessDatabaseCapacity", "Average", "ACU"),
        ("AWS/SNS", "NumberOfNotificationsFailed", "Sum", "count"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", "count"),
        ("AWS/States", "ExecutionsFailed", "Sum", "count"),
        ("AWS/Firehose", "DeliveryToS3.DataFreshness", "Maximum", "s"),
        ("AWS/Firehose", "DeliveryToS3.Success", "Average", "ratio"),
    ],
)
def test_what_the_guide_watches_is_read_as_aws_documents_it(
    namespace: str, name: str, statistic: str, word: str
) -> None:
    metric = get(namespace, name)
    assert suits(metric, statistic)
    assert reading(metric, statistic) == word


@pytest.mark.parametrize(
    ("namespace", "name", "statistic"),
    [
        ("AWS/Lambda", "Errors", "Average"),
        ("AWS/Lambda", "Errors", "SampleCount"),
        ("AWS/Lambda", "Throttles", "p95"),
        ("AWS/Lambda", "Duration", "Sum"),
        ("AWS/Lambda", "ConcurrentExecutions", "Sum"),
        ("AWS/ApiGateway", "5XXError", "Maximum"),
        ("AWS/RDS", "CPUUtilization", "Sum"),
        ("AWS/RDS", "CPUUtilization", "p95"),
        ("AWS/Lambda", "Duration", "P95"),
    ],
)
def test_a_statistic_that_means_nothing_does_not_suit(namespace: str, name: str, statistic: str) -> None:
    assert not suits(get(namespace, name), statistic)


def test_trimmed_means_suit_where_percentiles_do() -> None:
    assert suits(get("AWS/ApiGateway", "Latency"), "tm99")
    assert not suits(get("AWS/ApiGateway", "Count"), "tm99")


def test_an_error_rate_is_a_ratio_as_average_and_a_count_as_sum() -> None:
    errors = get("AWS/ApiGateway", "5XXError")
    assert reading(errors, "Average") == "ratio"
    assert reading(errors, "Sum") == reading(errors, "SampleCount") == "count"


def test_a_percentile_rank_reads_in_percent_and_a_trimmed_count_in_samples() -> None:
    latency = get("AWS/ApiGateway", "Latency")
    assert reading(latency, "PR(:60000)") == "%"
    assert reading(latency, "tc90") == reading(latency, "TC(:100)") == "count"


def test_metrics_that_come_seldom_are_known() -> None:
    assert get("AWS/RDS", "VolumeReadIOPs").period == 300
    assert get("AWS/S3", "BucketSizeBytes").period == 86400
    assert get("AWS/Lambda", "Duration").period == 60


def test_silence_means_different_things() -> None:
    assert get("AWS/RDS", "CPUUtilization").gaps == "never"
    assert get("AWS/Lambda", "Errors").gaps == "idle"
    assert get("AWS/Events", "FailedInvocations").gaps == "zero"


def test_names_are_looked_up_exactly() -> None:
    assert lookup("AWS/Lambda", "duration") is None
    assert lookup("aws/lambda", "Duration") is None
    assert "Duration" in names("AWS/Lambda")
    assert names("SubgoalGeneration") == []


def test_the_catalogue_costs_a_command_almost_nothing_to_load() -> None:
    """Nothing but typing is imported: no regular expressions, no dataclasses, nothing of the project."""
    code = (
        "import sys, typing; before = set(sys.modules); "
        "import monitoring.aws.metrics, monitoring.aws.limits, monitoring.aws.units; "
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert all(name == "monitoring" or name.startswith("monitoring.aws") for name in loaded)
