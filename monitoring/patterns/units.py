"""Units of CloudWatch metrics (Amazon CloudWatch API Reference, MetricDatum, ``Unit``)."""

from typing import Final

_SIZES: Final = tuple(
    f"{size}{unit}" for unit in ("bytes", "bits") for size in ("Kilo", "Mega", "Giga", "Tera")
)
_RATED: Final = ("Bytes", "Bits", *_SIZES, "Count")

UNITS: Final = frozenset(
    (
        "Seconds",
        "Microseconds",
        "Milliseconds",
        *_RATED,
        *(f"{unit}/Second" for unit in _RATED),
        "Percent",
        "None",
    )
)
