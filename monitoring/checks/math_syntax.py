"""An expression that CloudWatch cannot read, or does not take in an alarm.

Why: CloudWatch reads an expression only at deployment, and its message does not say where the mistake is.
An alarm takes one series: an expression that gives a number or several series is refused, and so is `SEARCH`,
because an alarm has to know its metrics beforehand.

Looked at are brackets and operators, the names of functions (all in capitals), what they are given, and what
the expression gives. Where AWS's documentation leaves open how something is read, such as `a OR b AND c`, a
warning asks for the form that it does document. Ids are judged by `math-ids`.

Fix: close the bracket, correct the name, make one series of several (`SUM(..)`, `MAX(..)`), or name each
metric in `with` instead of searching for it.

Bad:

    metrics:
      failure-rate:
        math: 100 * SUMM([failures] / requests

Good:

    metrics:
      failure-rate:
        math: 100 * SUM([failures]) / requests
"""

from collections.abc import Iterator, Mapping
from typing import Final

from monitoring.evaluator.expressions.errors import MathError, UnspecifiedMath
from monitoring.evaluator.expressions.kinds import Judgement, judge, judge_result
from monitoring.evaluator.expressions.parser import parse
from monitoring.evaluator.expressions.signatures import ARRAY
from monitoring.evaluator.expressions.tree import Call, Tree, walk
from monitoring.finding import Finding, error, warning
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "math-syntax"
_ONE_SERIES: Final = "make one series of them: SUM(..), MAX(..), FIRST(..), .."


def check(spec: Spec) -> Iterator[Finding]:
    """What the parser finds, what the kinds of arguments and results exclude, and what no alarm takes."""
    trees, broken = _parse_all(spec)
    judgements = _judge_all(spec, trees)
    watched, alarmed = _watched(spec), _behind_alarms(spec)
    yield from (_finding(name, problem) for name, problem in broken.items())
    for name, tree in trees.items():
        kind, problems = judgements[name]
        last = judge_result(tree, kind)
        yield from (_finding(name, problem) for problem in (*problems, *([last] if last else [])))
        if name in alarmed:
            yield from _searches(name, tree, alarmed[name])
        if name in watched and kind == ARRAY:
            yield _several(name, tree, watched[name])


def _parse_all(spec: Spec) -> tuple[dict[str, Tree], dict[str, MathError]]:
    trees: dict[str, Tree] = {}
    broken: dict[str, MathError] = {}
    for name, metric in spec.metrics.items():
        if metric.math is not None:
            try:
                trees[name] = parse(metric.math)
            except MathError as problem:
                broken[name] = problem
    return trees, broken


def _judge_all(spec: Spec, trees: Mapping[str, Tree]) -> dict[str, Judgement]:
    """Every expression, after those inside it; a circle is for `circular-reference` to report."""
    judged: dict[str, Judgement] = {}
    pending, begun = list(trees), set[str]()
    while pending:
        name = pending[-1]
        inner = {short: long for short, long in spec.metrics[name].with_.items() if long in trees}
        begun.add(name)
        if missing := [long for long in inner.values() if long not in begun]:
            pending += missing
            continue
        kinds = {short: judged[long].kind for short, long in inner.items() if long in judged}
        judged[name] = judge(trees[pending.pop()], kinds)
    return judged


def _finding(name: str, problem: MathError) -> Finding:
    report = warning if isinstance(problem, UnspecifiedMath) else error
    span = problem.offset, problem.length
    return report(CHECK, ("metrics", name, "math"), problem.message, problem.fix, span=span)


def _searches(name: str, tree: Tree, alarm: str) -> Iterator[Finding]:
    for node in walk(tree):
        if isinstance(node, Call) and node.name == "SEARCH":
            message = f"alarm `{alarm}` watches this expression, and no alarm takes `SEARCH`"
            fix = "name the metrics in `with`, and use their ids"
            yield error(CHECK, ("metrics", name, "math"), message, fix, span=(node.offset, node.length))


def _several(name: str, tree: Tree, alarm: str) -> Finding:
    message = f"alarm `{alarm}` watches this expression, and it gives several series"
    span = tree.offset, tree.length
    return error(CHECK, ("metrics", name, "math"), message, _ONE_SERIES, span=span)


def _watched(spec: Spec) -> dict[str, str]:
    """The metrics that alarms watch themselves, with an alarm of each."""
    return {rule.metric: rule.entry for rule in reversed(alarm_rules(spec)) if rule.metric}


def _behind_alarms(spec: Spec) -> dict[str, str]:
    """The metrics that alarms are made of, with an alarm of each."""
    found: dict[str, str] = {}
    left = [(rule.metric, rule.entry) for rule in reversed(alarm_rules(spec)) if rule.metric]
    while left:
        name, alarm = left.pop()
        if name in spec.metrics and name not in found:
            found[name] = alarm
            left += [(inner, alarm) for inner in spec.metrics[name].with_.values()]
    return found
