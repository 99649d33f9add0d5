"""A metric has a dimension with a new value for every user or request.

Why: each value of a dimension is a metric of its own, and each is paid for every month: a dimension with
the user's id costs more than the service. The single series are so thin that no alarm can watch them, and
ids of people end up where nobody deletes them.

Judged are the service's own metrics and counted log lines, by the dimension's name and by the field it is
filled from.

Fix: keep dimensions to things of which there are few: service, environment, error code. For questions by
user use a query, and for alarms by user a log alarm with `by: userId`.

Bad:

    metrics:
      failures: {namespace: Demo, name: Failures, statistic: Sum, dimensions: {UserId: "*"}}

Good:

    metrics:
      failures: {namespace: Demo, name: Failures, statistic: Sum, dimensions: {Service: demo}}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error
from monitoring.spec.metrics import Metric
from monitoring.spec.root import Spec
from monitoring.spec.traits import catalogued

CHECK: Final = "high-cardinality-dimension"
_PEOPLE: Final = (
    "clientip",
    "customerid",
    "deviceid",
    "email",
    "emailaddress",
    "ip",
    "ipaddress",
    "memberid",
    "phone",
    "phonenumber",
    "sourceip",
    "subject",
    "user",
    "useragent",
    "userid",
    "username",
)
_REQUESTS: Final = (
    "correlationid",
    "eventid",
    "executionid",
    "goalid",
    "itemid",
    "jobid",
    "logstream",
    "messageid",
    "orderid",
    "requestid",
    "sessionid",
    "spanid",
    "token",
    "traceid",
    "transactionid",
    "url",
    "uuid",
    "xraytraceid",
)
_TEXTS: Final = (
    "date",
    "errormessage",
    "message",
    "stack",
    "time",
    "timestamp",
)
_MANY: Final = frozenset((*_PEOPLE, *_REQUESTS, *_TEXTS))


def check(spec: Spec) -> Iterator[Finding]:
    """Dimensions whose name or source is known to have many values."""
    for name, metric in spec.metrics.items():
        if isinstance(metric.dimensions, dict) and not _is_of_aws(metric):
            for key, value in metric.dimensions.items():
                if word := _unbounded(key, value):
                    source = f", filled from `{word}`," if word != key else ""
                    values = "has ever new values, and each is a metric to pay for"
                    message = f"the dimension `{key}`{source} {values}"
                    fix = "remove it; count by it in a query, or in a log alarm with `by`"
                    yield error(CHECK, ("metrics", name, "dimensions", key), message, fix, on_key=True)


def _is_of_aws(metric: Metric) -> bool:
    return catalogued(metric) is not None or (metric.namespace or "").startswith("AWS/")


def _unbounded(key: str, value: str) -> str:
    """The word that has many values: the dimension's own name, or the log field it comes from."""
    source = value.removeprefix("$.") if value.startswith("$") else ""
    return next((word for word in (key, source) if _plain(word.rpartition(".")[2]) in _MANY), "")


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word)).lower()
