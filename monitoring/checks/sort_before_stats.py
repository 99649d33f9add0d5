"""A query sorts rows that it then adds up.

Why: `stats` makes new rows of groups, so the order before it is lost. Sorting every line of the range only
makes the query slower, and a reader believes that the result is sorted.

Fix: sort after `stats`, by one of its columns; or remove the `sort`.

Bad:

    queries:
      forbidden:
        summary: |
          sort @timestamp desc
          | stats count(*) as requests by userId

Good:

    queries:
      forbidden:
        summary: |
          stats count(*) as requests by userId
          | sort requests desc
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.saved_queries import place_in, readable_queries
from monitoring.finding import Finding, warning
from monitoring.insights.tree import Limit, Query, Sort, Stats
from monitoring.spec.root import Spec

CHECK: Final = "sort-before-stats"


def check(spec: Spec) -> Iterator[Finding]:
    """Every sort whose order a later stats throws away."""
    for name, query, tree in readable_queries(spec):
        for sort in _lost_sorts(tree):
            path, span = place_in(name, query, sort)
            message = "`stats` follows, which makes new rows, so this order is lost"
            yield warning(CHECK, path, message, "sort after `stats`, or remove the sort", span=span)


def _lost_sorts(query: Query) -> Iterator[Sort]:
    """Sorts before stats; with a limit between them the order chooses which rows are added up."""
    waiting: list[Sort] = []
    for command in query.commands:
        if isinstance(command, Sort):
            waiting.append(command)
        elif isinstance(command, Limit):
            waiting.clear()
        elif isinstance(command, Stats):
            yield from waiting
            waiting.clear()
