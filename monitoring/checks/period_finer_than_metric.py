"""An alarm or graph looks at a metric more often than it has datapoints.

Why: RDS publishes once a minute, S3's sizes once a day, a probe when it runs. An alarm over a shorter time
sees mostly nothing, and `missing` decides instead of the metric; over a time that is no multiple, one
datapoint holds now one sample, now two, and a sum jumps with nothing behind it.

Fix: take an `over` (or a graph's `period`) of the metric's own interval or a multiple of it. A metric of
the service's own that is published more often than once a minute says so with `sampled` or `period`.

Bad:

    alarms:
      probe:
        critical:
          over: 30 s

Good:

    alarms:
      probe:
        critical:
          over: 1 m
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error, warning
from monitoring.spec.metrics import Metric
from monitoring.spec.places import at_own_setting, span
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec
from monitoring.spec.traits import catalogued, finest, leaves

CHECK: Final = "period-finer-than-metric"


def check(spec: Spec) -> Iterator[Finding]:
    """What metrics state about themselves first, then the alarms on them."""
    for name, metric in spec.metrics.items():
        yield from _statements(spec, name, metric)
    for rule in alarm_rules(spec):
        if not rule.metric:
            continue
        path = at_own_setting(rule, "over")
        comes = _slowest(spec, spec.metrics[rule.metric])
        rhythm = f"`{rule.metric}` has a datapoint every {span(comes)}"
        if 0 < rule.over < comes:
            message = f"{rhythm}, so {span(rule.over)} leaves holes"
            yield error(CHECK, path, message, f"judge over {span(comes)} or a multiple of it")
        elif comes and rule.over % comes:
            message = f"{rhythm}, and {span(rule.over)} holds now more, now fewer of them"
            yield warning(CHECK, path, message, f"judge over a multiple of {span(comes)}")


def _slowest(spec: Spec, metric: Metric) -> int:
    return max(map(finest, leaves(spec, metric)), default=0)


def _statements(spec: Spec, name: str, metric: Metric) -> Iterator[Finding]:
    row = catalogued(metric)
    if row is not None and metric.sampled is not None and metric.sampled.seconds < row.period:
        message = f"AWS publishes {row.name} every {span(row.period)}, not every {metric.sampled}"
        yield error(CHECK, ("metrics", name, "sampled"), message, f"write `sampled: {span(row.period)}`")
    elif metric.period is not None and metric.period.seconds < (comes := _slowest(spec, metric)):
        message = f"`{name}` has a datapoint every {span(comes)}, so a graph of {metric.period} has holes"
        yield warning(CHECK, ("metrics", name, "period"), message, f"write `period: {span(comes)}`")
