"""Metric math as a tree, free of any evaluation; deep trees are walked without recursion."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Node(Struct, frozen=True):
    """A part of an expression; offset and length are the place of the word or sign that makes it."""

    offset: int
    length: int


class Number(Node, frozen=True):
    """A number, as written."""

    text: str


class Id(Node, frozen=True):
    """The id of a metric or of another expression."""

    name: str


class Text(Node, frozen=True):
    """A string as written between its quotes; a backslash keeps the sign after it from ending it."""

    text: str


class Word(Node, frozen=True):
    """A bare word in capitals such as ``REPEAT``, or ``true`` and ``false``."""

    name: str


class Array(Node, frozen=True):
    """``[m1, m2]``."""

    items: tuple["Tree", ...]


class Unary(Node, frozen=True):
    """``-x`` or ``NOT x``."""

    sign: str
    operand: "Tree"


class Binary(Node, frozen=True):
    """``x + y``; AND and OR stand for ``&&`` and ``||`` as well."""

    sign: str
    left: "Tree"
    right: "Tree"


class Call(Node, frozen=True):
    """``SUM(..)``; the name is as written, whether or not there is such a function."""

    name: str
    arguments: tuple["Tree", ...]


Tree: TypeAlias = Number | Id | Text | Word | Array | Unary | Binary | Call
Steps: TypeAlias = tuple[tuple[Tree, int], ...]


def children(node: Tree) -> tuple[Tree, ...]:
    """The parts that a node is directly made of, in order."""
    match node:
        case Array(items=items):
            return items
        case Call(arguments=arguments):
            return arguments
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return left, right
    return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Every node, each after its parts."""
    pending, found = [tree], []
    while pending:
        node = pending.pop()
        found.append(node)
        pending += children(node)
    return reversed(found)


def list_steps(tree: Tree) -> Steps:
    """Every node, each after its parts, with their number."""
    return tuple((node, len(children(node))) for node in walk(tree))


def fold_steps(steps: Steps, visit: Callable[[Tree, list[T]], T]) -> T:
    """What ``visit`` makes of the last node, given each node with what it made of the node's parts."""
    made: list[T] = []
    for node, count in steps:
        first = len(made) - count
        parts = made[first:]
        del made[first:]
        made.append(visit(node, parts))
    return made[0]


def fold(tree: Tree, visit: Callable[[Tree, list[T]], T]) -> T:
    """What ``visit`` makes of the root, given each node with what it made of the node's parts."""
    return fold_steps(list_steps(tree), visit)


def ids(tree: Tree) -> tuple[str, ...]:
    """The ids in an expression, in order of appearance."""
    found = sorted((node.offset, node.name) for node in walk(tree) if isinstance(node, Id))
    return tuple(dict.fromkeys(name for _, name in found))


def functions(tree: Tree) -> tuple[str, ...]:
    """The names of the functions that an expression calls, in order of appearance."""
    found = sorted((node.offset, node.name) for node in walk(tree) if isinstance(node, Call))
    return tuple(dict.fromkeys(name for _, name in found))


def render(tree: Tree) -> str:
    """The expression as text, with every bracket written; parsing it gives an equal tree."""
    return fold(tree, _render_node)


def _render_node(node: Tree, parts: list[str]) -> str:
    match node:
        case Number(text=text):
            return text
        case Id(name=name) | Word(name=name):
            return name
        case Text(text=text):
            quote = '"' if "'" in text else "'"
            return f"{quote}{text}{quote}"
        case Array():
            return f"[{', '.join(parts)}]"
        case Call(name=name):
            return f"{name}({', '.join(parts)})"
        case Unary(sign=sign):
            return f"({'-' if sign == '-' else 'NOT '}{parts[0]})"
        case Binary(sign=sign):
            return f"({parts[0]} {sign} {parts[1]})"
