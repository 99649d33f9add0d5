"""The name of an AWS metric looks misspelt.

Why: CloudWatch accepts an alarm on any name. On one that AWS never publishes it stays in INSUFFICIENT_DATA,
or in OK with `missing: notBreaching`, for ever: the alarm is there, and nothing watches. Names are
case-sensitive.

The catalogue holds the metrics of the services around an API, not all that AWS has; only a name that is
close to one of them is reported.

Fix: write the name as AWS does, or allow the finding where the metric does exist.

Bad:

    metrics:
      throttles: {namespace: AWS/Lambda, name: Throttle, statistic: Sum, dimensions: function}

Good:

    metrics:
      throttles: {namespace: AWS/Lambda, name: Throttles, statistic: Sum, dimensions: function}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.aws.metrics import lookup, names
from monitoring.finding import Finding, warning
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "unknown-metric"


def check(spec: Spec) -> Iterator[Finding]:
    """Names that the catalogue lacks and nearly has."""
    for key, metric in spec.metrics.items():
        space, name = metric.namespace or "", metric.name or ""
        if lookup(space, name) is None:
            fix = did_you_mean(name, names(space))
            if fix.startswith("did you mean"):
                message = f"{space} has no metric `{name}` that is known here"
                yield warning(CHECK, ("metrics", key, "name"), message, fix)
