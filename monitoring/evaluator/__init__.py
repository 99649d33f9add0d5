"""What CloudWatch would have done: series, metric math, one alarm, composite alarms.

Names are imported when they are first used, so that a parser costs no more than itself.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitoring.evaluator.alarm import AlarmError as AlarmError
    from monitoring.evaluator.alarm import UnsupportedAlarm as UnsupportedAlarm
    from monitoring.evaluator.alarm import alarm_state as alarm_state
    from monitoring.evaluator.alarm import evaluation_range as evaluation_range
    from monitoring.evaluator.composite import composite_state as composite_state
    from monitoring.evaluator.expressions.errors import MathError as MathError
    from monitoring.evaluator.expressions.errors import UnspecifiedMath as UnspecifiedMath
    from monitoring.evaluator.expressions.errors import UnsupportedMath as UnsupportedMath
    from monitoring.evaluator.expressions.evaluate import math as math
    from monitoring.evaluator.rule import RuleError as RuleError
    from monitoring.evaluator.rule import UnspecifiedRule as UnspecifiedRule
    from monitoring.evaluator.state import State as State

_HOMES = {
    "AlarmError": "alarm",
    "UnsupportedAlarm": "alarm",
    "alarm_state": "alarm",
    "evaluation_range": "alarm",
    "composite_state": "composite",
    "MathError": "expressions.errors",
    "UnspecifiedMath": "expressions.errors",
    "UnsupportedMath": "expressions.errors",
    "math": "expressions.evaluate",
    "RuleError": "rule",
    "UnspecifiedRule": "rule",
    "State": "state",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
