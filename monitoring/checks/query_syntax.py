"""A saved query that CloudWatch refuses, or whose meaning AWS documents nowhere.

Why: CloudWatch stores a saved query without reading it (`PutQueryDefinition` validates nothing), so a mistake
shows when somebody runs the query, at night, during an incident. A log alarm with such a query never rings.

Looked at are the whole language, the functions and how many arguments they take, where aggregates may stand,
and what AWS says about commands in each other's company. What AWS leaves open is a warning, since nobody can
tell what it gives. What AWS has and the local engine has not, such as `pattern`, is no finding.

Fix: correct the query at the mark; `docs/insights-support.md` lists the commands and functions.

Bad:

    queries:
      errors-by-code:
        rows: |
          fields @timestamp, error.code
          | filtr level = "ERROR"

Good:

    queries:
      errors-by-code:
        rows: |
          fields @timestamp, error.code
          | filter level = "ERROR"
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.saved_queries import place_in, read_query
from monitoring.finding import Finding, error, warning
from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.spec.root import Spec

CHECK: Final = "query-syntax"
_FIX: Final = "correct the query; docs/insights-support.md lists the language"


def check(spec: Spec) -> Iterator[Finding]:
    """The first thing in each query that cannot be read."""
    for name, query in spec.queries.items():
        problem = read_query(query.text)
        if isinstance(problem, QueryError) and not isinstance(problem, UnsupportedQuery):
            report = warning if isinstance(problem, UnspecifiedQuery) else error
            message, _, fix = problem.message.partition("; ")
            path, span = place_in(name, query, problem)
            yield report(CHECK, path, message, fix or _FIX, span=span)
