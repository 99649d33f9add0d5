"""On-call: how soon an alarm is a message, the notifier's cold start, what duplicates and storms cost.

The fakes are those of the tests, on loopback; a query of Logs Insights takes them half a second.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from os import environ
from pathlib import Path
from statistics import median
from time import perf_counter, time_ns
from typing import Any, Final

from benchmarks.harness import ROOT, Result, Work, in_turns, process
from benchmarks.oncall_storm import TOPIC, entry_name
from monitoring.oncall.clock import SystemClock
from tests.oncall.rig.aws import Aws, Rows
from tests.oncall.rig.night import Night, settings
from tests.oncall.rig.notifications import PREFIX, metric_alarm
from tests.oncall.rig.shipped import content
from tests.oncall.rig.slack import FakeSlack

STARTS: Final = 11
ROUNDS: Final = 7
MANY: Final = 100
QUERY_SECONDS: Final = 0.5
ALLOWED_MS: Final = 2000
LOOKING: Final = "error-rate"
"""An entry whose first look is three queries."""


def measure(folder: Path) -> Iterator[Result]:
    """All of them."""
    with (folder / "journal").open("w", encoding="utf-8") as journal, Aws() as aws, FakeSlack() as slack:
        yield cold_start(folder, aws, slack)
        with redirect_stdout(journal):
            results = [message(aws, slack), duplicate(aws, slack), hundred(aws, slack)]
        yield from results


def cold_start(folder: Path, aws: Aws, slack: FakeSlack) -> Result:
    """A fresh process up to its first message, against the same that imports boto3 and slack_sdk whole."""
    file = folder / "event.json"
    alarm = metric_alarm("duration-critical", time_ns() // 1_000_000)
    record = {"Sns": {"Message": alarm, "TopicArn": TOPIC, "MessageId": "1"}}
    file.write_text(json.dumps({"Records": [record]}), encoding="utf-8")
    works = [_start(file, (aws, slack), how) for how in ([], ["everything"])]
    ours, reference = in_turns(works, STARTS)
    return Result("oncall-cold-start", ours, reference, 0.7)


def message(aws: Aws, slack: FakeSlack) -> Result:
    """From the notification to the message in Slack and its text, against what is allowed."""

    def once() -> float:
        night = _night(aws, slack)
        start = perf_counter()
        night.send(metric_alarm(f"{LOOKING}-lambda-critical", night.now))
        assert len(slack.posted) == 1
        return (perf_counter() - start) * 1000

    return Result("oncall-message", median(once() for _ in range(ROUNDS)), ALLOWED_MS, 1)


def duplicate(aws: Aws, slack: FakeSlack) -> Result:
    """Calls of DynamoDB that a second delivery makes, against the one write that is allowed."""
    night = _night(aws, slack)
    alarm = metric_alarm("duration-critical", night.now)
    night.send(alarm)
    aws.calls.clear()
    night.send(alarm)
    calls = [name for name, _ in aws.calls if name.endswith(("Item", "Query"))]
    return Result("oncall-duplicate-writes", len(calls), 1, 1, "")


def hundred(aws: Aws, slack: FakeSlack) -> Result:
    """A hundred alarms that come at once, against one."""
    taken = [(_storm(aws, slack, MANY), _storm(aws, slack, 1)) for _ in range(ROUNDS)]
    ours, reference = (median(times) for times in zip(*taken, strict=True))
    return Result("oncall-hundred", ours, reference, 5)


def _storm(aws: Aws, slack: FakeSlack, count: int) -> float:
    """Milliseconds until all of so many alarms are told."""
    _reset(aws, slack)
    env = settings(aws, slack)
    aws.objects["/assets/catalogue.json"] = json.dumps(_with_more(MANY)).encode()
    command = [sys.executable, "-m", "benchmarks.oncall_storm", str(count)]
    done = subprocess.run(command, cwd=ROOT, env={**environ, **env}, capture_output=True, check=True)
    told = slack.posted[1:]  # the first one is the message that warmed it
    assert count == 1 or sum(str(count) in slack.now(one.ts).text for one in told) == 1
    return float(json.loads(done.stdout))


def _start(file: Path, fakes: tuple[Aws, FakeSlack], how: list[str]) -> Work:
    aws, slack = fakes
    run = process(sys.executable, "-m", "benchmarks.oncall_first", file, *how, env=settings(aws, slack))

    def work() -> None:
        aws.reset()
        settings(aws, slack)
        run()

    return work


def _night(aws: Aws, slack: FakeSlack) -> Night:
    """The notifier, warm."""
    _reset(aws, slack)
    night = Night(aws, slack, clock=SystemClock())
    night.send("test")
    slack.reset()
    return night


def _reset(aws: Aws, slack: FakeSlack) -> None:
    """The fakes as new; a query of theirs takes half a second."""
    aws.reset()
    slack.reset()
    aws.answers = lambda _text: Rows(({"error.code": "AI_SERVICE_ERROR", "count": "3"},), 0, QUERY_SECONDS)


def _with_more(count: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(content()))
    model = found["alarms"][LOOKING]
    for number in range(count):
        entry = entry_name(number)
        found["alarms"][entry] = {**model, "explainedBy": []}
        found["alarmNames"][f"{PREFIX}-{entry}"] = {"entry": entry, "severity": "warning", "label": ""}
    return found
