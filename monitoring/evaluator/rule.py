"""The rule of a composite alarm, as text and as a tree."""

from typing import Final, TypeAlias

from msgspec import Struct

from monitoring.evaluator.state import State

MAX_LENGTH: Final = 10_240
MAX_CHILDREN: Final = 100
MAX_ELEMENTS: Final = 500
"""Child alarms, TRUE or FALSE, and brackets (API Reference, ``PutCompositeAlarm``)."""
MAX_DEPTH: Final = 100


class RuleError(ValueError):
    """A rule that CloudWatch does not take, or that cannot be judged; with its place in the rule."""

    def __init__(self, message: str, offset: int = 0, length: int = 1) -> None:
        super().__init__(message)
        self.message, self.offset, self.length = message, offset, length


class UnspecifiedRule(RuleError):
    """A rule whose meaning AWS leaves open."""


class Constant(Struct, frozen=True):
    """``TRUE`` or ``FALSE``."""

    value: bool


class Child(Struct, frozen=True):
    """``ALARM(name)``: an alarm in a state; where the name stands does not count in comparisons."""

    name: str
    state: State


class AtLeast(Struct, frozen=True):
    """``AT_LEAST(amount, [NOT] state, (names))``; ``amount`` counts alarms, or is their percentage."""

    amount: int
    percent: bool
    negated: bool
    state: State
    names: tuple[str, ...]


class Not(Struct, frozen=True):
    """``NOT inner``."""

    inner: "Node"


class Chain(Struct, frozen=True):
    """Operands with the operators between them, as written: no order is decided here."""

    operands: tuple["Node", ...]
    operators: tuple[str, ...]

    @property
    def mixed(self) -> bool:
        """Whether AND and OR stand beside each other without brackets."""
        return len(set(self.operators)) > 1


Node: TypeAlias = Constant | Child | AtLeast | Not | Chain


class Place(Struct, frozen=True):
    """Where in the rule something stands."""

    offset: int
    length: int


class Rule(Struct, frozen=True):
    """A rule: its tree, where each child is named first, and the operators that need brackets."""

    tree: Node
    children: dict[str, Place]
    unclear: tuple[Place, ...]


def format_rule(node: Node) -> str:
    """The text of a tree, each name quoted, brackets around each chain in another node."""
    match node:
        case Constant(value):
            return "TRUE" if value else "FALSE"
        case Child(name, state):
            return f"{state}({quote_name(name)})"
        case AtLeast(amount, percent, negated, state, names):
            wanted = f"NOT {state}" if negated else str(state)
            listed = ", ".join(map(quote_name, names))
            return f"AT_LEAST({amount}{'%' if percent else ''}, {wanted}, ({listed}))"
        case Not(inner):
            return f"NOT {_format_inner(inner)}"
        case Chain(operands, operators):
            rest = zip(operators, operands[1:], strict=True)
            words = [f" {operator} {_format_inner(operand)}" for operator, operand in rest]
            return _format_inner(operands[0]) + "".join(words)


def quote_name(name: str) -> str:
    """A name as a rule has it; quotes in it are escaped."""
    escaped = name.replace('"', '\\"')
    return f'"{escaped}"'


def _format_inner(node: Node) -> str:
    return f"({format_rule(node)})" if isinstance(node, Chain) else format_rule(node)


def unescape_name(text: str, offset: int) -> str:
    """A quoted name without the backslashes before its quotes; raises UnspecifiedRule for two of them."""
    if '\\\\"' in text:
        message = 'AWS documents no backslash before a quote other than `\\"`: rename the alarm'
        raise UnspecifiedRule(message, offset, len(text) + 2)
    return text.replace('\\"', '"')


def check_amount(amount: int, most: int, place: Place) -> None:
    """Raise RuleError for an AT_LEAST that asks for none, or for more than there are."""
    if not 1 <= amount <= most:
        always = "is always TRUE" if amount < 1 else "is never TRUE"
        message = f"AT_LEAST {always}: it asks for {amount} of {most}, write 1 to {most}"
        raise RuleError(message, place.offset, place.length)
