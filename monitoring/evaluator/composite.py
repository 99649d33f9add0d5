"""What a composite alarm's rule says about the states of other alarms."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from monitoring.evaluator.rule import (
    AtLeast,
    Chain,
    Child,
    Constant,
    Node,
    Not,
    Rule,
    RuleError,
    UnspecifiedRule,
)
from monitoring.evaluator.rule_parser import parse_rule
from monitoring.evaluator.state import State

States: TypeAlias = Mapping[str, State | str]
"""Name or ARN of an alarm -> its state."""

_Values: TypeAlias = list[bool]
_Reading: TypeAlias = Callable[[_Values, tuple[str, ...]], bool]
_ARN: Final = ":alarm:"


def composite_state(rule: str, states: States) -> bool:
    """Whether a rule is TRUE, and so its composite in ALARM (otherwise in OK), for the states of its alarms.

    ``states`` are under names or ARNs, whichever the rule uses. Raises RuleError for a rule that CloudWatch
    does not take and for an alarm without a state; UnspecifiedRule, its subclass, where AND and OR stand
    beside each other without brackets and their order, which AWS does not document, decides the answer.
    """
    return judge_rule(parse_rule(rule), states)


def judge_rule(rule: Rule, states: States) -> bool:
    """The same for a rule that is parsed already."""
    known = {name: _state_of(name, rule, states) for name in rule.children}
    if not rule.unclear:
        return _judge(rule.tree, known, _in_order)
    answers = {_judge(rule.tree, known, reading) for reading in _READINGS}
    if len(answers) == 1:
        return answers.pop()
    place = rule.unclear[0]
    message = "whether AND or OR comes first is unspecified by AWS, and here it decides: add brackets"
    raise UnspecifiedRule(message, place.offset, place.length)


def _state_of(name: str, rule: Rule, states: States) -> State:
    found = states.get(name)
    if found is None:
        found = _under_other_name(name, states)
    place = rule.children[name]
    if found is None:
        raise RuleError(f"the rule names {name!r}, and there is no such alarm", place.offset, place.length)
    if found not in tuple(State):
        message = f"{name!r} is in the state {found!r}, and there are only {', '.join(State)}"
        raise RuleError(message, place.offset, place.length)
    return State(found)


def _under_other_name(name: str, states: States) -> State | str | None:
    """The state of an alarm whose ARN the rule has and ``states`` the name, or the other way round."""
    if name.startswith("arn:") and _ARN in name:
        return states.get(name.partition(_ARN)[2])
    arns = [each for each in states if each.startswith("arn:") and each.partition(_ARN)[2] == name]
    return states[arns[0]] if len(arns) == 1 else None


def _judge(node: Node, known: Mapping[str, State], reading: _Reading) -> bool:
    match node:
        case Constant(value):
            return value
        case Child(name, state):
            return known[name] is state
        case Not(inner):
            return not _judge(inner, known, reading)
        case AtLeast():
            return _judge_many(node, known)
        case Chain(operands, operators):
            return reading([_judge(operand, known, reading) for operand in operands], operators)


def _judge_many(node: AtLeast, known: Mapping[str, State]) -> bool:
    """A share is compared exactly: 50% of three alarms are two of them."""
    found = sum((known[name] is node.state) is not node.negated for name in node.names)
    return found * 100 >= node.amount * len(node.names) if node.percent else found >= node.amount


def _in_order(values: _Values, operators: tuple[str, ...]) -> bool:
    answer = values[0]
    for operator, value in zip(operators, values[1:], strict=True):
        answer = answer and value if operator == "AND" else answer or value
    return answer


def _backwards(values: _Values, operators: tuple[str, ...]) -> bool:
    return _in_order(values[::-1], operators[::-1])


def _and_first(values: _Values, operators: tuple[str, ...]) -> bool:
    return any(map(all, _split(values, operators, "OR")))


def _or_first(values: _Values, operators: tuple[str, ...]) -> bool:
    return all(map(any, _split(values, operators, "AND")))


def _split(values: _Values, operators: tuple[str, ...], at: str) -> list[_Values]:
    """The values between operators of one kind."""
    groups = [[values[0]]]
    for operator, value in zip(operators, values[1:], strict=True):
        if operator == at:
            groups.append([])
        groups[-1].append(value)
    return groups


_READINGS: Final[tuple[_Reading, ...]] = (_and_first, _or_first, _in_order, _backwards)
