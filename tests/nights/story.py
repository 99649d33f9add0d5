"""A night as it is written down: what CloudWatch gets, what people do, whom it must wake.

The part under ``given`` is a test of a test file (docs/testing.md) without its expectations.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from monitoring.diagnose import decode
from monitoring.plan.build import plan
from monitoring.plan.resources import Plan
from monitoring.testing.checks import check_inputs
from monitoring.testing.events import Source
from monitoring.testing.files import TestFile
from monitoring.testing.given import inputs_of, period_of, start_of
from monitoring.testing.known import Known
from monitoring.timeline.build import build_timeline
from monitoring.timeline.inputs import Inputs
from monitoring.timeline.states import Timeline
from tests.support.shipped import shipped

CASES = Path(__file__).with_name("cases")


class Deed(NamedTuple):
    """Something that is done at a moment (epoch milliseconds) besides what alarms do."""

    at: int
    what: str
    value: str
    by: str
    entry: str


class Story(NamedTuple):
    """A night with all that is known before it is played."""

    name: str
    title: str
    about: str
    plan: Plan
    inputs: Inputs
    timeline: Timeline
    deeds: tuple[Deed, ...]
    woken: tuple[str, ...]


@cache
def planned() -> Plan:
    """What is deployed in production."""
    return plan(shipped())


def read_story(file: Path) -> Story:
    """The story of a file; AssertionError where a log line is none that the service writes."""
    written: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    given = {name: written[name] for name in ("start", "lines")}
    test = {"name": written["title"], "silent": True, **written["given"]}
    model = msgspec.convert({**given, "tests": [test]}, TestFile, dec_hook=decode)
    known = Known(shipped(), planned())
    source = Source(known, model.lines, file.parent, start_of(known, model, model.tests[0]))
    assert not list(check_inputs(source, model.tests[0], ()))
    inputs = inputs_of(source, model, model.tests[0])
    period = period_of(source, model.tests[0], inputs)
    return Story(
        name=file.stem,
        title=written["title"],
        about=written["about"],
        plan=known.plan,
        inputs=inputs,
        timeline=build_timeline(known.plan, inputs, period),
        deeds=tuple(_deed(one) for one in written["deeds"]),
        woken=tuple(written.get("woken", ())),
    )


def _deed(written: dict[str, str]) -> Deed:
    ((what, value),) = ((key, text) for key, text in written.items() if key not in ("at", "by", "entry"))
    at = round(datetime.fromisoformat(f"{written['at']}+09:00").timestamp() * 1000)
    return Deed(at, what, value, written.get("by", ""), written.get("entry", ""))
