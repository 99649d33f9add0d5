"""IF.

Source: Amazon CloudWatch User Guide, "Using IF expressions", its tables before its lists: without a datapoint
of the condition there is none; where it is true and the second argument has none, the value is 0; where it is
false and the third has none, the value is 0 between two series, and there is none after a number. Older
editions drop it between two series as well, in their list but not in their table.
"""

from monitoring.evaluator.expressions.values import Frame, Points, Scalar, Value, scalar_of, series_of


def choose(arguments: list[Value], frame: Frame) -> Points:
    """A series of the second or third argument, as the first says for each point."""
    condition, yes = arguments[:2]
    no = arguments[2] if len(arguments) > 2 else None
    if not isinstance(condition, list):
        return _choose_once(scalar_of(condition), yes, no, frame)
    gap = 0.0 if isinstance(yes, list) and isinstance(no, list) else None
    return [
        None if test is None else (chosen or 0.0) if test else gap if other is None else other
        for test, chosen, other in zip(condition, _spread(yes, frame), _spread(no, frame), strict=True)
    ]


def _choose_once(condition: Scalar, yes: Value, no: Value, frame: Frame) -> Points:
    if condition is None:
        return frame.constant(None)
    return _spread(yes if condition else no, frame)


def _spread(value: Value, frame: Frame) -> Points:
    return series_of(value) if isinstance(value, list) else frame.constant(scalar_of(value))
