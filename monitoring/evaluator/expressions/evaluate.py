"""Expressions over series: one, or several that refer to each other."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from monitoring.evaluator.expressions.arrays import ARRAYS, apply_array
from monitoring.evaluator.expressions.clock import CLOCK, read_clock
from monitoring.evaluator.expressions.conditions import choose
from monitoring.evaluator.expressions.errors import MathError, UnsupportedMath
from monitoring.evaluator.expressions.kinds import judge, judge_result
from monitoring.evaluator.expressions.operators import apply_binary, apply_unary
from monitoring.evaluator.expressions.parser import parse
from monitoring.evaluator.expressions.pointwise import (
    CHANGES,
    GAPS,
    fill_constant,
    fill_from,
    fill_linear,
    fill_repeating,
)
from monitoring.evaluator.expressions.reductions import REDUCTIONS, reduce_value
from monitoring.evaluator.expressions.signatures import ARRAY, FROM_AWS
from monitoring.evaluator.expressions.tree import (
    Array,
    Binary,
    Call,
    Id,
    Number,
    Steps,
    Text,
    Tree,
    Unary,
    Word,
    fold_steps,
    list_steps,
    walk,
)
from monitoring.evaluator.expressions.values import (
    Frame,
    Notes,
    Points,
    Value,
    clean,
    finite,
    frame_of,
    map_series,
    scalar_of,
    series_of,
)

SEVERAL: Final = "make one of them: SUM(..), MAX(..), FIRST(..), .."


class Known(NamedTuple):
    """What ids stand for: series of metrics in the order of the request, and results of expressions."""

    metrics: Mapping[str, Points]
    results: Mapping[str, Value]


def math(
    expression: str, series: Mapping[str, Sequence[float | None]], period: int, start: int = 0
) -> list[float | None]:
    """The series that a metric-math expression gives.

    ``series`` are points by id, oldest first, one a period, None where there is no datapoint; all begin at
    ``start`` (epoch seconds), ``period`` seconds between their points. The result is aligned with them.

    Raises MathError for what CloudWatch refuses, also for an expression that gives a number or several
    series, which no alarm takes; UnsupportedMath for functions whose values only AWS has; UnspecifiedMath
    where AWS leaves the result open.

    Source: Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics".
    """
    frame = frame_of(list(series.values()), period, start)
    known = Known({name: clean(points) for name, points in series.items()}, {})
    return list(series_of(run_steps(_prepare(expression), known, frame, Notes())))


@lru_cache(maxsize=256)
def _prepare(expression: str) -> Steps:
    tree = parse(expression)
    refuse_several(tree, check_tree(tree, {}))
    return list_steps(tree)


def check_tree(tree: Tree, kinds: Mapping[str, str]) -> str:
    """The kind of a tree's result, ``TS`` or ``TS[]``, given those of other expressions; raises MathError."""
    refuse_from_aws(tree)
    kind, problems = judge(tree, kinds)
    if problems:
        raise problems[0]
    if problem := judge_result(tree, kind):
        raise problem
    return kind


def refuse_several(tree: Tree, kind: str) -> None:
    """Raises MathError for an array as the last result: "an alarm [..] can watch only one time series"."""
    if kind == ARRAY:
        message = "the result is several series, and an alarm watches one"
        raise MathError(message, tree.offset, tree.length, SEVERAL)


def refuse_from_aws(tree: Tree) -> None:
    """Raises MathError for a search, UnsupportedMath for other functions whose values AWS has."""
    for node in walk(tree):
        if isinstance(node, Call) and node.name == "SEARCH":
            fix = "name the metrics, and use their ids"
            raise MathError("no alarm takes `SEARCH`", node.offset, node.length, fix)
        if isinstance(node, Call) and node.name in FROM_AWS:
            message = f"the values of `{node.name}` come from AWS"
            raise UnsupportedMath(message, node.offset, node.length, "give its result as a series of its own")


def run_steps(steps: Steps, known: Known, frame: Frame, notes: Notes) -> Value:
    """The value of a checked tree; raises MathError for unknown ids, UnspecifiedMath for open results."""
    return fold_steps(steps, _Evaluation(known, frame, notes).value_of)


class _Evaluation:
    def __init__(self, known: Known, frame: Frame, notes: Notes) -> None:
        self._known, self._frame, self._notes = known, frame, notes

    def value_of(self, node: Tree, parts: list[Value]) -> Value:
        match node:
            case Number(text=text):
                return finite(float(text))
            case Id():
                return self._named(node)
            case Text(text=text) | Word(name=text):
                return text
            case Array():
                return tuple(points for part in parts for points in _flat(part))
            case Unary(sign=sign):
                return apply_unary(sign, parts[0])
            case Binary(sign=sign):
                return apply_binary(sign, *parts)
            case Call():
                return self._call(node, parts)

    def _named(self, node: Id) -> Value:
        if node.name in self._known.metrics:
            return self._known.metrics[node.name]
        if node.name in self._known.results:
            return self._known.results[node.name]
        names = ", ".join(sorted({*self._known.metrics, *self._known.results})) or "none"
        raise MathError(f"there is no metric `{node.name}`", node.offset, node.length, f"ids are: {names}")

    def _call(self, node: Call, parts: list[Value]) -> Value:
        name = node.name
        if name in CHANGES:
            made = map_series(parts[0], lambda points: CHANGES[name](points, self._frame))
            return self._noting(name, made)
        if name in REDUCTIONS:
            return reduce_value(name, parts[0], node, self._notes)
        if name in CLOCK:
            return read_clock(name, self._frame)
        if name in ARRAYS:
            return apply_array(node, parts, self._notes)
        return self._special(node, parts)

    def _special(self, node: Call, parts: list[Value]) -> Value:
        match node.name:
            case "FILL":
                made = map_series(parts[0], lambda points: _fill(points, parts[1]))
                return self._noting(parts[1], made)
            case "IF":
                return choose(parts, self._frame)
            case "METRICS":
                wanted = str(parts[0]) if parts else ""
                return tuple(points for name, points in self._known.metrics.items() if wanted in name)
            case "PERIOD":
                return self._period(node)
        return self._frame.constant(scalar_of(parts[0]))

    def _noting(self, name: Value, made: Value) -> Value:
        """The value, with a note when its gaps are what AWS leaves open."""
        if isinstance(name, str) and name in GAPS and any(None in points for points in _flat(made)):
            self._notes.add(GAPS[name])
        return made

    def _period(self, node: Call) -> Value:
        argument = node.arguments[0]
        if isinstance(argument, Id) and argument.name not in self._known.metrics:
            message = f"`PERIOD` takes a metric, and `{argument.name}` is an expression"
            raise MathError(message, argument.offset, argument.length, "name the metric's id")
        return float(self._frame.period)


def _flat(value: Value) -> tuple[Points, ...]:
    return value if isinstance(value, tuple) else (series_of(value),)


def _fill(points: Points, filler: Value) -> Points:
    if isinstance(filler, list):
        return fill_from(points, filler)
    if filler == "REPEAT":
        return fill_repeating(points)
    if filler == "LINEAR":
        return fill_linear(points)
    return fill_constant(points, scalar_of(filler))
