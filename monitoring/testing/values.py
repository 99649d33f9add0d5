"""Expectations against measurements and logs: metric values, filter matches, query rows."""

from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from typing import Final

from monitoring import insights
from monitoring.aws.units import UNITS
from monitoring.evaluator.machine import Source
from monitoring.plan.stats import measure
from monitoring.spec.places import span
from monitoring.spec.quantity import Quantity, Refused
from monitoring.spec.shown import literal
from monitoring.testing.files import QueryLook
from monitoring.testing.judging import Court, Look
from monitoring.testing.outcomes import Failure
from monitoring.testing.words import moment
from monitoring.timeline.inputs import Event, Inputs
from monitoring.timeline.log_metrics import filters_of, matching
from monitoring.timeline.math import math_source

Rows = Sequence[Mapping[str, str | int | float | bool]]

_USUAL_PERIOD: Final = 300
_REACH: Final = 3
_MOST_ROWS: Final = 20
_LONGEST: Final = 500


def judge_values(court: Court, look: Look, inputs: Inputs) -> Iterator[Failure]:
    """What did not come true of one expectation's metrics, matches and queries."""
    yield from _judge_metrics(court, look)
    yield from _judge_matches(court, look, inputs)
    for name, wanted in look.expected.queries.items():
        asked = wanted if isinstance(wanted, QueryLook) else QueryLook(rows=wanted)
        yield from _judge_query(court, look, inputs, (name, asked))


def _judge_metrics(court: Court, look: Look) -> Iterator[Failure]:
    over = look.expected.over.seconds if look.expected.over else _USUAL_PERIOD
    for name, wanted in look.expected.metrics.items():
        unit = court.known.metrics[name].unit
        datum = _source_of(court, name, over)(look.at - over, look.at)
        expected, got = wanted_value(wanted, unit), datum.value if datum else None
        if not _equal(expected, got):
            when = moment(court.known, court.timeline.period, look.at)
            shown = _written_unit(wanted, unit)
            said = f"{name} {_shown(expected, unit, shown)} over the {span(over)} before {when}"
            yield Failure((*look.path, "metrics", name), look.at, said, _shown(got, unit, shown))


def _source_of(court: Court, name: str, over: int) -> Source:
    known, measured = court.known, court.timeline.measured
    watched = measure(known.spec, known.names, name, over)
    return measured.source(watched.stat) if watched.stat else math_source(watched.queries, measured, _REACH)


def wanted_value(wanted: object, unit: str) -> float | None:
    """An expected value in the metric's unit; raises Refused, also for a unit of another kind."""
    if wanted in (None, "_"):
        return None
    quantity = Quantity.parse(wanted)
    if not isinstance(wanted, str):
        return float(quantity.value)
    if quantity.kind != UNITS[unit].dimension:
        raise Refused(f"is measured in `{unit}`, which is no `{quantity.unit}`", f"write the value in {unit}")
    return quantity.to(unit)


def _equal(expected: float | None, got: float | None) -> bool:
    if expected is None or got is None:
        return expected is got
    return isclose(expected, got, rel_tol=1e-9, abs_tol=1e-12)


def _written_unit(wanted: object, own: str) -> str:
    """The unit in which a test writes a value; the metric's own where it writes none."""
    return Quantity.parse(wanted).unit or own if isinstance(wanted, str) and wanted != "_" else own


def _shown(value: float | None, own: str, shown: str) -> str:
    if value is None:
        return "no value"
    number = value * UNITS[own].factor / UNITS[shown].factor
    return f"{number:.12g}" + ("" if shown == "count" else f" {shown}")


def _judge_matches(court: Court, look: Look, inputs: Inputs) -> Iterator[Failure]:
    filters = {each.metric: each for each in filters_of(court.known.plan)}
    for name, count in look.expected.matches.items():
        found = matching(filters[name], _between(look, court, inputs.events))
        if len(found) != count:
            when = moment(court.known, court.timeline.period, look.at)
            said = f"`{name}` counts {count} until {when}"
            example = f"the last one: {found[-1]['message'][:_LONGEST]}" if found else ""
            yield Failure((*look.path, "matches", name), look.at, said, str(len(found)), example)


def _between(look: Look, court: Court, events: Sequence[Event]) -> list[Event]:
    """The events from the look's ``over`` before it, or from the start, up to it."""
    over = look.expected.over
    first = (look.at - over.seconds if over else court.timeline.period.start) * 1000
    return [event for event in events if first <= event["timestamp"] < look.at * 1000]


def _judge_query(court: Court, look: Look, inputs: Inputs, asked: tuple[str, QueryLook]) -> Iterator[Failure]:
    name, wanted = asked
    query = court.known.queries[name]
    start = look.at - wanted.over.seconds if wanted.over else court.timeline.period.start
    events = [event for event in inputs.events if event["log"] in query.log_groups]
    parameters = {key: str(value) for key, value in wanted.with_.items()}
    now = look.at * 1000
    result = insights.run(query.text, events, start * 1000, now, parameters=parameters, now=now)
    court.doubts.extend(f"{name}: {warning.text}" for warning in result.warnings)
    got = [{key: value for key, value in row.items() if key != "@ptr"} for row in result.rows]
    expected = wanted.rows
    if not _same(expected, got):
        when = moment(court.known, court.timeline.period, look.at)
        path = (*look.path, "queries", name)
        said = f"{name} at {when} gives {_table(expected)}"
        yield Failure(path, look.at, said, _table(got))


def _same(expected: Rows, got: Rows) -> bool:
    """Whether rows have the same fields; texts must be equal to the letter, numbers in value."""
    if len(expected) != len(got) or any(a.keys() != b.keys() for a, b in zip(expected, got, strict=True)):
        return False
    pairs = zip(expected, got, strict=True)
    return all(_equals(value, str(found[key])) for row, found in pairs for key, value in row.items())


def _equals(wanted: str | int | float | bool, got: str) -> bool:
    if isinstance(wanted, str | bool):
        return literal(wanted) == got
    try:
        return float(got) == wanted
    except ValueError:
        return False


def _written(value: str | int | float | bool) -> str:
    """A value as a row has it, without an exponent."""
    return f"{value:.12f}".rstrip("0").rstrip(".") if isinstance(value, float) else literal(value)


def _table(rows: Rows) -> str:
    """Rows as a test file writes them."""
    lines = ["{" + ", ".join(f"{key}: {_written(value)}" for key, value in row.items()) + "}" for row in rows]
    more = [f".. {len(lines) - _MOST_ROWS} more"] if len(lines) > _MOST_ROWS else []
    count = "1 row" if len(lines) == 1 else f"{len(lines)} rows"
    return count + "".join(f"\n{line[:_LONGEST]}" for line in lines[:_MOST_ROWS] + more)
