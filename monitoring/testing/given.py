"""What a test puts in: series and log events, as CloudWatch would get them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from monitoring.aws.units import UNITS
from monitoring.evaluator.series import Datum, Sample
from monitoring.plan.resources import LogAlarm
from monitoring.plan.stats import stat_of
from monitoring.testing.events import Source, events_of
from monitoring.testing.files import Test, TestFile
from monitoring.testing.known import Known
from monitoring.testing.moments import LONGEST
from monitoring.testing.notation import Values, read_values
from monitoring.timeline.inputs import Event, Inputs, MetricKey, Period, key_of

_MINUTE = 60
_USUAL_START = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - a Monday morning in the file's own zone


def start_of(known: Known, file: TestFile, test: Test) -> int:
    """Epoch seconds of a test's start: its own, its file's, or 9 o'clock of a Monday."""
    start = test.start or file.start
    if start is not None:
        return start.seconds(known.zone)
    return int(_USUAL_START.replace(tzinfo=known.zone).timestamp())


def inputs_of(source: Source, file: TestFile, test: Test) -> Inputs:
    """The samples and events of a test that has passed the checks."""
    every = (test.every or file.every).seconds if test.every or file.every else _MINUTE  # type: ignore[union-attr]
    samples = dict(_series(source, name, read_values(str(text)), every) for name, text in test.series.items())
    events = sorted(_events(source, test), key=lambda event: event["timestamp"])
    return Inputs(samples, events)


def period_of(source: Source, test: Test, inputs: Inputs) -> Period:
    """How long a test lasts: its ``for``, or until its last look and until its data has been seen.

    Data has been seen when the slowest log alarm has looked; a series ends with its last value, because a
    measurement that stops is a thing of its own.
    """
    if test.for_ is not None:
        return Period(source.start, source.start + test.for_.seconds, test.new)
    ends = [each.at.seconds(source.start, source.known.zone) for each in test.expect or ()]
    ends += [samples[-1].timestamp // 1000 + _MINUTE for samples in inputs.samples.values() if samples]
    if inputs.events:
        ends.append(inputs.events[-1]["timestamp"] // 1000 + _slowest_look(source.known, inputs.events))
    end = min(max([source.start, *ends]), source.start + LONGEST)
    return Period(source.start, end, test.new)


def _slowest_look(known: Known, events: Sequence[Event]) -> int:
    groups = {event["log"] for event in events}
    looks = (alarm for alarm in known.plan.alarms if isinstance(alarm, LogAlarm))
    return max([alarm.every for alarm in looks if groups & set(alarm.log_groups)], default=_MINUTE)


def metric_key_of(known: Known, name: str) -> MetricKey:
    """The CloudWatch metric behind a name of the file; the name must not be math."""
    return key_of(stat_of(known.spec, known.names, name, _MINUTE))


def _series(source: Source, name: str, values: Values, every: int) -> tuple[MetricKey, list[Datum]]:
    return metric_key_of(source.known, name), list(_samples(source, name, values, values.every or every))


def _samples(source: Source, name: str, values: Values, every: int) -> Iterator[Sample]:
    factor = _factor(source.known.metrics[name].unit, values.unit)
    for index, samples in enumerate(values.expand()):
        at = (source.start + index * every) * 1000
        for sample, same in groupby(samples):
            yield Sample(at, _scaled(sample, factor), float(len(list(same))))


def _factor(own: str, given: str) -> float:
    return UNITS[given].factor / UNITS[own].factor if given else 1.0


def _scaled(value: float, factor: float) -> float:
    """Without the noise of binary fractions: 0.3 s are 300 ms."""
    return value if factor == 1 else float(f"{value * factor:.12g}")


def _events(source: Source, test: Test) -> Iterator[Event]:
    for entry in test.logs:
        yield from events_of(source, entry)
