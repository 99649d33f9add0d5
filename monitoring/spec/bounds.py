"""What the values of a metric can be at all, by the facts of the deployment."""

from typing import NamedTuple

from monitoring.spec.metrics import Metric
from monitoring.spec.places import span
from monitoring.spec.resolve import resolve
from monitoring.spec.root import Spec
from monitoring.spec.traits import catalogued, counts_events, dimension

STARTUP = 10
"""Seconds a function may take to start before its own time begins (Lambda, "Init phase")."""

_SIGNED = ("-", "DIFF", "RATE", "LOG")


class Bound(NamedTuple):
    """The largest or smallest value, in the base unit of its dimension, as text, and what makes it so."""

    value: float
    text: str
    because: str

    @property
    def is_fact(self) -> bool:
        """Whether a fact of the deployment makes it, and not its nature."""
        return "`facts." in self.because


def upper_bound(spec: Spec, metric: Metric) -> Bound | None:
    """The largest value a metric can have; None when nothing in the file bounds it."""
    if counts_events(metric):
        return None
    if dimension(metric) == "share":
        return Bound(100, "100 %", "a share is at most 100 %")
    row = catalogued(metric)
    if row is None:
        return _deadline(spec) if metric.dimensions == "service" and dimension(metric) == "time" else None
    return _of_part(spec, (str(metric.dimensions), row.bound))


def lower_bound(metric: Metric) -> Bound | None:
    """The smallest value a metric can have: 0, unless it is math that can go below."""
    signed = _SIGNED[1:] if dimension(metric) == "share" else _SIGNED
    if metric.math is not None and any(word in metric.math for word in signed):
        return None
    return Bound(0, "0", "the metric does not fall below 0")


def _of_part(spec: Spec, bounded: tuple[str, str]) -> Bound | None:
    """The bound that a fact puts on a part of the service; other functions and databases have none."""
    facts = spec.facts
    match bounded:
        case ("function", "function-timeout"):
            return _deadline(spec)
        case ("api", "gateway-timeout"):
            return _gateway(spec)
        case ("function", "concurrency"):
            most = facts.function.reserved_concurrency
            return Bound(most, str(most), f"`facts.function.reserved-concurrency` is {most}")
        case ("database", "connections"):
            return _connections(spec)
        case ("database", "capacity"):
            capacity = facts.database.max_capacity
            return Bound(capacity.base, str(capacity), f"`facts.database.max-capacity` is {capacity}")
    return None


def _connections(spec: Spec) -> Bound | None:
    try:
        budget = resolve(spec, spec.facts.database.connection_budget)
    except (KeyError, TypeError):  # named by the check unknown-reference
        return None
    return Bound(budget.base, str(budget), f"`facts.database.connection-budget` is {budget}")


def _deadline(spec: Spec) -> Bound:
    """The service ends a request at its deadline; Lambda ends it where its timeout comes first."""
    function = spec.facts.function
    name, end = min(
        (("deadline", function.deadline), ("timeout", function.timeout)), key=lambda fact: fact[1].base
    )
    return Bound(end.base, str(end), f"`facts.function.{name}` ends a request after {end}")


def _gateway(spec: Spec) -> Bound:
    """The gateway answers by itself at its own limit, and the function is gone after start-up and timeout."""
    gateway, function = spec.facts.api.integration_timeout, spec.facts.function.timeout
    if gateway.base <= function.base + STARTUP:
        because = f"`facts.api.integration-timeout` ends a request after {gateway}"
        return Bound(gateway.base, str(gateway), because)
    most = function.base + STARTUP
    parts = f"`facts.function.timeout` {function} and {STARTUP} s of start-up"
    because = f"{parts} end a request after {span(most)}"
    return Bound(most, span(most), because)
