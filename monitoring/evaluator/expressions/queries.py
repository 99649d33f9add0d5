"""The queries of one alarm or graph: metrics, and expressions that refer to them and to each other."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from monitoring.evaluator.expressions.errors import MathError
from monitoring.evaluator.expressions.evaluate import Known, check_tree, refuse_several, run_steps
from monitoring.evaluator.expressions.parser import parse
from monitoring.evaluator.expressions.tree import Id, Steps, Tree, ids, list_steps, walk
from monitoring.evaluator.expressions.values import Frame, Notes, Value, clean, frame_of, series_of
from monitoring.evaluator.series import Series


class Answer(NamedTuple):
    """The series that was asked for, and what AWS leaves open about it."""

    series: Series
    warnings: tuple[str, ...]


def evaluate(expressions: Mapping[str, str], metrics: Mapping[str, Series], wanted: str) -> Answer:
    """The series of the expression ``wanted``; expressions and the metrics they refer to are given by id.

    Raises MathError as ``math`` does, and for expressions in a circle or metrics of different periods,
    starts or lengths; ``query`` of the error is the id of the expression it stands in.

    Source: "Each metric must be using the same period" (Amazon CloudWatch User Guide, "Alarm data queries").
    """
    queries = _prepare(tuple(expressions.items()), wanted)
    frame = _shared_frame(metrics)
    series = {name: clean(metric.points) for name, metric in metrics.items()}
    results: dict[str, Value] = {}
    notes = Notes()
    for name, steps in queries:
        with _about(name):
            results[name] = run_steps(steps, Known(series, results), frame, notes)
    return Answer(Series(frame.start, frame.period, list(series_of(results[wanted]))), notes.texts)


@lru_cache(maxsize=256)
def _prepare(expressions: tuple[tuple[str, str], ...], wanted: str) -> tuple[tuple[str, Steps], ...]:
    """The steps that an expression is made of, checked, each after those it is made of, itself last."""
    trees = _parse_needed(dict(expressions), wanted)
    kinds: dict[str, str] = {}
    for name in _in_order(trees):
        with _about(name):
            kinds[name] = check_tree(trees[name], kinds)
    with _about(wanted):
        refuse_several(trees[wanted], kinds[wanted])
    return tuple((name, list_steps(trees[name])) for name in kinds)


def _shared_frame(metrics: Mapping[str, Series]) -> Frame:
    named = iter(metrics.items())
    first_name, first = next(named, ("", Series(0, 60, [])))
    for name, metric in named:
        if metric.period != first.period:
            message = (
                f"`{first_name}` has a period of {first.period} s, and `{name}` one of {metric.period} s"
            )
            raise MathError(message, 0, 1, "give all metrics of an alarm one period")
        if metric.start != first.start:
            message = f"`{first_name}` begins at {first.start}, and `{name}` at {metric.start}"
            raise MathError(message, 0, 1, "align them, with None for what is missing")
    return frame_of([metric.points for metric in metrics.values()], first.period, first.start)


def _parse_needed(expressions: Mapping[str, str], wanted: str) -> dict[str, Tree]:
    """The tree of an expression, and of those that it is made of."""
    trees: dict[str, Tree] = {}
    pending = [wanted]
    while pending:
        name = pending.pop()
        if name in trees:
            continue
        with _about(name):
            if name not in expressions:
                raise MathError(f"there is no expression `{name}`", 0, 1, "name one of those given")
            trees[name] = parse(expressions[name])
        pending += [inner for inner in ids(trees[name]) if inner in expressions]
    return trees


def _in_order(trees: Mapping[str, Tree]) -> tuple[str, ...]:
    """The expressions, each after those it is made of."""
    inner = {name: [other for other in ids(tree) if other in trees] for name, tree in trees.items()}
    try:
        return tuple(TopologicalSorter(inner).static_order())
    except CycleError as problem:
        circle = problem.args[1]
        place = next(
            node for node in walk(trees[circle[1]]) if isinstance(node, Id) and node.name == circle[0]
        )
        message = f"expressions refer to each other in a circle: {' -> '.join(reversed(circle))}"
        with _about(circle[1]):
            raise MathError(message, place.offset, place.length, "take one reference out") from None


@contextmanager
def _about(name: str) -> Iterator[None]:
    """Tells errors which expression they are about."""
    try:
        yield
    except MathError as problem:
        problem.query = name
        raise
