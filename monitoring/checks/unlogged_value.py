"""A query compares a field with a value that it never has.

Why: a misspelt value is no error in CloudWatch: `error.code = "FORBIDDEN"` finds nothing for ever, and an
alarm that counts the rows stays silent. The same holds for conditions that each kind of line fulfils in part
only, such as the `action` of one kind and the `error.code` of another.

The file of `log-contract` says which values a field can have, and which fields stand in one line together.

Fix: correct the value, or let the service write its contract again.

Bad:

    log-contract: service/log-contract.json
    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code = "FORBIDDEN"

Good:

    log-contract: service/log-contract.json
    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code = "FORBIDDEN_ERROR"
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from monitoring.checks.saved_queries import known_values, logged_variants, place_in, readable_queries
from monitoring.contract import Variant
from monitoring.finding import Finding, error
from monitoring.insights.tree import (
    Boolean,
    Comparison,
    Expression,
    Field,
    Fields,
    Filter,
    Logical,
    Membership,
    Node,
    Number,
    Query,
    String,
)
from monitoring.insights.tree.walk import walk
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "unlogged-value"


class Wanted(NamedTuple):
    """A field, the values that a condition allows, and the node of each."""

    field: str
    values: dict[str, Node]
    condition: Node


def check(spec: Spec) -> Iterator[Finding]:
    """Values that a field never has, and conditions that no line fulfils together."""
    for name, query, tree in readable_queries(spec):
        variants = logged_variants(spec, query)
        if not variants:
            continue
        impossible = False
        for wanted in _comparisons(tree, query.text):
            for value, node in _never(wanted, variants):
                impossible = True
                path, span = place_in(name, query, node)
                fix = did_you_mean(value, sorted(known_values(wanted.field, variants)))
                yield error(CHECK, path, f"`{wanted.field}` never has the value `{value}`", fix, span=span)
        if not impossible and (last := _contradiction(tree, query.text, variants)):
            path, span = place_in(name, query, last.condition)
            message = f"no line fulfils this together with the conditions before it: {_words(last)}"
            fix = "look up in the log contract which fields and values stand in one line"
            yield error(CHECK, path, message, fix, span=span)


def _comparisons(tree: Query, text: str) -> Iterator[Wanted]:
    """All comparisons of fields of the log with values."""
    for command in _leading_filters(tree):
        for node in walk(command, subqueries=False):
            if wanted := _wanted(node, text):
                yield wanted


def _leading_filters(tree: Query) -> Iterator[Filter]:
    """Filters that see the fields of the log as they are."""
    made: set[str] = set()
    for command in tree.commands:
        if isinstance(command, Filter):
            if not any(isinstance(node, Field) and node.name in made for node in walk(command)):
                yield command
        elif isinstance(command, Fields):
            made |= {column.alias for column in command.columns if column.alias is not None}
        elif type(command).__name__ not in ("Sort", "Limit", "Source", "Display"):
            return


def _wanted(node: Node, text: str) -> Wanted | None:
    """What a comparison or a list asks a field to be; parameters may have any value."""
    if isinstance(node, Comparison) and node.operator in ("=", "!="):
        left, right = node.left, node.right
        if not isinstance(left, Field):
            left, right = right, left
        return _with_values(left, (right,), node, text)
    if isinstance(node, Membership) and isinstance(node.members, tuple):
        return _with_values(node.subject, node.members, node, text)
    return None


def _with_values(subject: Expression, given: tuple[Expression, ...], node: Node, text: str) -> Wanted | None:
    values: dict[str, Node] = {}
    for value in given:
        if not isinstance(value, (String, Number, Boolean)):
            return None
        if "{{" in text[value.offset : value.offset + value.length]:
            return None
        values[_text_of(value)] = value
    return Wanted(subject.name, values, node) if isinstance(subject, Field) else None


def _text_of(value: String | Number | Boolean) -> str:
    return value.text if isinstance(value, Number) else str(value.value)


def _never(wanted: Wanted, variants: tuple[Variant, ...]) -> Iterator[tuple[str, Node]]:
    known = known_values(wanted.field, variants)
    for value, node in wanted.values.items():
        if known and value not in known:
            yield value, node


def _contradiction(tree: Query, text: str, variants: tuple[Variant, ...]) -> Wanted | None:
    """The first condition that leaves no kind of line, of those that all must hold."""
    left = list(variants)
    for command in _leading_filters(tree):
        for condition in _conjuncts(command.condition):
            wanted = None if _is_negative(condition) else _wanted(condition, text)
            if wanted is not None:
                left = [variant for variant in left if _allows(variant, wanted)]
                if not left:
                    return wanted
    return None


def _conjuncts(condition: Expression) -> Iterator[Expression]:
    if isinstance(condition, Logical) and condition.operator == "and":
        for operand in condition.operands:
            yield from _conjuncts(operand)
    else:
        yield condition


def _is_negative(condition: Expression) -> bool:
    if isinstance(condition, Membership):
        return condition.negated
    return not (isinstance(condition, Comparison) and condition.operator == "=")


def _allows(variant: Variant, wanted: Wanted) -> bool:
    logged = variant.all_fields.get(wanted.field)
    if logged is None:
        return False
    return not logged.values or not wanted.values.keys().isdisjoint(map(str, logged.values))


def _words(wanted: Wanted) -> str:
    return f"`{wanted.field}` is {' or '.join(f'`{value}`' for value in wanted.values)}"
