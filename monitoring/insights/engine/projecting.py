"""``fields``, ``display``, ``unmask`` and ``filter``: columns and conditions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from monitoring.insights.engine.expressions import compile_condition, compile_expression
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Evaluate, Scope, Stage
from monitoring.insights.tree import Access, Call, Column, Display, Field, Fields, Filter, FilterIndex, Unmask
from monitoring.insights.tree.walk import walk

_REPLACED: Final = (
    "AWS does not say whether the columns of stats stay beside those of a later fields; they do not here"
)
_SAME_COMMAND: Final = (
    "AWS was observed to give nothing for a member of what jsonParse makes in the same command; "
    "it is read here, take it in a command after that"
)
_INDEX: Final = "a local log has no field index: filterIndex filters here"


def compile_fields(fields: Fields | Unmask, scope: Scope) -> Stage | None:
    """``fields``: the first chooses what is shown, further ones add to it."""
    stage = compute(fields.columns, scope)
    names = [column.name for column in fields.columns]
    if scope.chosen:
        scope.show(names)
        return stage
    replaces = scope.columns is not None and set(scope.columns) - set(names)
    if replaces and not (scope.discovers or scope.inner):
        scope.warn(_REPLACED, fields)
    scope.columns = list(dict.fromkeys(names))
    scope.chosen = True
    return stage


def compile_display(display: Display, scope: Scope) -> Stage | None:
    """``display``: shows these columns only; the last one counts (documented)."""
    stage = compute(display.columns, scope)
    scope.columns = list(dict.fromkeys(column.name for column in display.columns))
    scope.chosen = True
    return stage


def compute(columns: Sequence[Column], scope: Scope) -> Stage | None:
    """What makes the fields that columns compute; a field under its own name needs nothing."""
    _warn_of_members(columns, scope)
    steps = [step for column in columns if (step := _step(column, scope)) is not None]
    return (lambda rows: _compute(rows, steps)) if steps else None


def _warn_of_members(columns: Sequence[Column], scope: Scope) -> None:
    """Members of what jsonParse makes in the same command."""
    made: set[str] = set()
    for column in columns:
        for node in walk(column.expression):
            if isinstance(node, Field | Access) and _base(node) in made:
                scope.warn(_SAME_COMMAND, node)
        if isinstance(column.expression, Call) and column.expression.key == "jsonparse":
            made.add(column.name)


def _base(node: Field | Access) -> str:
    """The name of what a member is taken from; empty for a whole field."""
    if isinstance(node, Access):
        return node.base.name
    return node.parts[0] if len(node.parts) > 1 else ""


def _step(column: Column, scope: Scope) -> tuple[str, Evaluate] | None:
    evaluate = compile_expression(column.expression, scope)
    expression = column.expression
    if isinstance(expression, Field) and expression.name == column.name and scope.stores(expression):
        return None
    scope.make(column.name)
    return column.name, evaluate


def _compute(rows: Iterable[Row], steps: Sequence[tuple[str, Evaluate]]) -> Iterator[Row]:
    for row in rows:
        for name, evaluate in steps:
            row[name] = evaluate(row)
        yield row


def compile_filter(command: Filter | FilterIndex, scope: Scope) -> Stage:
    """``filter``: rows for which the condition holds."""
    condition = compile_condition(command.condition, scope)
    if isinstance(command, FilterIndex):
        scope.warn(_INDEX, command)
    return lambda rows: filter(condition, rows)
