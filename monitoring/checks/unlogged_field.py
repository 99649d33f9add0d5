"""A query reads a field that no line of its logs has, or that `stats` before it does not give.

Why: a field that does not exist is no error in CloudWatch. It is missing in every row, so the filter finds
nothing, the average is empty, and an alarm that counts the rows stays silent whatever happens. After `stats`
only its own columns exist.

The file of `log-contract` says which fields the lines of each log have. Fields that the query makes itself,
and those that CloudWatch adds (`@timestamp`, `@message`, ..), are known.

Fix: correct the name, or let the service log the field and write its contract again.

Bad:

    log-contract: service/log-contract.json
    queries:
      forbidden:
        rows: |
          fields @timestamp, userID
          | filter error.code = "FORBIDDEN_ERROR"

Good:

    log-contract: service/log-contract.json
    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code = "FORBIDDEN_ERROR"
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.query_fields import foreign_reads
from monitoring.checks.saved_queries import logged_lines, place_in, readable_queries
from monitoring.finding import Finding, error
from monitoring.insights.signatures import AGGREGATE_KEYS
from monitoring.insights.tree import Query
from monitoring.insights.tree.made import made_by
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "unlogged-field"
_ADDED: Final = frozenset(
    ("@message", "@timestamp", "@ingestionTime", "@logStream", "@log", "@ptr", "@entity")
)
_LAMBDA: Final = frozenset(
    (
        *("@requestId", "@type", "@duration", "@billedDuration", "@initDuration"),
        *("@memorySize", "@maxMemoryUsed", "@xrayTraceId", "@xraySegmentId"),
    )
)
_OPEN: Final = ("@aws.", "@data_", "@source.")


def check(spec: Spec) -> Iterator[Finding]:
    """Reads of fields that are not there, in queries and in the `by` of log alarms."""
    for name, query, _ in readable_queries(spec):
        logged = _logged(spec, name)
        for field, columns in foreign_reads(query.text):
            known = logged if columns is None else columns
            unnamed = columns is not None and field.name in AGGREGATE_KEYS  # unnamed-aggregate-sorted has it
            if known and field.name not in known and not (unnamed or field.name.startswith(_OPEN)):
                path, span = place_in(name, query, field)
                where = _where(query.log_names, columns)
                fix = did_you_mean(field.name, sorted(known))
                yield error(CHECK, path, f"{where} `{field.name}`", fix, span=span)
    yield from _contributors(spec)


def _where(logs: tuple[str, ...], columns: frozenset[str] | None) -> str:
    if columns is not None:
        return "`stats` before gives no column"
    return f"no line of log {' or '.join(f'`{log}`' for log in logs)} has the field"


def _logged(spec: Spec, name: str) -> frozenset[str]:
    """The fields of a query's logs and of CloudWatch; empty when that is not known."""
    query = spec.queries[name]
    lines = logged_lines(spec, query)
    if lines is None:
        return frozenset()
    from_lambda = any(spec.logs[log].of != "api-access" for log in query.log_names)
    return lines.names | _ADDED | (_LAMBDA if from_lambda else frozenset())


def _contributors(spec: Spec) -> Iterator[Finding]:
    """`by` of a log alarm, which groups the rows of its query."""
    trees = {name: tree for name, _, tree in readable_queries(spec)}
    seen: set[tuple[str, str]] = set()
    for rule in alarm_rules(spec):
        logged = _logged(spec, rule.rows_of) if rule.rows_of in trees else frozenset()
        known = logged | _made(trees[rule.rows_of]) if logged else logged
        for field in filter(None, map(str.strip, rule.by.split(","))):
            if known and field not in known and (rule.entry, field) not in seen:
                seen.add((rule.entry, field))
                message = f"no row of the query `{rule.rows_of}` has the field `{field}`"
                fix = did_you_mean(field, sorted(known))
                yield error(CHECK, ("alarms", rule.entry, "watch", "by"), message, fix)


def _made(query: Query) -> frozenset[str]:
    return frozenset().union(*(made_by(command) or () for command in query.commands))
