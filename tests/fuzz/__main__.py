"""Runs one target: `python -m tests.fuzz query`, or `make fuzz ARGS=query`.

Atheris looks for inputs that reach new code and keeps them, and what it finds, in `build/fuzz`. It exists for
Linux on x86-64 only; elsewhere hypothesis makes the inputs.
"""

import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

DOORS: Final = {
    "query": "monitoring.insights.execution",
    "lines": "monitoring.insights.execution",
    "pattern": "monitoring.patterns",
    "metric": "monitoring.patterns.emf",
    "rule": "monitoring.evaluator.composite",
    "math": "monitoring.evaluator.expressions.evaluate",
}
"""The module behind each target: it and what it imports are watched; all would take seconds at each start."""
MOST_BYTES: Final = 400
SECONDS: Final = 10
"""What one input may take before it counts as a hang."""


def main() -> None:
    """Ends with 0 after all runs, and with the input and a traceback at the first failure."""
    asked = read_arguments()
    if asked.engine == "atheris":
        run_atheris(asked)
    else:
        run_hypothesis(asked)


def read_arguments() -> Namespace:
    """The target, where inputs are kept, how many runs, and with what."""
    parser = ArgumentParser("python -m tests.fuzz")
    parser.add_argument("target", choices=DOORS)
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--runs", type=int, default=500_000)
    engines = ["atheris", "hypothesis"] if find_spec("atheris") else ["hypothesis"]
    parser.add_argument("--engine", choices=engines, default=engines[0])
    return parser.parse_args()


def run_atheris(asked: Namespace) -> None:
    """Guided by the code that an input reaches; the same inputs for the same code and folder."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["monitoring"]):
        import_module(DOORS[asked.target])
    target = read_target(asked.target)
    inputs = asked.folder / asked.target
    inputs.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (inputs / f"seed-{number}").write_bytes(seed)
    limits = [
        f"-runs={asked.runs}",
        "-seed=1",
        f"-max_len={MOST_BYTES}",
        "-len_control=0",
        f"-timeout={SECONDS}",
    ]
    atheris.Setup([sys.argv[0], str(inputs), *limits, f"-artifact_prefix={inputs}-"], target.check)
    atheris.Fuzz()


def run_hypothesis(asked: Namespace) -> None:
    """Any bytes, and pieces of the sound inputs put together; the same each time."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    target = read_target(asked.target)
    pieces = st.sampled_from([piece for seed in target.seeds for piece in (seed, *seed.split())])
    inputs = st.binary(max_size=MOST_BYTES) | st.lists(pieces | st.binary(max_size=3)).map(b" ".join)
    chosen = settings(
        max_examples=asked.runs,
        derandomize=True,
        database=None,
        deadline=SECONDS * 1000,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    chosen(given(inputs)(target.check))()
    sys.stdout.write(f"Done {asked.runs} runs\n")


def read_target(name: str) -> Any:
    """A target of the table; imported late, so that what is watched is imported before it."""
    return import_module("tests.fuzz.targets").TARGETS[name]


if __name__ == "__main__":
    main()
