"""A query gives log lines and does not say how many.

Why: without `limit` CloudWatch gives up to 10,000 lines and drops the rest without a word. Nobody reads so
many during an incident, and who counts them gets 10,000 at most.

Fix: end the query with `limit`, in `summary` when a log alarm counts its `rows`; or add the lines up with
`stats`.

Bad:

    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code = "FORBIDDEN_ERROR"
        summary: sort @timestamp desc

Good:

    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code = "FORBIDDEN_ERROR"
        summary: |
          sort @timestamp desc
          | limit 100
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.saved_queries import place_in, readable_queries
from monitoring.finding import Finding, warning
from monitoring.insights.tree import CountFrequent, Limit, Stats
from monitoring.spec.root import Spec

CHECK: Final = "limit-missing"


def check(spec: Spec) -> Iterator[Finding]:
    """Queries whose rows are lines of the log, with no limit."""
    for name, query, tree in readable_queries(spec):
        if not any(isinstance(command, (Limit, Stats, CountFrequent)) for command in tree.commands):
            last = tree.commands[-1]
            path, span = place_in(name, query, last)
            message = "the query gives log lines without `limit`: up to 10,000, and the rest is dropped"
            yield warning(CHECK, path, message, "end it with a limit such as `| limit 100`", span=span)
