"""`monitoring check`, from the shell's prompt back to it."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Result, Work, beside, in_turns, process, python
from benchmarks.many import write_spec
from benchmarks.synthesis import synthesize

ALARMS = 100
ROUNDS = 21
ROUNDS_OF_CFN_LINT = 3


def measure(folder: Path) -> Iterator[Result]:
    """`monitoring check` of a hundred alarms against the least that Python can do, `python -c pass`.

    Both are whole processes of one interpreter, so that the ratio is what a person waits beyond Python
    itself. For comparison: cfn-lint on the template that the same hundred alarms become.
    """
    file = write_spec(folder, ALARMS)
    nothing = python("-c", "pass")
    ours, reference = in_turns([check(file), nothing], ROUNDS)
    yield Result("check-100", ours, reference, 15)
    template = synthesize(folder, ALARMS)
    linted, reference = in_turns([process(beside("cfn-lint"), template), nothing], ROUNDS_OF_CFN_LINT)
    yield Result("check-100-cfn-lint", linted, reference, None)


def check(file: Path) -> Work:
    """The program as it is installed, or as a module where it is not."""
    program = beside("monitoring")
    return process(program, "check", file) if program.exists() else python("-m", "monitoring", "check", file)
