"""The words for units in ``monitoring.yaml``, CloudWatch's own, and the way between them.

Within a dimension two units differ by a factor, so that ``45 s`` meets a metric in ``Milliseconds`` as 45000.

=========  ==========  ==================================================================================
dimension  base unit   decided here
=========  ==========  ==================================================================================
time       s
share      %           a ``ratio`` is a share of one: 0.1 is 10 %, as API Gateway's error rates come
data       B           KB, MB and GB are powers of 1024, because Lambda's "1024 MB" is one GiB. A metric's
                       ``Megabytes`` are read the same way, so that a share of the memory stays a share.
                       Beware: the fields @memorySize and @maxMemoryUsed of Logs Insights are decimal
                       (256 MB is 256000000) and never pass through this table.
count      count       requests, calls, users, ..: the word is for the reader, the number is the same
money      USD
capacity   ACU         Aurora capacity units; CloudWatch publishes them as ``Count``
rate       count / s   ``12 requests per 1 m`` is 0.2; data a second is ``data per s``
=========  ==========  ==================================================================================

Sources: CloudWatch's units, API_MetricDatum (``Unit``); Lambda memory, "Configure Lambda function memory".
"""

from typing import NamedTuple


class Unit(NamedTuple):
    """What a unit measures, and how many base units of that dimension one of it is."""

    dimension: str
    factor: float


_COUNTED = (
    *("call", "connection", "error", "event", "execution", "failure", "line", "message"),
    *("request", "row", "sample", "time", "token", "user"),
)

UNITS: dict[str, Unit] = {
    "ms": Unit("time", 0.001),
    "s": Unit("time", 1.0),
    "m": Unit("time", 60.0),
    "h": Unit("time", 3600.0),
    "d": Unit("time", 86400.0),
    "%": Unit("share", 1.0),
    "ratio": Unit("share", 100.0),
    "B": Unit("data", 1.0),
    "KB": Unit("data", 1024.0),
    "MB": Unit("data", 1024.0**2),
    "GB": Unit("data", 1024.0**3),
    "USD": Unit("money", 1.0),
    "ACU": Unit("capacity", 1.0),
    "count": Unit("count", 1.0),
}
"""The words a quantity in ``monitoring.yaml`` may end with."""

for _word in _COUNTED:
    UNITS[_word] = UNITS[_word + "s"] = Unit("count", 1.0)

CLOUDWATCH: dict[str, Unit] = {
    "Seconds": Unit("time", 1.0),
    "Milliseconds": Unit("time", 0.001),
    "Microseconds": Unit("time", 0.000001),
    "Percent": Unit("share", 1.0),
    "Count": Unit("count", 1.0),
    "None": Unit("count", 1.0),
    "Count/Second": Unit("rate", 1.0),
}
"""CloudWatch's 27 units, as ``AWS::CloudWatch::Alarm`` accepts them in ``Unit``."""

for _power, _prefix in enumerate(("", "kilo", "mega", "giga", "tera")):
    for _name, _bytes in (("bytes", 1.0), ("bits", 0.125)):
        _word = (_prefix + _name).capitalize()
        CLOUDWATCH[_word] = Unit("data", _bytes * 1024.0**_power)
        CLOUDWATCH[_word + "/Second"] = Unit("data per s", _bytes * 1024.0**_power)

WORDS: dict[str, str] = {
    "Seconds": "s",
    "Milliseconds": "ms",
    "Percent": "%",
    "Count": "count",
    "None": "count",
    "Bytes": "B",
    "Kilobytes": "KB",
    "Megabytes": "MB",
    "Gigabytes": "GB",
}
"""Our word for a CloudWatch unit, where there is one: what ``unit:`` of a metric may say."""


def convert(value: float, source: Unit, target: Unit) -> float | None:
    """The value in the target unit; None when the two measure different things.

    Twelve significant digits are kept, which hides the noise of binary fractions: 0.3 s are 300 ms.
    """
    if source.dimension != target.dimension:
        return None
    return float(f"{value * source.factor / target.factor:.12g}")
