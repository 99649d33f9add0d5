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

from collections.abc import Iterator, Mapping
from typing import Final

from monitoring.checks.query_conditions import Wanted, conditions_of
from monitoring.checks.saved_queries import Lines, logged_lines, place_in
from monitoring.contract import Field
from monitoring.finding import Finding, error
from monitoring.insights.tree import Node
from monitoring.spec.queries import Query
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "unlogged-value"
_LOOK_UP: Final = "look up in the log contract which fields and values stand in one line"


def check(spec: Spec) -> Iterator[Finding]:
    """Values that a field never has, and conditions that no line fulfils together."""
    for name, query in spec.queries.items():
        lines = logged_lines(spec, query)
        if lines is not None:
            findings = list(_unknown_values(name, query, lines))
            yield from findings or _contradictions(name, query, lines)


def _unknown_values(name: str, query: Query, lines: Lines) -> Iterator[Finding]:
    for wanted in conditions_of(query.text).all:
        known = lines.values_of(wanted.field)
        for value, node in wanted.values.items():
            if known and value not in known:
                message = f"`{wanted.field}` never has the value `{value}`"
                yield _finding(name, query, node, message, did_you_mean(value, sorted(known)))


def _contradictions(name: str, query: Query, lines: Lines) -> Iterator[Finding]:
    """The first condition that leaves no kind of line, of those that all must hold."""
    left = list(lines.kinds)
    for wanted in conditions_of(query.text).required:
        left = [kind for kind in left if _allows(kind, wanted)]
        if not left:
            values = " or ".join(f"`{value}`" for value in wanted.values)
            message = (
                f"no line fulfils this together with the conditions before it: `{wanted.field}` is {values}"
            )
            yield _finding(name, query, wanted.condition, message, _LOOK_UP)
            return


def _allows(kind: Mapping[str, Field], wanted: Wanted) -> bool:
    logged = kind.get(wanted.field)
    if logged is None:
        return False
    return not logged.values or not wanted.values.keys().isdisjoint(map(str, logged.values))


def _finding(name: str, query: Query, node: Node, message: str, fix: str) -> Finding:
    path, span = place_in(name, query, node)
    return error(CHECK, path, message, fix, span=span)
