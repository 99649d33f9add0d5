"""A metric-filter pattern that CloudWatch Logs refuses, or that does not mean what it looks like.

Why: CloudWatch Logs reads a pattern only at deployment, and its message does not say where the mistake is.
Terms with other signs than letters, digits and `_` need double quotes, comparisons are `=` and `!=`, regular
expressions stand between percent signs and have no brackets. What AWS documents nowhere is refused as well,
since nobody can tell which lines it counts.

A log group has at most 5 filters with regular expressions, and a pattern at most 2.

Fix: correct the pattern at the mark; `monitoring filter PATTERN --logs FILE` shows which lines it matches.

Bad:

    metrics:
      database-errors:
        matching: '{ $.error.name == "DatabaseError" }'

Good:

    metrics:
      database-errors:
        matching: '{ $.error.name = "DatabaseError" }'
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error, warning
from monitoring.patterns.errors import PatternError
from monitoring.patterns.pattern import Pattern, compile_pattern
from monitoring.spec.root import Spec

CHECK: Final = "filter-pattern-syntax"
MAX_REGEX_FILTERS: Final = 5
"""Filters with regular expressions of a log group (Amazon CloudWatch Logs User Guide, "Quotas")."""


def check(spec: Spec) -> Iterator[Finding]:
    """Patterns that cannot be read, patterns that match too much, and too many regular expressions."""
    counted: dict[str, int] = {}
    for name, metric in spec.metrics.items():
        if metric.count_logs is None or metric.matching is None:
            continue
        path = ("metrics", name, "matching")
        try:
            pattern = compile_pattern(metric.matching)
        except PatternError as problem:
            span = (problem.offset, problem.length)
            yield error(CHECK, path, problem.message, problem.fix, span=span)
            continue
        for note in pattern.notes:
            if not note.ignored:
                yield warning(CHECK, path, note.message, note.fix, span=(note.offset, note.length))
        log = metric.count_logs
        counted[log] = counted.get(log, 0) + bool(pattern.regexes)
        if pattern.regexes and counted[log] > MAX_REGEX_FILTERS:
            message = f"log `{log}` has more than {MAX_REGEX_FILTERS} filters with regular expressions"
            yield error(CHECK, path, message, "match a text instead: `*part*` in JSON, or a plain term")


def readable_patterns(spec: Spec) -> Iterator[tuple[str, str, Pattern]]:
    """Metric, log and pattern of the metrics that count lines; without the patterns that cannot be read."""
    for name, metric in spec.metrics.items():
        if metric.count_logs is not None and metric.matching is not None:
            try:
                yield name, metric.count_logs, compile_pattern(metric.matching)
            except PatternError:
                continue
