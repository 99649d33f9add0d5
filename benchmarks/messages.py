"""Messages to the CDK's kernel, each of which is a round trip to another process."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from benchmarks.harness import Result
from benchmarks.many import fresh_spec, spec_text
from benchmarks.synth_alarms import leave_out
from monitoring.plan.build import plan
from monitoring.plan.resources import Plan

ALARMS = 100
BASE = 100


def measure(_folder: Path) -> Iterator[Result]:
    """Messages that a hundred more alarms make, on top of a stack that has a hundred: at most 1.2 each.

    Counted, not timed. Metric alarms and log alarms are among them, and the dashboard shows them all.
    """
    more = count_messages(only_alarms(BASE + ALARMS)) - count_messages(only_alarms(BASE))
    yield Result("messages-an-alarm", more / ALARMS, 1, 1.2, unit="")


def only_alarms(alarms: int) -> Plan:
    """A plan without the saved queries and log filters that otherwise grow with the alarms."""
    return leave_out(plan(fresh_spec(spec_text(alarms))), ("MetricFilter", "SavedQuery"))


def count_messages(planned: Plan) -> int:
    """The messages of one app, from its making to its templates."""
    # Imported here because it starts Node.
    from jsii._kernel.providers.process import _NodeProcess

    from app import build

    send = _NodeProcess.send
    sent = 0

    def count_and_send(*arguments: Any) -> object:
        nonlocal sent
        sent += 1
        return send(*arguments)

    with TemporaryDirectory() as outdir, patch.object(_NodeProcess, "send", count_and_send):
        build([planned], outdir=outdir).synth()
    return sent
