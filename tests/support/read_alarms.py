"""From the properties of an alarm back to the fields of the planned one; what is read is taken away."""

from re import compile as regex
from typing import Any

from monitoring.plan.parts import (
    MetricQuery,
    MetricStat,
)

Properties = dict[str, Any]


def _alarm(p: Properties) -> dict[str, Any]:
    tags = {tag["Key"]: tag["Value"] for tag in p.pop("Tags")}
    travelling = {"Enabled": True, "IncludedTagKeys": sorted(tags)}
    propagation = p.pop("ActionConfiguration")["AlarmTagsPropagation"]
    assert {**propagation, "IncludedTagKeys": sorted(propagation["IncludedTagKeys"])} == travelling
    actions = p.pop("AlarmActions")
    assert p.pop("OKActions") == actions
    return {
        "name": p.pop("AlarmName"),
        "description": p.pop("AlarmDescription"),
        "actions": tuple(last(arn) for arn in actions),
        "tags": tags,
    }


def _judged_alarm(p: Properties) -> dict[str, Any]:
    warm_up = p.pop("WarmUpConfiguration")
    minutes = warm_up.pop("WarmUpPeriodDurationInMinutes")
    assert not warm_up
    return {
        **_alarm(p),
        "threshold": p.pop("Threshold"),
        "operator": p.pop("ComparisonOperator"),
        "treat_missing_data": p.pop("TreatMissingData"),
        "warm_up": minutes,
    }


def metric_alarm(p: Properties) -> dict[str, Any]:
    queries = tuple(_query(query) for query in p.pop("Metrics", ()))
    stat = _statistic(p) if "MetricName" in p else None
    periods = {part.period for part in (stat, *(query.stat for query in queries)) if part}
    assert len(periods) == 1
    return {
        **_judged_alarm(p),
        "stat": stat,
        "queries": queries,
        "period": periods.pop(),
        "datapoints_to_alarm": p.pop("DatapointsToAlarm"),
        "evaluation_periods": p.pop("EvaluationPeriods"),
        "low_samples": p.pop("EvaluateLowSampleCountPercentile", None),
    }


def _statistic(p: Properties) -> MetricStat:
    return MetricStat(
        namespace=p.pop("Namespace"),
        name=p.pop("MetricName"),
        dimensions=_dimensions(p.pop("Dimensions", [])),
        statistic=p.pop("ExtendedStatistic", None) or p.pop("Statistic"),
        period=p.pop("Period"),
    )


def _query(query: Properties) -> MetricQuery:
    stat = query.pop("MetricStat", None)
    found = MetricQuery(
        id=query.pop("Id"),
        stat=_metric_stat(stat) if stat else None,
        expression=query.pop("Expression", ""),
        label=query.pop("Label", ""),
        returned=query.pop("ReturnData"),
    )
    assert not query
    return found


def _metric_stat(stat: Properties) -> MetricStat:
    metric = stat["Metric"]
    return MetricStat(
        namespace=metric["Namespace"],
        name=metric["MetricName"],
        dimensions=_dimensions(metric.get("Dimensions", [])),
        statistic=stat["Stat"],
        period=stat["Period"],
    )


def _dimensions(dimensions: list[Properties]) -> dict[str, str]:
    return {dimension["Name"]: dimension["Value"] for dimension in dimensions}


def log_alarm(p: Properties) -> dict[str, Any]:
    query = p.pop("ScheduledQueryConfiguration")
    schedule = query.pop("ScheduleConfiguration")
    found = {
        **_judged_alarm(p),
        "datapoints_to_alarm": p.pop("QueryResultsToAlarm"),
        "evaluation_periods": p.pop("QueryResultsToEvaluate"),
        "log_lines": p.pop("ActionLogLineCount", 0),
        "log_lines_role": last(p.pop("ActionLogLineRoleArn", "")),
        "log_groups": tuple(query.pop("LogGroupIdentifiers")),
        "rows": query.pop("QueryString"),
        "aggregate": query.pop("AggregationExpression"),
        "role": last(query.pop("ScheduledQueryRoleARN")),
        "window": schedule.pop("StartTimeOffset"),
        "every": _seconds(schedule.pop("ScheduleExpression")),
    }
    assert not query
    assert not schedule
    return found


_RATE = regex(r"rate\((1 minute|\d+ minutes)\)")


def _seconds(rate: str) -> int:
    match = _RATE.fullmatch(rate)
    assert match, rate
    return 60 * int(match[1].split()[0])


def composite_alarm(p: Properties) -> dict[str, Any]:
    return {**_alarm(p), "rule": p.pop("AlarmRule")}


def last(arn: str) -> str:
    """The name at the end of an ARN."""
    name = arn.rpartition(":")[2]
    return name.removeprefix("role/")
