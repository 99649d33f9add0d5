"""Templates: how much alarms add to the start of the CDK, and what Python adds to JavaScript."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.harness import Result, Work, beside, in_turns, process, python
from benchmarks.javascript import prepare_project, to_stack
from benchmarks.many import write_spec

ALARMS = 100
ROUNDS = 9
ENVIRONMENT = "production"


def measure(folder: Path) -> Iterator[Result]:
    """The app with a hundred alarms against the app with one, and against Node with the same resources.

    All are whole processes with the built-in validator off; reading, checking and planning are in ours. The
    JavaScript calls the same L1 constructs with the same properties, read from our template, with the same
    options, and writes the same template. Against it the dashboard is left out, which is no L1 construct in
    ours; the last row has it. The service's stacks and the on-call chain are left out everywhere, as they
    are no alarms.
    """
    template = synthesize(folder, ALARMS, "Dashboard")
    whole, one, plain, javascript = in_turns(
        [
            synth(folder, ALARMS),
            synth(folder, 1),
            synth(folder, ALARMS, "Dashboard"),
            in_javascript(folder, template),
        ],
        ROUNDS,
    )
    yield Result("synth-100-against-1", whole, one, 1.3)
    yield Result("synth-100-against-javascript", plain, javascript, 3.6)
    yield Result("synth-100-with-dashboard", whole, javascript, None)


def synth(folder: Path, alarms: int, *left_out: str) -> Work:
    """The app for so many alarms in one environment, without the resources of some kinds."""
    file = write_spec(folder, alarms, environments=(ENVIRONMENT,))
    outdir = _outdir(folder, alarms, left_out)
    return python("-O", "-m", "benchmarks.synth_alarms", file, outdir, *left_out)


def synthesize(folder: Path, alarms: int, *left_out: str) -> Path:
    """The template of so many alarms, as few as fit into one stack."""
    synth(folder, alarms, *left_out)()
    [template] = _outdir(folder, alarms, left_out).glob("*.template.json")
    return template


def in_javascript(folder: Path, template: Path) -> Work:
    """The same stack in JavaScript; raises when what comes out is not the same template."""
    script, given = prepare_project(folder / "javascript"), folder / "stack.json"
    given.write_text(json.dumps(to_stack(template, "ap-northeast-1")), encoding="utf-8")
    outdir = folder / "cdk.out-javascript"
    work = process(beside("node"), script, given, outdir)
    work()
    if _content(outdir / template.name) != _content(template):
        raise RuntimeError("the JavaScript does not build the same template")
    return work


def _outdir(folder: Path, alarms: int, left_out: Iterable[str]) -> Path:
    return folder / "-".join(["cdk.out", str(alarms), *left_out])


def _content(template: Path) -> object:
    read = json.loads(template.read_text(encoding="utf-8"))
    parts = {name: part.get("Properties") for name, part in read["Resources"].items()}
    return parts, read["Parameters"]
