"""A metric read with a statistic that hides what the metric says.

Why: CloudWatch offers every statistic for every metric, and most of them mean nothing. The Average of
Errors is a share that looks like a count; the Average of Duration stays calm while one user in twenty
waits; the Sum of ConcurrentExecutions adds up how often somebody looked.

Fix: read counts as `Sum`, durations as a percentile (`p95`), rates of 0 and 1 as `Average`, levels such as
concurrency, connections and CPU as `Maximum`; the Minimum of a level hides every peak from an alarm on
large values. The Average of the service's own counts is nearly always 1, also inside a rate. What a metric
allows stands in the catalogue of AWS metrics; of the service's own metrics times are judged, because their
unit says what they are, and counts in rates.

Bad:

    metrics:
      throttles: {namespace: AWS/Lambda, name: Throttles, statistic: Average, dimensions: function}

Good:

    metrics:
      throttles: {namespace: AWS/Lambda, name: Throttles, statistic: Sum, dimensions: function}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.aws.metrics import AwsMetric, suits
from monitoring.aws.statistics import STATISTICS, is_statistic
from monitoring.finding import Finding, Path, error, warning
from monitoring.spec.metrics import Metric
from monitoring.spec.places import at_watch
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import catalogued, counts_events, dimension
from monitoring.suggest import did_you_mean

CHECK: Final = "wrong-statistic"
_WHY: Final = {
    "count": "is a count, and counts add up",
    "duration": "is a time, and what matters is how long the slowest wait",
    "rate": "is 0 or 1 a request, and its average is the rate",
    "share": "is a level in per cent, and levels do not add up",
    "gauge": "is a level, and levels do not add up",
}


def check(spec: Spec) -> Iterator[Finding]:
    """Statistics that do not exist or do not suit, and alarms on averages of times."""
    for name, metric in spec.metrics.items():
        if metric.kind == "metric" and (found := _judge(name, metric)):
            yield found
    yield from _averages_in_rates(spec)
    seen: set[Path] = set()
    for rule in alarm_rules(spec):
        watched, path = spec.metrics.get(rule.metric), at_watch(rule)
        if watched is not None and _is_average_time(watched) and path not in seen:
            seen.add(path)
            message = f"`{rule.metric}` is an average of times, which hides the slow ones"
            yield warning(CHECK, path, message, "watch the p95 of the same metric")
        elif watched is not None and rule.upward and _is_lowest_level(watched) and path not in seen:
            seen.add(path)
            message = f"`{rule.metric}` is the least of each period, which hides the peaks"
            yield warning(CHECK, path, message, "watch the `Maximum` of the same metric")


def _is_lowest_level(metric: Metric) -> bool:
    row = catalogued(metric)
    is_level = row.kind in ("gauge", "share") if row else metric.sampled is not None
    return metric.kind == "metric" and metric.statistic == "Minimum" and is_level


def _averages_in_rates(spec: Spec) -> Iterator[Finding]:
    """The service's own counts read as averages where an expression makes a share of them."""
    for name, metric in spec.metrics.items():
        if metric.math is None or dimension(metric) != "share":
            continue
        for inner in metric.with_.values():
            leaf = spec.metrics.get(inner)
            if leaf is not None and _is_average_count(leaf):
                message = f"`Average` of a count says nothing in the rate `{name}`: counts add up"
                fix = "write `statistic: Sum`, or `sampled` with its interval if it is a level"
                yield error(CHECK, ("metrics", inner, "statistic"), message, fix)


def _is_average_count(metric: Metric) -> bool:
    own = metric.kind == "metric" and catalogued(metric) is None and metric.sampled is None
    return own and metric.statistic == "Average" and dimension(metric) == "count"


def _judge(name: str, metric: Metric) -> Finding | None:
    path, statistic = ("metrics", name, "statistic"), metric.statistic or ""
    if not is_statistic(statistic):
        message = f"CloudWatch has no statistic `{statistic}`"
        return error(CHECK, path, message, did_you_mean(statistic.capitalize(), (*STATISTICS, "p95", "tm99")))
    row = catalogued(metric)
    if row is not None and not suits(row, statistic) and not _counts_calls(row, statistic):
        message = f"`{statistic}` of {row.name} says nothing: it {_WHY[row.kind]}"
        return error(CHECK, path, message, f"write {_suitable(row)}")
    if row is None and dimension(metric) == "time" and counts_events(metric):
        message = f"`{statistic}` of a metric in `{metric.unit}` says nothing: times do not add up"
        return error(CHECK, path, message, "write `statistic: p95`")
    return None


def _counts_calls(row: AwsMetric, statistic: str) -> bool:
    """How many samples there were is how many calls there were, where each call makes one."""
    return statistic == "SampleCount" and row.kind in ("duration", "rate")


def _suitable(row: AwsMetric) -> str:
    words = ["p95" if statistic == "p" else statistic for statistic in row.statistics]
    return " or ".join(f"`statistic: {word}`" for word in words[:2])


def _is_average_time(metric: Metric) -> bool:
    row = catalogued(metric)
    if metric.statistic != "Average":
        return False
    return row.kind == "duration" if row else dimension(metric) == "time" and metric.sampled is None
