"""Trees in short notation: one line a command, operators and calls before their operands in brackets."""

from functools import singledispatch
from re import compile as regex

from msgspec.structs import asdict

from monitoring.insights import tree
from monitoring.insights.tree import Node

BARE = regex(r"[A-Za-z0-9_@]+")


def show(query: tree.Query) -> str:
    """The whole query."""
    return "\n".join(map(show_command, query.commands))


def show_command(command: Node) -> str:
    """A command: its name, then what it holds, by name where the order does not say it."""
    shown = " ".join(f"{name}={_show(value)}" for name, value in _held(command).items())
    return f"{type(command).__name__} {shown}".rstrip()


def _held(node: Node) -> dict[str, object]:
    return {name: value for name, value in asdict(node).items() if name not in ("offset", "length")}


def _listed(*pieces: str) -> str:
    return f"({' '.join(pieces)})"


def _negated(operator: str, negated: bool) -> str:
    return f"not-{operator}" if negated else operator


@singledispatch
def _show(value: object) -> str:
    return repr(value)


@_show.register
def _(value: tuple) -> str:  # type: ignore[type-arg]
    return f"[{', '.join(map(_show, value))}]"


@_show.register
def _(node: Node) -> str:
    return f"<{' '.join(map(_show, _held(node).values()))}>"


@_show.register
def _(node: tree.Field) -> str:
    return ".".join(part if BARE.fullmatch(part) else f"`{part}`" for part in node.parts)


@_show.register
def _(node: tree.String) -> str:
    return repr(node.value)


@_show.register
def _(node: tree.Number) -> str:
    return str(node.value)


@_show.register
def _(node: tree.Boolean) -> str:
    return str(node.value).lower()


@_show.register
def _(node: tree.Regex) -> str:
    return f"/{node.pattern}/"


@_show.register
def _(node: tree.Period) -> str:
    return f"{node.count}{node.unit}"


@_show.register
def _(node: tree.Access) -> str:
    return f"(at {_show(node.base)} {' '.join(map(repr, node.keys))})"


@_show.register
def _(node: tree.Call) -> str:
    return _listed(node.key, *(("*",) if node.star else map(_show, node.arguments)))


@_show.register
def _(node: tree.Unary) -> str:
    return _listed(node.operator, _show(node.operand))


@_show.register
def _(node: tree.Arithmetic) -> str:
    first, *others = map(_show, node.operands)
    return _listed(
        first, *(f"{sign} {operand}" for sign, operand in zip(node.operators, others, strict=True))
    )


@_show.register
def _(node: tree.Comparison) -> str:
    return _listed(node.operator, _show(node.left), _show(node.right))


@_show.register
def _(node: tree.Logical) -> str:
    return _listed(node.operator, *map(_show, node.operands))


@_show.register
def _(node: tree.Match) -> str:
    return _listed(_negated(node.operator, node.negated), _show(node.subject), _show(node.pattern))


@_show.register
def _(node: tree.Membership) -> str:
    return _listed(_negated("in", node.negated), _show(node.subject), _show(node.members))


@_show.register
def _(node: tree.Subquery) -> str:
    return "{" + " | ".join(map(show_command, node.commands)) + "}"


@_show.register
def _(node: tree.Column) -> str:
    return f"{_show(node.expression)} as {node.name!r}"


@_show.register
def _(node: tree.SortKey) -> str:
    return f"{_show(node.expression)} {'desc' if node.descending else 'asc'}"
