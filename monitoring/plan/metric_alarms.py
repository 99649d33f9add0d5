"""Alarms on metrics and metric math."""

from monitoring.plan.common import Context, describe, shared, warm_up
from monitoring.plan.resources import MetricAlarm
from monitoring.plan.stats import measure
from monitoring.spec.resolve import AlarmRule


def metric_alarm(context: Context, rule: AlarmRule) -> MetricAlarm:
    """The alarm of one rule on a metric."""
    metric = context.spec.metrics[rule.metric]
    watched = measure(context.spec, context.names, rule.metric, rule.over, rule.judge_from)
    is_percentile = watched.stat is not None and watched.stat.statistic.startswith("p")
    return MetricAlarm(
        **shared(context, rule),
        **describe(context, rule),
        label=rule.label,
        threshold=in_unit(rule, metric.unit),
        unit=metric.unit,
        operator=rule.operator,
        period=rule.over,
        datapoints_to_alarm=rule.m,
        evaluation_periods=rule.n,
        treat_missing_data=rule.missing,
        low_samples=rule.low_samples if is_percentile else None,
        warm_up=warm_up(rule),
        stat=watched.stat,
        queries=watched.queries,
    )


def in_unit(rule: AlarmRule, unit: str) -> float:
    """The threshold in the metric's unit; unit-mismatch has seen to it that there is a way."""
    try:
        return rule.threshold.to(unit)
    except KeyError:
        return float(rule.threshold.value)
