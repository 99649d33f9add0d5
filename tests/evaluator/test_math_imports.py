"""What `monitoring check` imports of the evaluator stays cheap, and what callers import is there."""

import subprocess
import sys

import pytest

from monitoring import evaluator

NAMES = (
    "MathError",
    "RuleError",
    "State",
    "UnspecifiedMath",
    "UnsupportedMath",
    "alarm_state",
    "composite_state",
)


@pytest.mark.parametrize("name", [*NAMES, "math"])
def test_the_evaluator_has_what_callers_import(name: str) -> None:
    assert callable(getattr(evaluator, name))


def test_a_name_that_it_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'maths'"):
        _ = evaluator.maths


def test_the_parser_brings_neither_evaluation_nor_numpy() -> None:
    code = "import monitoring.evaluator.expressions.kinds, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "monitoring.evaluator.expressions.parser" in loaded
    assert not loaded & {
        "numpy",
        "graphlib",
        "monitoring.evaluator.expressions.evaluate",
        "monitoring.evaluator.alarm",
    }
