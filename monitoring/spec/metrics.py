"""The chapter `metrics`: what is measured. AWS and embedded metrics, math over them, counted log lines."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, field

from monitoring.spec.base import Entry
from monitoring.spec.quantity import Duration, Refused
from monitoring.spec.shown import choice

DimensionSet: TypeAlias = Literal[
    "none", "function", "insights", "health", "api", "database", "model", "service", "escalation-machine"
]
"""Parts of the service and of the on-call chain; names and values come from the plan's names."""

_KINDS = ("namespace", "math", "count_logs")


RETURNED_ID, SAMPLES_ID, MEASURED_ID = "value", "samples", "measured"
RESERVED_IDS = (RETURNED_ID, SAMPLES_ID, MEASURED_ID)
"""Ids of the queries that the plan adds to an alarm; ids in `with` must be others."""


class Metric(Entry, frozen=True, kw_only=True):
    """One of three: `namespace` + `name`, `math` + `with`, or `count-logs` + `matching`."""

    namespace: Annotated[str | None, Meta(description="of a metric that AWS or the service publishes")] = None
    name: Annotated[str | None, Meta(description="its name in the namespace")] = None
    statistic: Annotated[
        str | None, Meta(description="Sum, Average, Maximum, Minimum, SampleCount, p95, tm99, ..")
    ] = None
    dimensions: Annotated[
        DimensionSet | dict[str, str], Meta(description="what it is measured of; or dimension name: value")
    ] = "none"
    unit: Annotated[str, Meta(description="unit the values have: ms, s, %, count, MB, ACU, USD")] = "count"
    period: Annotated[Duration | None, Meta(description="of graphs; alarms take their own `over`")] = None
    sampled: Annotated[
        Duration | None, Meta(description="a datapoint comes this often, whether there are requests or not")
    ] = None
    math: Annotated[str | None, Meta(description="metric math over the ids in `with`")] = None
    with_: Annotated[dict[str, str], Meta(description="id in the expression: metric")] = field(
        name="with", default_factory=dict
    )
    out_of: Annotated[
        str | None, Meta(description="id of the traffic a rate is relative to; `judge-from` counts it")
    ] = None
    count_logs: Annotated[str | None, Meta(description="log whose lines are counted")] = None
    matching: Annotated[str | None, Meta(description="metric-filter pattern")] = None

    def __post_init__(self) -> None:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            words, said = ([kind.replace("_", "-") for kind in some] for some in (_KINDS, given))
            raise Refused(*choice("a metric", words, said))
        self._require(given[0])

    def _require(self, kind: str) -> None:
        needs = {"namespace": ("name", "statistic"), "math": ("with_",), "count_logs": ("matching",)}[kind]
        missing = [need.strip("_") for need in needs if not getattr(self, need)]
        if missing:
            wanted = " and ".join(f"`{need}`" for need in missing)
            raise Refused(f"a metric with `{kind.replace('_', '-')}` needs {wanted}", f"add {wanted}")

    @property
    def kind(self) -> Literal["metric", "math", "logs"]:
        """Which of the three it is."""
        return "math" if self.math is not None else "logs" if self.count_logs is not None else "metric"
