"""Trees -> query text, fully bracketed, so that reading it again must give the same tree."""

from functools import singledispatch

from monitoring.insights import tree
from monitoring.insights.tree import Node


def print_query(query: tree.Query) -> str:
    """Commands with pipes between them."""
    return " | ".join(map(_print, query.commands))


def _joined(nodes: tuple[Node, ...]) -> str:
    return ", ".join(map(_print, nodes))


def _negation(node: tree.Match | tree.Membership) -> str:
    return "not " if node.negated else ""


@singledispatch
def _print(node: object) -> str:
    raise AssertionError(f"the printer knows no {type(node).__name__}")


@_print.register
def _(command: tree.Fields) -> str:
    return f"fields {_joined(command.columns)}"


@_print.register
def _(command: tree.Filter) -> str:
    return f"filter {_print(command.condition)}"


@_print.register
def _(command: tree.Stats) -> str:
    return f"stats {_joined(command.columns)} by {_joined(command.by)}"


@_print.register
def _(command: tree.Sort) -> str:
    return f"sort {_joined(command.keys)}"


@_print.register
def _(command: tree.Limit) -> str:
    return f"{'tail' if command.from_end else 'limit'} {command.count}"


@_print.register
def _(command: tree.Dedup) -> str:
    return f"dedup {_joined(command.keys)}"


@_print.register
def _(command: tree.Parse) -> str:
    if isinstance(command.pattern, tree.String):
        return f"parse {_print(command.source)} {_print(command.pattern)} as {', '.join(command.names)}"
    first, *others = command.pattern.pattern.split("(")
    named = (f"(?<{name}>{rest}" for name, rest in zip(command.names, others, strict=True))
    return f"parse {_print(command.source)} /{first}{''.join(named)}/"


@_print.register
def _(column: tree.Column) -> str:
    return f"{_print(column.expression)} as `{column.name}`"


@_print.register
def _(key: tree.SortKey) -> str:
    return f"{_print(key.expression)} {'desc' if key.descending else 'asc'}"


@_print.register
def _(node: tree.Field) -> str:
    return ".".join(f"`{part}`" for part in node.parts)


@_print.register
def _(node: tree.String) -> str:
    return '"' + node.value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@_print.register
def _(node: tree.Number) -> str:
    return node.text


@_print.register
def _(node: tree.Boolean) -> str:
    return str(node.value).lower()


@_print.register
def _(node: tree.Regex) -> str:
    return "/" + node.pattern.replace("/", "\\/") + "/"


@_print.register
def _(node: tree.Period) -> str:
    return f"{node.count}{node.unit}"


@_print.register
def _(node: tree.Access) -> str:
    keys = (f"[{key}]" if isinstance(key, int) else f".`{key}`" for key in node.keys)
    return _print(node.base) + "".join(keys)


@_print.register
def _(node: tree.Call) -> str:
    return f"{node.name}({'*' if node.star else _joined(node.arguments)})"


@_print.register
def _(node: tree.Unary) -> str:
    return f"({node.operator} {_print(node.operand)})"


@_print.register
def _(node: tree.Arithmetic) -> str:
    first, *others = map(_print, node.operands)
    rest = (f" {sign} {operand}" for sign, operand in zip(node.operators, others, strict=True))
    return f"({first}{''.join(rest)})"


@_print.register
def _(node: tree.Comparison) -> str:
    return f"({_print(node.left)} {node.operator} {_print(node.right)})"


@_print.register
def _(node: tree.Logical) -> str:
    return f"({f' {node.operator} '.join(map(_print, node.operands))})"


@_print.register
def _(node: tree.Match) -> str:
    return f"({_print(node.subject)} {_negation(node)}{node.operator} {_print(node.pattern)})"


@_print.register
def _(node: tree.Membership) -> str:
    assert isinstance(node.members, tuple)
    return f"({_print(node.subject)} {_negation(node)}in [{_joined(node.members)}])"
