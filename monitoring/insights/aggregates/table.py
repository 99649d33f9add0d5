"""The aggregates of ``stats``.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html and, for values
over time, https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-timeseries-functions.html.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Protocol, TypeAlias

from msgspec import Struct

from monitoring.insights.aggregates.numbers import (
    STANDARD_DEVIATION,
    SUM_OF_BOOLEANS,
    SUM_OF_MANY,
    Average,
    Count,
    StandardDeviation,
    Sum,
    Variance,
)
from monitoring.insights.aggregates.picks import (
    MOST_FREQUENT,
    OTHER_VALUES,
    UNIQUE_VALUES,
    Earliest,
    First,
    Last,
    Latest,
    Maximum,
    Minimum,
    TopValues,
    UniqueValues,
)
from monitoring.insights.aggregates.sketches import (
    APPROXIMATE_DISTINCT,
    APPROXIMATE_PERCENTILE,
    Distinct,
    Percentile,
)
from monitoring.insights.values import Value

Takes: TypeAlias = Literal["value", "number", "pair"]
"""Values as they are, as numbers (None for others), or pairs of @timestamp and value."""
Support: TypeAlias = Literal["documented", "observed", "unspecified"]


class Accumulator(Protocol):
    """Takes the values of a group one by one."""

    def add(self, value: Any) -> None:
        """Take a value."""

    def result(self) -> Value:
        """What the group's values give."""


class Aggregate(Struct, frozen=True, kw_only=True):
    """An aggregate: ``make`` begins one for a group, given whom to warn, and the constants.

    ``field`` is the place of the argument that is read from rows, ``takes`` what of it is taken; the other
    arguments are ``constants``, so many, in a ``range``. One that is ``alone`` has no other aggregate and no
    groups beside it. The rest is as for scalar functions.
    """

    name: str
    make: Callable[..., Accumulator]
    signature: str
    description: str
    minimum: int = 1
    constants: int = 0
    support: Support = "documented"
    unspecified: tuple[str, ...] = ()
    refused: str = ""
    field: int = 0
    range: tuple[int, int] = (0, 100)
    alone: bool = False
    takes: Takes = "value"


_WITHOUT_FORMAT: Final = "AWS does not say in what form it gives its ranges"


def _percentile(name: str) -> Aggregate:
    """AWS's own pages use both names."""
    return Aggregate(
        name=name,
        make=Percentile,
        takes="number",
        signature=f"{name}(field, percent)",
        description="The value that a share of values is at most: nearest rank for small groups; 0 for none.",
        constants=1,
        support="observed",
        unspecified=(APPROXIMATE_PERCENTILE,),
    )


def _of_field(
    name: str,
    make: Callable[..., Accumulator],
    description: str,
    *unspecified: str,
    takes: Takes = "value",
) -> Aggregate:
    """An aggregate of one field and nothing else."""
    return Aggregate(
        name=name,
        make=make,
        takes=takes,
        signature=f"{name}(field)",
        description=description,
        unspecified=unspecified,
    )


_ALL: Final = (
    _of_field(
        "avg",
        Average,
        "The average of the numbers; missing when there is none.",
        SUM_OF_BOOLEANS,
        takes="number",
    ),
    Aggregate(
        name="count",
        make=Count,
        signature="count(*) or count(field)",
        description="The number of rows, or of rows that have the field.",
        minimum=0,
    ),
    _of_field("count_distinct", Distinct, "The number of different values.", APPROXIMATE_DISTINCT),
    Aggregate(
        name="count_over_time",
        make=Count,
        signature="count_over_time(*) or count_over_time(field)",
        description="The number of rows, or of rows that have the field; for use with by bin(..).",
        minimum=0,
    ),
    _of_field(
        "earliest", Earliest, "The value in the row with the earliest @timestamp.", OTHER_VALUES, takes="pair"
    ),
    Aggregate(
        name="histogram",
        make=Count,
        signature="histogram(field, buckets)",
        description="How the numbers spread over ranges of equal width.",
        constants=1,
        refused=_WITHOUT_FORMAT,
    ),
    _of_field(
        "latest", Latest, "The value in the row with the latest @timestamp.", OTHER_VALUES, takes="pair"
    ),
    _of_field("max", Maximum, "The largest value; all that is no number is smaller than a number."),
    _of_field("min", Minimum, "The smallest value; all that is no number is smaller than a number."),
    _percentile("pct"),
    _percentile("percentile"),
    Aggregate(
        name="rate",
        make=Count,
        signature="rate(field, period)",
        description="The change of a number per period.",
        constants=1,
        refused="AWS does not say between which values the change is measured",
    ),
    _of_field("sortsFirst", First, "The value that sorts first."),
    _of_field("sortsLast", Last, "The value that sorts last."),
    _of_field(
        "stddev",
        StandardDeviation,
        "The standard deviation of the numbers; missing when there is none.",
        STANDARD_DEVIATION,
        takes="number",
    ),
    _of_field(
        "sum",
        Sum,
        "The sum of the numbers; missing when there is none.",
        SUM_OF_BOOLEANS,
        SUM_OF_MANY,
        takes="number",
    ),
    _of_field(
        "sum_over_time",
        Sum,
        "The sum of the numbers; for use with by bin(..).",
        SUM_OF_BOOLEANS,
        SUM_OF_MANY,
        takes="number",
    ),
    Aggregate(
        name="topk",
        make=TopValues,
        signature="topk(k, field)",
        description="The k most frequent values, k from 1 to 10,000; stands alone in a stats without `by`.",
        constants=1,
        field=1,
        range=(1, 10_000),
        alone=True,
        unspecified=(MOST_FREQUENT,),
    ),
    _of_field("values", UniqueValues, "The different values.", UNIQUE_VALUES),
    _of_field(
        "variance",
        Variance,
        "The variance of the numbers as a whole population; missing when there is none.",
        takes="number",
    ),
)

_OTHER_NAMES: Final = {
    "collect_values": "values",
    "countdistinct": "count_distinct",
    "countovertime": "count_over_time",
    "sumovertime": "sum_over_time",
}
_BY_NAME: Final = {aggregate.name.lower(): aggregate for aggregate in _ALL}

AGGREGATES: Final[Mapping[str, Aggregate]] = {
    **_BY_NAME,
    **{other: _BY_NAME[name] for other, name in _OTHER_NAMES.items()},
}
"""Every aggregate by its lower-case name."""
